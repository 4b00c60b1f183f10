/**
 * `npm run -s sim -- …`: the simulator on a command line.
 *   cc [-o OUT] [--target linux|bare|module|bpf] FILES…   compile and link; a kernel module; an eBPF object
 *   run [--root DIR] PROG [ARGS…]   a.c is compiled first; standard input, output and exit status pass through (128+n for a fatal signal)
 *   run [--cpus N] [--turns FILE] [--record-turns FILE] PROG …   several CPUs; their interleaving followed from, or written to, a list
 *   strace PROG [ARGS…]             the same, system calls on standard error as strace -f prints them
 *   debug [--bare] PROG [ARGS…]     a debugger with gdb's words (h lists them), forwards and backwards
 *   bare [--multiboot OUT] FILES…   a program without a kernel: serial output on standard output; or an image for QEMU
 *   sh                              a shell on the simulated machine
 *   boot                            boots to a prompt and says how long it took
 *   bpf disasm FILE.o               programs of an eBPF object with their source lines, as bpftool prints them
 *   bpf asm FILE.s                  eBPF assembly to hex
 *   bpf conformance-plugin [MEM]    an eBPF program in hex from standard input on the interpreter: prints r0
 */
import { bpf } from './bpf';
import { cc } from './cc';
import { debug } from './debug';
import { bare, boot, run, sh, strace } from './run';

const commands: Readonly<Record<string, (args: string[]) => number | Promise<number>>> = {
  cc,
  run,
  strace,
  debug,
  bare,
  sh,
  boot,
  bpf,
};
const [name, ...args] = process.argv.slice(2);
const command = commands[name ?? ''];
if (!command) {
  console.error(`usage: sim ${Object.keys(commands).join(' | ')} …`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await command(args);
  } catch (error) {
    console.error(`sim: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
