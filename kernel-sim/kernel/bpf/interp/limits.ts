/** Limits of running programs (include/linux/bpf.h), and halves of addresses as text. */
export const MAX_BPF_STACK = 512;
export const MAX_CALL_FRAMES = 8;
export const MAX_TAIL_CALL_CNT = 33;

export const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0');
