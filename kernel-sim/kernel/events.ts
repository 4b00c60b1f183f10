/**
 * Trace events: everything that pictures, `strace` and checks can see happening, in one typed union.
 * `at` is the virtual time in retired instructions (100 million a second). An event is made only while somebody listens.
 */
export interface EventBase {
  /** Virtual time, in instructions. */
  at: number;
  cpu: number;
  /** Task on the CPU, 0 when idle. */
  pid: number;
}

/** Where the CPU is: the three colours of every picture. */
export type Layer = 'hardware' | 'ring0' | 'ring3';

export type KernelEvent = EventBase &
  (
    | {
        type: 'mode';
        from: Layer;
        to: Layer;
        why: 'syscall' | 'sysret' | 'fault' | 'interrupt' | 'iret' | 'io';
        detail?: string;
      }
    | {
        type: 'syscall-enter';
        nr: number;
        name: string;
        args: readonly number[] /** As strace prints it, up to the closing bracket for in-arguments. */;
        text: string;
      }
    | {
        type: 'syscall-exit';
        nr: number;
        name: string;
        result: number /** The whole line as strace prints it: `write(1, "hi\n", 3) = 3`. */;
        text: string;
      }
    | {
        type: 'fault';
        vector: number;
        errorCode: number;
        address: number;
        ip: number /** What the kernel did about it. */;
        outcome: 'demand-zero' | 'swap-in' | 'file' | 'copy-on-write' | 'stack-growth' | 'spurious' | 'signal';
        signal?: number;
      }
    | { type: 'switch'; prev: number; next: number; why: 'preempt' | 'block' | 'exit' | 'yield' }
    | { type: 'wakeup'; target: number; by: 'timer' | 'io' | 'signal' | 'child' | 'futex' | 'pipe' }
    /** A task goes to another CPU. */
    | { type: 'migrate'; target: number; from: number; to: number }
    | { type: 'fork'; child: number; flags: number }
    | { type: 'exec'; path: string; argv: readonly string[] }
    | { type: 'exit' /** As in wait status: code << 8 or signal. */; status: number; core: boolean }
    | { type: 'reap'; child: number; status: number }
    | { type: 'signal-send'; target: number; signal: number }
    | {
        type: 'signal-deliver';
        signal: number;
        action:
          | 'handler'
          | 'ignore'
          | 'terminate'
          | 'core'
          | 'stop'
          | 'continue' /** As strace prints it between the dashes: `SIGCHLD {si_signo=SIGCHLD, …}`. */;
        text?: string;
      }
    | {
        type: 'vfs';
        op: 'lookup' | 'open' | 'read' | 'write' | 'close' | 'mount' | 'unlink' | 'rename' | 'mkdir';
        fs: string;
        path: string;
        bytes?: number;
      }
    | {
        type: 'device';
        device: string;
        op: 'in' | 'out' | 'interrupt' | 'destroyed';
        port?: number;
        value?: number;
        detail?: string;
      }
    | { type: 'tty'; direction: 'in' | 'out'; bytes: number }
    | { type: 'mm'; op: 'mmap' | 'munmap' | 'brk' | 'mprotect' | 'oom'; start: number; end: number }
    | { type: 'console'; text: string }
    /** A packet passes a layer of the network; `id` stays the same on its way. */
    | {
        type: 'packet';
        dev: string;
        direction: 'tx' | 'rx';
        layer: 'socket' | 'tcp' | 'udp' | 'icmp' | 'ip' | 'arp' | 'link' | 'netfilter' | 'xdp';
        /** What a hook said: ACCEPT, DROP, XDP_PASS … */
        verdict?: string;
        /** As tcpdump prints it. */
        summary: string;
        bytes: number;
        id: number;
      }
    /** eBPF: a program is loaded or refused, attached, run; a map changes. */
    | {
        type: 'bpf';
        op: 'load' | 'reject' | 'run' | 'attach' | 'detach' | 'map-create' | 'map-update';
        /** Of the program or map; 0 for one that was refused. */
        id: number;
        name: string;
        /** attach: what it hangs on; reject: the code of the reason. */
        detail?: string;
        result?: number;
        steps?: number;
      }
    /** A module comes or goes; `coming` tells how it was linked. */
    | ({ type: 'module'; op: 'coming' | 'live' | 'going' | 'gone' } & import('./module/types').ModuleLinkage)
    /** C code in ring 0 did what it must not: a report went to the log. */
    | ({ type: 'oops' } & import('./module/types').OopsReport)
  );

export type EventType = KernelEvent['type'];
export type EventOf<T extends EventType> = Extract<KernelEvent, { type: T }>;
export type EventListener = (event: KernelEvent) => void;
