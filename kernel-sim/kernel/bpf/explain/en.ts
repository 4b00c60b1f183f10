/**
 * Why a program was refused, in plain English: what is wrong, why the verifier cannot let it pass, what to change. By code; names in
 * braces are the rejection's parameters.
 */
import type { Code } from '../verifier/messages';

/** [what happened, why that is not enough, what to change] */
export type Words = readonly [problem: string, reason: string, remedy: string];

const MALFORMED: Words = [
  'The instruction is not one that the kernel knows: an unused field is not zero, or the code does not exist.',
  'Unused fields are kept free for later kernels, so they must be zero.',
  'Compilers do not make such code. If you wrote the bytes by hand, set every unused field to 0.',
];
const BTF: Words = [
  'The program uses something that is described only by the kernel’s type information (BTF).',
  'This verifier does not follow such types, and what it cannot follow it does not accept.',
  'Use a helper that copies the data, such as bpf_probe_read_kernel, or another program type.',
];
const LOCK_WHERE: Words = [
  'This program type may not use a map with a lock or a timer in its values.',
  'Such programs may interrupt code that holds the lock, and would then wait for ever.',
  'Use a map without it, or a program type that runs where waiting is safe, such as XDP or tc.',
];
const OUT_OF_VALUE: Words = [
  'The access takes {size} bytes at offset {off}, but only bytes 0 to {memSize} (not included) are there.',
  'The verifier takes the {bound}imum that the offset can have. With that offset the access leaves the memory, and one case is enough.',
  'Compare the index before you use it (if (i < N)), or mask it (i &= N - 1) so that the largest value still fits.',
];

export const en: Readonly<Record<Code, Words>> = {
  'unknown-opcode': [
    'There is no instruction with opcode {code} in this kernel.',
    'An unknown instruction could do anything, so the program is refused before it is looked at further.',
    'Compile for the instruction set of this kernel (clang: -mcpu=v3).',
  ],
  'reserved-fields': MALFORMED,
  'ldx-reserved': MALFORMED,
  'bad-ldimm64': [
    'A 64-bit immediate load is cut in half: its second slot is missing or is another instruction.',
    'The load takes two slots of 8 bytes; the second holds only the upper half of the number.',
    'Put the second slot (code 0) right behind it.',
  ],
  'unrecognized-ldimm64': MALFORMED,
  'bad-ld-imm': MALFORMED,
  'bad-ld-mode': MALFORMED,
  'bad-alu-opcode': MALFORMED,
  'bad-jump-opcode': MALFORMED,
  'bad-atomic': [
    'There is no atomic operation {op}.',
    'Only add, and, or, xor, exchange and compare-and-exchange are atomic in BPF.',
    'Use one of these, or a spin lock around several steps.',
  ],
  'atomic-size': [
    'The atomic operation is on 1 or 2 bytes.',
    'Atomic operations exist for 4 and 8 bytes only.',
    'Make the variable a __u32 or __u64.',
  ],
  'bad-register': ['There is no register R{reg}.', 'BPF has R0 to R10.', 'Use one of these.'],
  'jump-out-of-range': [
    'The jump at instruction {from} leads to {to}, outside its function.',
    'A jump must stay in the function it is in; otherwise the stack and the way back would be lost.',
    'Let the jump end inside the function. To get into another function, call it.',
  ],
  'jump-into-ldimm64': [
    'A jump leads into the second half of the 64-bit load at instruction {insn}.',
    'The second slot is data, not an instruction.',
    'Jump to the load itself or behind it.',
  ],
  'back-edge': [
    'There is a loop: instruction {from} jumps back to {to}.',
    'For programs loaded without privilege every loop is refused, and no function may call itself in a circle.',
    'Unroll the loop (#pragma unroll), or load the program with CAP_BPF.',
  ],
  unreachable: [
    'No path leads to instruction {insn}.',
    'Dead code is a sign of a mistake and could hide something, so it is refused.',
    'Remove it, or find out why the jump before it never falls through.',
  ],
  'falls-through': [
    'The last instruction of a function is neither exit nor a jump.',
    'Execution would run on into whatever comes next.',
    'End the function with return (exit).',
  ],
  'fell-off': ['Execution runs past the end of the program.', 'Nothing is there.', 'End every path with exit.'],
  'empty-program': ['The program has no instructions.', 'There is nothing to run.', 'Write at least r0 = 0; exit.'],
  'too-large': [
    'After {processed} instructions the verifier gave up.',
    'It walks every path. Loops and branches multiply paths, and the limit is one million steps.',
    'Make loops shorter, share code after branches, or move the loop body into bpf_loop.',
  ],
  'too-many-jumps': [
    '{jumps} branches are waiting to be looked at.',
    'The verifier remembers at most 8,192 open branches.',
    'Use fewer branches in a row, or split the program with tail calls.',
  ],
  'too-many-insns': [
    'The program has {count} instructions.',
    'At most {limit} may be loaded with your privileges.',
    'Make it shorter, or split it with tail calls.',
  ],
  'too-many-maps': ['The program uses more than 64 maps.', '64 is the limit.', 'Join maps into one with a larger key.'],
  'too-many-subprograms': ['The program has more than 256 functions.', '256 is the limit.', 'Inline some of them.'],
  'infinite-loop': [
    'The loop at instruction {insn} comes back with exactly the same registers and stack as before.',
    'Nothing changes from round to round, so it would never end, and a BPF program must end.',
    'Let a counter change in every round and leave the loop at a fixed bound.',
  ],
  'call-depth': [
    'The call chain is {frames} functions deep.',
    'At most 8 functions may be on the stack at once. A function that calls itself never gets by.',
    'Call fewer functions inside each other; turn recursion into a bounded loop.',
  ],
  'call-stack-frames': [
    'The call chain is {frames} functions deep.',
    'At most 8 functions may be on the stack at once.',
    'Call fewer functions inside each other.',
  ],
  'combined-stack': [
    '{calls} functions together need {depth} bytes of stack.',
    'All functions of a call chain share 512 bytes.',
    'Move large local variables into a per-CPU array map with one element.',
  ],
  'tail-call-stack': [
    'A function makes a tail call while the callers before it already use {depth} bytes of stack.',
    'Tail calls can repeat 33 times on top of that, so only 256 bytes are allowed there.',
    'Make the tail call from the main function, or use less stack in the callers.',
  ],
  'functions-need-privilege': [
    'The program has several functions.',
    'Without CAP_BPF only single-function programs may be loaded.',
    'Mark the functions __always_inline, or load with CAP_BPF.',
  ],
  'call-invalid-destination': [
    'A call leads outside the program.',
    'There is no function.',
    'Correct the distance of the call.',
  ],
  'missing-func-info': [
    'A function is passed as a callback, but the program has no type information for its functions.',
    'The kernel wants to know the callback’s type.',
    'Compile with -g, so that BTF is there.',
  ],
  'ld-abs-subprogram': [
    'A function that is not the main one loads from the packet with LD_ABS.',
    'Such a load can end the program at once, and then the function’s return type must be known.',
    'Compile with -g, or use bpf_skb_load_bytes.',
  ],
  'tail-call-subprogram': [
    'A function that is not the main one makes a tail call.',
    'The other program returns in its place, so the function’s return type must be known.',
    'Compile with -g, or make the tail call from the main function.',
  ],
  'return-stack-pointer': [
    'The function returns a pointer to its own stack.',
    'That stack is gone as soon as the function returns.',
    'Let the caller pass a buffer, or use a map value.',
  ],
  'callback-return-type': [
    'The callback returns a pointer, or nothing.',
    'Its answer says whether to go on: it must be the number 0 or 1.',
    'Return 0 to go on, 1 to stop.',
  ],
  'callback-changes-pointer': [
    'The callback changes the pointer that its caller saved at fp{off}.',
    'It runs many times, and the next round would meet something else there.',
    'Keep the pointer as it is, and use another variable for what changes.',
  ],
  'callback-map': [
    'bpf_for_each_map_elem cannot walk over this kind of map.',
    'Only hashes and arrays have elements that can be visited.',
    'Use a hash or an array.',
  ],
  'return-not-scalar': [
    '{where}, R0 holds a {type}, not a number.',
    'The answer of this program means something to the kernel; a pointer does not.',
    'Set r0 to a valid answer before exit.',
  ],
  'return-range': [
    'At {where}, R0 {known}, but it should be between {min} and {max}.',
    'Answers outside have no meaning for this program type.',
    'Return one of the allowed constants on every path.',
  ],
  'return-leaks-address': [
    'R0 holds a pointer at exit.',
    'Kernel addresses are secrets; without privilege a program may not give one away.',
    'Return a number.',
  ],
  'uninit-reg': [
    'R{reg} is read, but on this path nothing was ever put into it.',
    'It may hold anything, even a secret of the kernel. After a call, R1 to R5 count as empty again.',
    'Give the register a value on every path before you read it; keep values over calls in R6 to R9.',
  ],
  'frame-pointer-read-only': [
    'The program writes to R10.',
    'R10 is the frame pointer; the kernel relies on it.',
    'Copy it to another register and change that.',
  ],
  'invalid-mem-access': [
    'The program uses R{reg} as an address, but it holds a {type}.',
    'A number, or a pointer of this kind, cannot be read or written through: nobody knows where it leads.',
    'Start from a pointer that the kernel gave you (context, stack, map value, packet), or copy with a bpf_probe_read helper.',
  ],
  'null-deref': [
    'R{reg} is {type}: it may be NULL, and it is used without a test.',
    'A lookup may fail. The verifier must assume that it does, and then this would be an access to address 0.',
    'Test it first: if (!p) return 0; — and only then use it.',
  ],
  'different-pointers': [
    'The same instruction sees two kinds of pointers on two paths.',
    'The kernel rewrites the instruction for one kind, so it must be the same on every path.',
    'Do the access in each branch, before the branches meet.',
  ],
  'leaks-address': [
    'R{reg} holds a pointer that would get into the {into}.',
    'Kernel addresses are secrets for programs without privilege.',
    'Store the value, not the pointer.',
  ],
  'partial-pointer-copy': [
    'Half of the pointer in R{reg} is copied.',
    'Half a pointer is half a secret, and useless as a pointer.',
    'Copy it with a 64-bit move.',
  ],
  'pointer-comparison': [
    'The pointer in R{reg} is compared.',
    'Comparing tells something of a kernel address; without privilege only NULL tests are allowed.',
    'Compare numbers or offsets instead.',
  ],
  'div-by-zero': ['The program divides by the constant 0.', 'That has no answer.', 'Correct the constant.'],
  'invalid-shift': [
    'The program shifts by {by} bits.',
    'A shift must be less than the width, 32 or 64, and not negative.',
    'Correct the constant.',
  ],
  'alu-pointer-type': [
    'A register is added to the pointer in R{reg}.',
    'Without privilege that is only possible with pointers to the stack and to map values, which the kernel can mask.',
    'Use a constant offset, or load with CAP_BPF and CAP_PERFMON.',
  ],
  'alu-mixed-bounds': [
    'The number in R{reg} may be negative or not.',
    'Without privilege the kernel masks it, and must know the direction.',
    'Make it unsigned, or compare it with 0 first.',
  ],
  'alu-other-paths': [
    'The addition is reached on several paths with different pointers or numbers (R{reg}).',
    'Without privilege the kernel puts one mask there, which must suit every path.',
    'Do the addition in each branch.',
  ],
  'pointer-math-unprivileged': [
    'The pointer in R{reg} is negated or byte-swapped.',
    'That would turn a secret address into a number.',
    'Do that with numbers only.',
  ],
  'pointer-math-32': [
    'A 32-bit operation is done on the pointer in R{reg}.',
    'Pointers have 64 bits; the result would be no pointer.',
    'Use 64-bit arithmetic (unsigned long, not int, for offsets).',
  ],
  'pointer-math-or-null': [
    'Something is added to R{reg}, a {type}, before it was tested for NULL.',
    'NULL plus an offset is no longer NULL, so a later test would be useless.',
    'Test the pointer first, then add.',
  ],
  'pointer-math-type': [
    'Arithmetic is done on R{reg}, a {type}.',
    'A pointer of this kind is only valid as it is.',
    'Leave it as it is; for packets, do arithmetic on data, not on data_end.',
  ],
  'pointer-math-value': [
    '{value} is added to a {type} pointer.',
    'Offsets must be smaller than 2^29, so that sums cannot overflow.',
    'Check the number before: it is probably wrong.',
  ],
  'pointer-offset': [
    'The {type} pointer is {off} bytes away from where it began.',
    'Offsets must be smaller than 2^29.',
    'Check the number that was added.',
  ],
  'pointer-math-unbounded': [
    'A number without a lower bound is added to a {type} pointer.',
    'It may be hugely negative, and the pointer would lead anywhere.',
    'Make the number unsigned, or compare it (if (i < 0) return 0;) before you add it.',
  ],
  'pointer-out-of-bounds': [
    'The number added to the {type} pointer may be as small as {value}.',
    'That is further than any object reaches.',
    'Bound the number from below and above before you add it.',
  ],
  'pointer-pointer': [
    'Two pointers are combined with {op}.',
    'Only the difference of two pointers has a meaning, and that only with privilege.',
    'Add a number to a pointer, never a pointer.',
  ],
  'pointer-bitwise': [
    'A bit operation {op} is done on the pointer in R{reg}.',
    'After it nobody knows where the pointer leads.',
    'Mask the index, not the pointer: i &= 63; p = base + i.',
  ],
  'pointer-operator': [
    'The operator {op} is used on the pointer in R{reg}.',
    'Only addition and subtraction keep a pointer a pointer.',
    'Compute the offset as a number first, then add it.',
  ],
  'scalar-minus-pointer': [
    'A pointer is subtracted from a number (R{reg}).',
    'That is no pointer, and a secret as a number.',
    'Swap the operands, or subtract two pointers.',
  ],
  'stack-pointer-subtraction': [
    'Something is subtracted from the stack pointer in R{reg}.',
    'For the stack only addition is followed.',
    'Add a negative constant instead.',
  ],
  'stack-math-variable': [
    'A number that is not a constant is added to the stack pointer in R{reg} (offset {off}, {bits}).',
    'Without privilege that is refused: the CPU might run ahead of the check.',
    'Use constant offsets, or load with CAP_BPF and CAP_PERFMON.',
  ],
  'stack-math-unprivileged': [
    'The stack pointer in R{reg} leaves the stack (offset {off}).',
    'Without privilege even computing such a pointer is refused: the CPU might use it ahead of the check.',
    'Keep it between fp-512 and fp-1.',
  ],
  'map-value-math-unprivileged': [
    'The pointer in R{reg} may leave the map value.',
    'Without privilege even computing such a pointer is refused: the CPU might use it ahead of the check.',
    'Bound the index before you add it.',
  ],
  misaligned: [
    'The access of {size} bytes is at {base}+{off}, which {size} does not divide.',
    'The stack, atomic operations and strict programs need aligned accesses.',
    'Align the variable, or read it byte by byte.',
  ],
  'misaligned-packet': [
    'The access of {size} bytes to the packet is not aligned.',
    'The program was loaded with BPF_F_STRICT_ALIGNMENT.',
    'Read smaller pieces, or load without that flag.',
  ],
  'min-negative': [
    'The offset in R{reg} may be negative.',
    'A negative offset leads before the beginning of the memory. An upper bound alone does not exclude that.',
    'Make the index unsigned, or test if (i >= 0) too.',
  ],
  'unbounded-memory': [
    'The offset in R{reg} has no upper bound.',
    'It may be anything, so the access may be anywhere.',
    'Compare it with the size before: if (i >= SIZE) return 0;',
  ],
  'mem-oob': OUT_OF_VALUE,
  'write-readonly': [
    'The program writes through R{reg} into a {type}.',
    'This memory may only be read.',
    'Copy it to the stack and change the copy.',
  ],
  'modified-pointer': [
    'R{reg}, a {type}, was moved by {off} bytes and is used now.',
    'A pointer of this kind may be used only as it was given.',
    'Put the offset into the access itself, and keep the pointer as it was.',
  ],
  'negative-offset-pointer': [
    'R{reg}, a {type}, was moved to offset {off}, before its beginning.',
    'Nothing of yours is before its beginning.',
    'Use offsets from 0 up.',
  ],
  'variable-pointer': [
    'A number that is not a constant ({bits}) was added to a {type} pointer.',
    'Accesses to this kind of memory are rewritten at load time, so the offset must be known then.',
    'Use a constant offset: a switch over the index, for instance.',
  ],
  'atomic-target': [
    'An atomic operation is done on R{reg}, a {type}.',
    'That memory cannot be changed atomically.',
    'Use a map value or the stack.',
  ],
  'bad-map-fd': [
    'Descriptor {fd} is no BPF map.',
    'The loader puts a map’s descriptor into the program, and the kernel looks it up.',
    'Create the map before loading, and keep its descriptor open.',
  ],
  'direct-value-offset': [
    'The offset {off} into a map value is too large.',
    'The limit is 2^29.',
    'Correct the offset.',
  ],
  'no-direct-value': [
    'The address of a value of this map is loaded directly.',
    'Only arrays have values at fixed places.',
    'Use an array with one element, or look the value up.',
  ],
  'direct-value-access': [
    'Offset {off} is outside the map value of {size} bytes, or the array has more than one element.',
    'A direct address must lie in the only element.',
    'Correct the offset, or look the value up.',
  ],
  'map-value-oob': OUT_OF_VALUE,
  'map-key-oob': OUT_OF_VALUE,
  'write-map-key': [
    'The program writes to the key of a map element (R{reg}).',
    'The element would then be in the wrong place of the map.',
    'Delete the element and add it with the new key.',
  ],
  'map-direction': [
    'The program would {what} a map that forbids it.',
    'The map was created with BPF_F_RDONLY_PROG or BPF_F_WRONLY_PROG.',
    'Create the map without this flag, or leave the access out.',
  ],
  'map-helper': [
    '{name} is called with a map of type {type}.',
    'This helper does not work with this kind of map.',
    'Use the helper of that map type.',
  ],
  'ctx-access': [
    'There is no field of {size} bytes at offset {off} of {context} that this program may {access}.',
    'Each program type sees only some fields of its context, in their own sizes, and may write even fewer.',
    'Use the field’s name and type from the header, and check which fields this program type may use.',
  ],
  'st-ctx': [
    'A constant is stored into the context (R{reg}).',
    'Stores into the context are rewritten, and in this version only from a register.',
    'Put the constant into a register first.',
  ],
  'stack-uninit': [
    'Byte {at} of the {size} bytes read at fp{off} was never written.',
    'What lies there is left over from other code, and may be a secret.',
    'Initialize the variable before you read it.',
  ],
  'stack-uninit-indirect': [
    'A helper gets {size} bytes of stack at fp{off} (R{reg}), and byte {at} of them was never written.',
    'The helper would read what other code left there. Holes between fields of a struct count too.',
    'Initialize all of it: struct key k = {}; or __builtin_memset(&k, 0, sizeof(k)).',
  ],
  'stack-uninit-variable': [
    'A helper gets stack at a variable offset (R{reg}, {bits}), and byte {at} may never have been written.',
    'All bytes that could be meant must be initialized.',
    'Initialize the whole array before.',
  ],
  'stack-oob': [
    'The access of {size} bytes at fp{off} (R{reg}) is outside the stack.',
    'A function’s stack is the 512 bytes below R10: fp-512 to fp-1.',
    'Use smaller local variables, or a per-CPU array map for large ones; check the index.',
  ],
  'stack-variable-oob': [
    'The offset of the stack access through R{reg} varies ({bits}), and {size} bytes may leave the stack.',
    'For every possible offset the access must be between fp-512 and fp-1.',
    'Bound the index more tightly.',
  ],
  'stack-unbounded': [
    'The offset of the stack access through R{reg} has no bounds.',
    'It may lead anywhere.',
    'Compare the index with the array’s size before.',
  ],
  'stack-variable-unprivileged': [
    'The stack is accessed at a variable offset (R{reg}).',
    'Without privilege that is refused: the CPU might run ahead of the check.',
    'Use constant offsets, or load with CAP_BPF and CAP_PERFMON.',
  ],
  'stack-variable-helper': [
    'A stack place at a variable offset ({bits}) is used where the place must be known.',
    'The verifier has to know which bytes are meant.',
    'Use a constant offset.',
  ],
  'zero-sized-read': [
    'A helper gets 0 bytes of memory.',
    'This helper needs at least one byte, and the size may be 0 on this path.',
    'Test the size: if (n == 0) return 0;',
  ],
  'spill-size': [
    'Part of a pointer is stored on the stack.',
    'Half a pointer is useless, and would give away an address.',
    'Store all 8 bytes.',
  ],
  'fill-size': [
    'Part of a pointer is loaded from the stack.',
    'Half a pointer is useless, and would give away an address.',
    'Load all 8 bytes.',
  ],
  'spill-into-caller': [
    'The function stores a pointer to its own stack into its caller’s stack.',
    'After the return that pointer leads nowhere.',
    'Return the value itself.',
  ],
  'corrupt-spilled-pointer': [
    'A part of a pointer saved on the stack is overwritten.',
    'The rest would still be taken for an address.',
    'Overwrite all 8 bytes.',
  ],
  'leak-from-stack': [
    'A pointer saved at fp{off} is used as a number.',
    'Kernel addresses are secrets for programs without privilege.',
    'Use another stack slot for the number.',
  ],
  'variable-write-spilled': [
    'A write at a variable offset may hit fp{off}, where a pointer is saved or nothing was written.',
    'Without privilege that is refused.',
    'Keep arrays and saved pointers apart, and initialize the array.',
  ],
  'packet-range': [
    'R{reg} was compared with the packet’s end, and on this path it is beyond it.',
    'The bytes are not there.',
    'Do the access on the other branch: if (p + n <= data_end) { … }.',
  ],
  'packet-oob': [
    'The access takes {size} bytes at offset {off} from R{reg}, but only {range} bytes are proved to be in the packet.',
    'Packets may be shorter. Only a comparison with data_end proves how many bytes there are.',
    'Before the access: if (data + offset + size > data_end) return …;',
  ],
  'write-packet': [
    'The program writes into the packet.',
    'This program type may only read it.',
    'Use tc or XDP to change packets.',
  ],
  'helper-packet': [
    'A packet pointer is given to a helper that does not take one.',
    'The packet may move while the helper runs.',
    'Copy the bytes to the stack first.',
  ],
  'flow-keys-oob': [
    'The access of {size} bytes at {off} is outside struct bpf_flow_keys.',
    'Only its fields may be used.',
    'Use the fields of the header.',
  ],
  'sock-access': [
    'There is no field of {size} bytes at offset {off} of {type} that may be read.',
    'Only some fields exist for each kind of socket.',
    'Get a full socket with bpf_sk_fullsock, or read another field.',
  ],
  'buffer-oob': [
    'The access of {size} bytes at {off} is before the beginning of the buffer (R{reg}).',
    'Offsets begin at 0.',
    'Correct the offset.',
  ],
  'buffer-variable': [
    'The offset into the buffer (R{reg}) is not a constant: {bits}.',
    'The size is checked when the program is attached, so the offset must be known.',
    'Use a constant offset.',
  ],
  'invalid-helper': ['There is no helper {id}.', 'This kernel knows fewer helpers.', 'Use a helper that exists here.'],
  'unknown-helper': [
    'Programs of this type ({context}) may not call {name}.',
    'Which helpers may be called depends on the program type: not every helper is safe everywhere.',
    'Look for another helper, or use another program type.',
  ],
  'gpl-helper': [
    '{name} may be called only by programs under the GPL.',
    'The program’s licence says otherwise.',
    'char LICENSE[] SEC("license") = "GPL"; — if that is what you want.',
  ],
  'arg-type': [
    'Argument R{reg} is a {type}, but the helper wants: {expected}.',
    'The helper would use it as something that it is not.',
    'Pass the right thing: the address of a stack variable for keys and buffers, a map for a map. A _or_null pointer must be tested first.',
  ],
  'no-map-for-key': [
    'There is no map for this key or value.',
    'The map’s sizes are needed first.',
    'Pass the map before.',
  ],
  'size-negative': [
    'The size in R{reg} may be negative.',
    'Taken as unsigned it would be gigantic.',
    'Make it unsigned, or mask it: n &= 0xff.',
  ],
  'size-unbounded': [
    'The size in R{reg} is not bounded by anything sensible.',
    'The helper could go far beyond the buffer.',
    'if (n > sizeof(buf)) return 0; before the call.',
  ],
  'size-not-constant': [
    'The size in R{reg} is not a constant.',
    'The kernel must know at load time how much is reserved.',
    'Use a constant size.',
  ],
  'string-not-constant': [
    'The format in R{reg} is not in constant memory.',
    'It is checked at load time, so it must not change.',
    'Make it a static const char array.',
  ],
  'string-variable': [
    'The address of the format in R{reg} varies.',
    'It is checked at load time.',
    'Use one constant string.',
  ],
  'string-not-terminated': ['The string has no end.', 'A zero byte must follow.', 'Leave room for the zero.'],
  'local-storage-flags': [
    'bpf_get_local_storage is called with flags that are not 0.',
    'It cannot fail, so its arguments must be right at load time.',
    'Pass 0.',
  ],
  'reference-leak': [
    'What instruction {insn} took (reference {id}) is never given back on this path.',
    'A socket would stay for ever, or the ring buffer would be stuck behind the record.',
    'Give it back on every path: bpf_sk_release; bpf_ringbuf_submit or bpf_ringbuf_discard.',
  ],
  'release-unreferenced': [
    'R{reg} is given back, but it was never taken, or has been given back before.',
    'A second release would free what others use.',
    'Release each reference once, and exactly the pointer that was returned.',
  ],
  'not-acquired': [
    '{name} gives back something that was not taken here.',
    'A callback may give back only what it has taken itself.',
    'Release it where it was taken.',
  ],
  'two-references': [
    'Two arguments of one call are references (R{reg} is the second).',
    'The verifier follows one.',
    'Use one at a time.',
  ],
  'tail-call-references': [
    'A tail call is made while something is still held.',
    'A tail call never comes back, so it could not be given back.',
    'Release everything before.',
  ],
  'tail-call-maps': [
    'One tail call is reached with different maps.',
    'Without privilege the kernel puts the map’s size into the code, so there can be only one.',
    'Make the tail call in each branch.',
  ],
  'ld-abs-type': [
    'This program type cannot use LD_ABS and LD_IND.',
    'They read from a socket buffer, and there is none.',
    'Use direct packet access or a helper.',
  ],
  'ld-abs-references': [
    'LD_ABS is used while something is still held.',
    'It can end the program at once, and then it would not be given back.',
    'Release everything before.',
  ],
  'ld-abs-spin-lock': [
    'LD_ABS is used while a lock is held.',
    'It can end the program at once, and the lock would stay taken.',
    'Unlock before.',
  ],
  'ld-abs-r6': [
    'LD_ABS needs the context in R6.',
    'It takes the packet from there.',
    'Begin the program with r6 = r1.',
  ],
  'spin-lock-socket-filter': LOCK_WHERE,
  'spin-lock-tracing': LOCK_WHERE,
  'timer-tracing': LOCK_WHERE,
  'spin-lock-direct': [
    'The program reads or writes the lock itself.',
    'Only bpf_spin_lock and bpf_spin_unlock may touch it.',
    'Leave these four bytes alone; copy the value field by field.',
  ],
  'timer-direct': [
    'The program reads or writes the timer itself.',
    'Only the bpf_timer helpers may touch it.',
    'Leave these bytes alone; copy the value field by field.',
  ],
  'embedded-variable': [
    'The place of the {what} (R{reg}) varies.',
    'It must be exactly where the type says.',
    'Use &value->member of one value.',
  ],
  'embedded-missing': [
    'Values of map {map} have no {what}.',
    'The map’s BTF does not tell of one.',
    'Put the member into the value’s struct and compile with -g.',
  ],
  'embedded-offset': [
    'At offset {off} of the value there is no {what}.',
    'The pointer must lead exactly to it.',
    'Use &value->member.',
  ],
  'two-spin-locks': [
    'A second lock is taken while one is held.',
    'Two locks could wait for each other for ever.',
    'Unlock the first before.',
  ],
  'unlock-without-lock': ['A lock is released that was not taken.', 'Somebody else may hold it.', 'Lock first.'],
  'unlock-different': [
    'Another lock is released than the one taken.',
    'The one taken would stay locked.',
    'Unlock the same value: keep the pointer.',
  ],
  'spin-unlock-missing': [
    'The program ends with the lock held.',
    'Everybody else would wait for ever.',
    'Unlock on every path.',
  ],
  'call-in-spin-lock': [
    'A function is called while a lock is held.',
    'It might take long or take the lock again. Only bpf_spin_unlock may be called.',
    'Do the call before or after.',
  ],
  'timer-other-map': [
    'The timer is not in the map given with it.',
    'The timer’s life hangs on its own map.',
    'Pass the map that the value came from.',
  ],
  'helper-unsupported': [
    '{name} exists in Linux, but not in this kernel.',
    'The program would stop at this call.',
    'Do without it; bpf-helpers(7) may name another.',
  ],
  'kfunc-unsupported': BTF,
  'kfunc-missing': [
    'A kernel function is called that this kernel does not have.',
    'The loader left a call to nothing in its place.',
    'Test with bpf_ksym_exists before, or do without.',
  ],
  'btf-unsupported': BTF,
  'argument-unsupported': BTF,
  'sleepable-unsupported': [
    'The program wants to be allowed to sleep.',
    'This verifier knows only programs that run to their end at once.',
    'Load it without BPF_F_SLEEPABLE.',
  ],
};
