/**
 * What may be read through pointers to sockets: struct bpf_sock, its common part, struct bpf_tcp_sock. Follows
 * bpf_sock_is_valid_access, bpf_sock_common_is_valid_access and bpf_tcp_sock_is_valid_access of net/core/filter.c (Linux 6.1).
 */
import { type Field, field, findField, words } from './fields';

/** struct bpf_sock (80 bytes). */
export const BPF_SOCK: readonly Field[] = [
  ...words(0, 1, 'x'), // bound_dev_if
  ...words(4, 3), // family, type, protocol
  ...words(16, 2, 'x'), // mark, priority
  ...words(24, 5), // src_ip4, src_ip6[4]
  ...words(44, 1, 'x'), // src_port
  { off: 48, size: 2, kind: 'scalar', narrow: true, write: false }, // dst_port
  ...words(52, 5), // dst_ip4, dst_ip6[4]
  ...words(72, 1), // state
  ...words(76, 1, 'x'), // rx_queue_mapping
];

/** struct bpf_tcp_sock: 20 words, two counters, four words. */
const TCP_SOCK: readonly Field[] = [...words(0, 20, 'x'), field(80, 8), field(88, 8), ...words(96, 4, 'x')];

/** dst_port is 16 bits, but old programs read all four. */
const DST_PORT = 48;

/** [off, off + size) of the socket type, as the log names it. */
export function socketField(type: string, off: number, size: number): boolean {
  if (type === 'tcp_sock') return off >= 0 && off + size <= 112 && findField(TCP_SOCK, off, size, false) !== null;
  if (type === 'xdp_sock') return off === 0 && size === 4;
  if (off === DST_PORT && size === 4) return true;
  if (off < 0 || off >= 80 || off % size !== 0) return false;
  // type, protocol, mark and priority are only in full sockets.
  if (type === 'sock_common' && off >= 8 && off < 24) return false;
  return findField(BPF_SOCK, off, size, false) !== null;
}
