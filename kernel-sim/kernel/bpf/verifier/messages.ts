/**
 * Every reason for a refusal: its code, the errno that BPF_PROG_LOAD answers, and the line that Linux 6.1 prints, with its parameters
 * in braces. What they mean in plain words is in explain/.
 */
import { E2BIG, EACCES, EBADF, EFAULT, EINVAL, EPERM } from '../../errno';

const ENOTSUPP = 524;

export type Params = Readonly<Record<string, string | number>>;

export const MESSAGES = {
  // Shape of the program
  'unknown-opcode': [EINVAL, 'unknown opcode {code}'],
  'reserved-fields': [EINVAL, '{what} uses reserved fields'],
  'ldx-reserved': [EINVAL, 'BPF_LDX uses reserved fields'],
  'bad-ldimm64': [EINVAL, 'invalid bpf_ld_imm64 insn'],
  'unrecognized-ldimm64': [EINVAL, 'unrecognized bpf_ld_imm64 insn'],
  'bad-ld-imm': [EINVAL, 'invalid BPF_LD_IMM insn'],
  'bad-ld-mode': [EINVAL, 'invalid BPF_LD mode'],
  'bad-alu-opcode': [EINVAL, 'invalid BPF_ALU opcode {op}'],
  'bad-jump-opcode': [EINVAL, 'invalid BPF_JMP/JMP32 opcode {op}'],
  'bad-atomic': [EINVAL, 'BPF_ATOMIC uses invalid atomic opcode {op}'],
  'atomic-size': [EINVAL, 'invalid atomic operand size'],
  'bad-register': [EINVAL, 'R{reg} is invalid'],
  'jump-out-of-range': [EINVAL, 'jump out of range from insn {from} to {to}'],
  'jump-into-ldimm64': [EINVAL, 'jump into the middle of ldimm64 insn {insn}'],
  'back-edge': [EINVAL, 'back-edge from insn {from} to {to}'],
  unreachable: [EINVAL, 'unreachable insn {insn}'],
  'falls-through': [EINVAL, 'last insn is not an exit or jmp'],
  'fell-off': [EFAULT, 'invalid insn idx {insn} insn_cnt {count}'],
  'empty-program': [EINVAL, 'invalid program length'],
  // Limits
  'too-large': [E2BIG, 'BPF program is too large. Processed {processed} insn'],
  'too-many-jumps': [E2BIG, 'The sequence of {jumps} jumps is too complex.'],
  'too-many-insns': [E2BIG, 'program has {count} instructions, at most {limit} are allowed'],
  'too-many-maps': [E2BIG, 'The total number of maps per program has reached the limit of 64'],
  'too-many-subprograms': [E2BIG, 'too many subprograms'],
  'infinite-loop': [EINVAL, 'infinite loop detected at insn {insn}'],
  'call-depth': [E2BIG, 'the call stack of {frames} frames is too deep'],
  'call-stack-frames': [E2BIG, 'the call stack of {frames} frames is too deep !'],
  'combined-stack': [EACCES, 'combined stack size of {calls} calls is {depth}. Too large'],
  'tail-call-stack': [
    EACCES,
    'tail_calls are not allowed when call stack of previous frames is {depth} bytes. Too large',
  ],
  // Functions
  'functions-need-privilege': [
    EPERM,
    'loading/calling other bpf or kernel functions are allowed for CAP_BPF and CAP_SYS_ADMIN',
  ],
  'call-invalid-destination': [EINVAL, 'call to invalid destination'],
  'missing-func-info': [EINVAL, 'missing btf func_info'],
  'ld-abs-subprogram': [EINVAL, 'LD_ABS is not allowed in subprogs without BTF'],
  'tail-call-subprogram': [EINVAL, 'tail_call is not allowed in subprogs without BTF'],
  'return-stack-pointer': [EINVAL, 'cannot return stack pointer to the caller'],
  'callback-return-type': [EACCES, 'R0 not a scalar value'],
  // Not Linux's words: 6.1 does not look.
  'callback-changes-pointer': [EACCES, 'callback changes the pointer saved at fp{off}'],
  'callback-map': [ENOTSUPP, 'callback function not allowed for map'],
  'return-not-scalar': [EINVAL, '{where} the register R0 is not a known value ({type})'],
  'return-range': [EINVAL, 'At {where} the register R0 {known} should have been in {range}'],
  'return-leaks-address': [EACCES, 'R0 leaks addr as return value'],
  // Registers
  'uninit-reg': [EACCES, 'R{reg} !read_ok'],
  'frame-pointer-read-only': [EACCES, 'frame pointer is read only'],
  'invalid-mem-access': [EACCES, "R{reg} invalid mem access '{type}'"],
  'null-deref': [EACCES, "R{reg} invalid mem access '{type}'"],
  'different-pointers': [EINVAL, 'same insn cannot be used with different pointers'],
  'leaks-address': [EACCES, 'R{reg} leaks addr into {into}'],
  'partial-pointer-copy': [EACCES, 'R{reg} partial copy of pointer'],
  'pointer-comparison': [EACCES, 'R{reg} pointer comparison prohibited'],
  // Arithmetic
  'div-by-zero': [EINVAL, 'div by zero'],
  'invalid-shift': [EINVAL, 'invalid shift {by}'],
  'alu-pointer-type': [
    EACCES,
    'R{reg} has pointer with unsupported alu operation, pointer arithmetic with it prohibited for !root',
  ],
  'alu-mixed-bounds': [
    EACCES,
    'R{reg} has unknown scalar with mixed signed bounds, pointer arithmetic with it prohibited for !root',
  ],
  'alu-other-paths': [
    EACCES,
    'R{reg} tried to {op} from different maps, paths or scalars, pointer arithmetic with it prohibited for !root',
  ],
  'pointer-math-unprivileged': [EACCES, 'R{reg} pointer arithmetic prohibited'],
  'pointer-math-32': [EACCES, 'R{reg} 32-bit pointer arithmetic prohibited'],
  'pointer-math-or-null': [EACCES, 'R{reg} pointer arithmetic on {type} prohibited, null-check it first'],
  'pointer-math-type': [EACCES, 'R{reg} pointer arithmetic on {type} prohibited'],
  'pointer-math-value': [EINVAL, 'math between {type} pointer and {value} is not allowed'],
  'pointer-offset': [EINVAL, '{type} pointer offset {off} is not allowed'],
  'pointer-math-unbounded': [
    EINVAL,
    'math between {type} pointer and register with unbounded min value is not allowed',
  ],
  'pointer-out-of-bounds': [EINVAL, 'value {value} makes {type} pointer be out of bounds'],
  'pointer-pointer': [EACCES, 'R{reg} pointer {op} pointer prohibited'],
  'pointer-bitwise': [EACCES, 'R{reg} bitwise operator {op} on pointer prohibited'],
  'pointer-operator': [EACCES, 'R{reg} pointer arithmetic with {op} operator prohibited'],
  'scalar-minus-pointer': [EACCES, 'R{reg} tried to subtract pointer from scalar'],
  'stack-pointer-subtraction': [EACCES, 'R{reg} subtraction from stack pointer prohibited'],
  'stack-math-variable': [EACCES, 'R{reg} variable stack access prohibited for !root, var_off={bits} off={off}'],
  'stack-math-unprivileged': [
    EACCES,
    'R{reg} stack pointer arithmetic goes out of range, prohibited for !root; off={off}',
  ],
  'map-value-math-unprivileged': [
    EACCES,
    'R{reg} pointer arithmetic of map value goes out of range, prohibited for !root',
  ],
  // Memory in general
  misaligned: [EACCES, 'misaligned {what}access off {bits}+{base}+{off} size {size}'],
  'misaligned-packet': [EACCES, 'misaligned packet access off {align}+{bits}+{base}+{off} size {size}'],
  'min-negative': [EACCES, 'R{reg} min value is negative, either use unsigned index or do a if (index >=0) check.'],
  'unbounded-memory': [EACCES, 'R{reg} unbounded memory access, make sure to bounds check any such access'],
  'mem-oob': [EACCES, '{line}\nR{reg} {bound} value is outside of the allowed memory range'],
  'write-readonly': [EACCES, 'R{reg} cannot write into {type}'],
  'modified-pointer': [EACCES, 'dereference of modified {type} ptr R{reg} off={off} disallowed'],
  'negative-offset-pointer': [EACCES, 'negative offset {type} ptr R{reg} off={off} disallowed'],
  'variable-pointer': [EACCES, 'variable {type} access var_off={bits} disallowed'],
  'atomic-target': [EACCES, 'BPF_ATOMIC stores into R{reg} {type} is not allowed'],
  // Maps
  'bad-map-fd': [EBADF, 'fd {fd} is not pointing to valid bpf_map'],
  'direct-value-offset': [EINVAL, 'direct value offset of {off} is not allowed'],
  'no-direct-value': [EINVAL, 'no direct value access support for this map type'],
  'direct-value-access': [EINVAL, 'invalid access to map value pointer, value_size={size} off={off}'],
  'map-value-oob': [EACCES, '{line}\nR{reg} {bound} value is outside of the allowed memory range'],
  'map-key-oob': [EACCES, '{line}\nR{reg} {bound} value is outside of the allowed memory range'],
  'write-map-key': [EACCES, 'write to change key R{reg} not allowed'],
  'map-direction': [EACCES, '{what} map forbidden, value_size={valueSize} off={off} size={size}'],
  'map-helper': [EINVAL, 'cannot pass map_type {type} into func {name}#{id}'],
  // Context
  // The line "invalid bpf_context access off= size=" is written before the source line.
  'ctx-access': [EACCES, ''],
  'st-ctx': [EACCES, 'BPF_ST stores into R{reg} {type} is not allowed'],
  // Stack
  'stack-uninit': [EACCES, 'invalid read from stack off {off}+{at} size {size}'],
  'stack-uninit-indirect': [EACCES, 'invalid{extra} read from stack R{reg} off {off}+{at} size {size}'],
  'stack-uninit-variable': [EACCES, 'invalid{extra} read from stack R{reg} var_off {bits}+{at} size {size}'],
  'stack-oob': [EACCES, 'invalid {access} stack R{reg} off={off} size={size}'],
  'stack-variable-oob': [EACCES, 'invalid variable-offset {access} stack R{reg} var_off={bits} size={size}'],
  'stack-unbounded': [EACCES, 'invalid unbounded variable-offset {access} stack R{reg}'],
  'stack-variable-unprivileged': [
    EACCES,
    'R{reg}{extra} variable offset stack access prohibited for !root, var_off={bits}',
  ],
  'stack-variable-helper': [
    EACCES,
    'variable offset stack pointer cannot be passed into helper function; var_off={bits} off={off} size={size}',
  ],
  'zero-sized-read': [EACCES, 'invalid zero-sized read'],
  'spill-size': [EACCES, 'invalid size of register spill'],
  'fill-size': [EACCES, 'invalid size of register fill'],
  'spill-into-caller': [EINVAL, 'cannot spill pointers to stack into stack frame of the caller'],
  'corrupt-spilled-pointer': [EACCES, 'attempt to corrupt spilled pointer on stack'],
  'leak-from-stack': [EACCES, 'leaking pointer from stack off {off}'],
  'variable-write-spilled': [EINVAL, 'spilled ptr in range of var-offset stack write; insn {insn}, ptr off: {off}'],
  // Packet
  'packet-range': [EINVAL, 'R{reg} offset is outside of the packet'],
  'packet-oob': [EACCES, '{line}\nR{reg} offset is outside of the packet'],
  'write-packet': [EACCES, 'cannot write into packet'],
  'helper-packet': [EACCES, 'helper access to the packet is not allowed'],
  'flow-keys-oob': [EACCES, 'invalid access to flow keys off={off} size={size}'],
  'sock-access': [EACCES, 'R{reg} invalid {type} access off={off} size={size}'],
  'buffer-oob': [EACCES, 'R{reg} invalid {kind} buffer access: off={off}, size={size}'],
  'buffer-variable': [EACCES, 'R{reg} invalid variable buffer offset: off={off}, var_off={bits}'],
  // Helpers
  'invalid-helper': [EINVAL, 'invalid func {name}#{id}'],
  'unknown-helper': [EINVAL, 'unknown func {name}#{id}'],
  'gpl-helper': [EINVAL, 'cannot call GPL-restricted function from non-GPL compatible program'],
  'arg-type': [EACCES, 'R{reg} type={type} expected={expected}'],
  'no-map-for-key': [EACCES, 'invalid map_ptr to access map->key'],
  'size-negative': [EACCES, "R{reg} min value is negative, either use unsigned or 'var &= const'"],
  'size-unbounded': [EACCES, "R{reg} unbounded memory access, use 'var &= const' or 'if (var < const)'"],
  'size-not-constant': [EACCES, "R{reg} is not a known constant'"],
  'string-not-constant': [EACCES, "R{reg} does not point to a readonly map'"],
  'string-variable': [EACCES, "R{reg} is not a constant address'"],
  'string-not-terminated': [EINVAL, 'string is not zero-terminated'],
  'local-storage-flags': [EINVAL, "get_local_storage() doesn't support non-zero flags"],
  // References
  'reference-leak': [EINVAL, 'Unreleased reference id={id} alloc_insn={insn}'],
  'release-unreferenced': [EINVAL, 'R{reg} must be referenced when passed to release function'],
  'not-acquired': [EINVAL, 'func {name}#{id} reference has not been acquired before'],
  'two-references': [EFAULT, 'verifier internal error: more than one arg with ref_obj_id R{reg}'],
  'tail-call-references': [EINVAL, 'tail_call would lead to reference leak'],
  // Packet loads of classic BPF
  'tail-call-maps': [EINVAL, 'tail_call abusing map_ptr'],
  'ld-abs-type': [EINVAL, 'BPF_LD_[ABS|IND] instructions not allowed for this program type'],
  'ld-abs-references': [EINVAL, 'BPF_LD_[ABS|IND] cannot be mixed with socket references'],
  'ld-abs-spin-lock': [EINVAL, 'BPF_LD_[ABS|IND] cannot be used inside bpf_spin_lock-ed region'],
  'ld-abs-r6': [EINVAL, 'at the time of BPF_LD_ABS|IND R6 != pointer to skb'],
  // Locks and timers in map values
  'spin-lock-socket-filter': [EINVAL, 'socket filter progs cannot use bpf_spin_lock yet'],
  'spin-lock-tracing': [EINVAL, 'tracing progs cannot use bpf_spin_lock yet'],
  'timer-tracing': [EINVAL, 'tracing progs cannot use bpf_timer yet'],
  'spin-lock-direct': [EACCES, 'bpf_spin_lock cannot be accessed directly by load/store'],
  'timer-direct': [EACCES, 'bpf_timer cannot be accessed directly by load/store'],
  'embedded-variable': [EINVAL, "R{reg} doesn't have constant offset. {what} has to be at the constant offset"],
  'embedded-missing': [EINVAL, "map '{map}' has no valid {what}"],
  'embedded-offset': [EINVAL, "off {off} doesn't point to 'struct {what}'"],
  'two-spin-locks': [EINVAL, 'Locking two bpf_spin_locks are not allowed'],
  'unlock-without-lock': [EINVAL, 'bpf_spin_unlock without taking a lock'],
  'unlock-different': [EINVAL, 'bpf_spin_unlock of different lock'],
  'spin-unlock-missing': [EINVAL, 'bpf_spin_unlock is missing'],
  'call-in-spin-lock': [EINVAL, 'function calls are not allowed while holding a lock'],
  'timer-other-map': [EINVAL, "timer pointer in R1 map_uid={uid} doesn't match map pointer in R2 map_uid={other}"],
  // Not here (VERIFIER.md)
  'helper-unsupported': [EINVAL, 'helper {name}#{id} is not supported'],
  'kfunc-unsupported': [EINVAL, 'calling kernel function #{id} is not supported'],
  'kfunc-missing': [EINVAL, 'invalid kernel function call not eliminated in verifier pass'],
  'btf-unsupported': [EINVAL, 'pointers described by BTF are not supported'],
  'argument-unsupported': [EINVAL, 'argument R{reg} of kind {arg} is not supported'],
  'sleepable-unsupported': [EINVAL, 'sleepable programs are not supported'],
} as const satisfies Readonly<Record<string, readonly [errno: number, line: string]>>;

export type Code = keyof typeof MESSAGES;

export const fill = (template: string, params: Params): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));

/** The line (or lines) that Linux prints. */
export const messageText = (code: Code, params: Params): string => fill(MESSAGES[code][1], params);
