/**
 * The public types of the lab: what an exercise is, what a run leaves behind, what a check sees and says.
 * The same exercise module is loaded by the tab's worker, by the server's grader and by `content check`.
 */
import type { LinkOptions } from '../kernel/drivers/net/link';
import type { EventOf, EventType, KernelEvent } from '../kernel/events';
import type { AddressSpaceSnapshot, BareSnapshot, KernelSnapshot, PageWalkSnapshot } from '../kernel/snapshot';
import type { Diagnostic } from '../toolchain/diagnostics';
import type { BreakpointAsked, DebugAction, DebugState } from './debug-types';

export type Language = 'ja' | 'en';
export type Localized = Readonly<Record<Language, string>>;

// ---------------------------------------------------------------- exercises

export type ExerciseKind = 'program' | 'bare' | 'shell' | 'predict' | 'order' | 'module' | 'bpf';

export interface ExerciseFile {
  /** `main.c`, `util.h`, `notes.txt`. */
  path: string;
  text: string;
  /** The learner may edit it (default true). */
  editable?: boolean;
}

export interface Limits {
  /** Retired instructions, kernel work included. */
  instructions: number;
  /** Bytes of output after which the run is ended. Default 1 MiB. */
  output?: number;
  /** Live tasks. Default 256. */
  tasks?: number;
}

export interface CheckResult {
  ok: boolean;
  /** Key into the exercise's `messages`; `ok` when passed. */
  code: string;
  params?: Readonly<Record<string, string | number>>;
  /** Where to see it: a step (index into the trace), a source line or a moment in virtual time. */
  show?: { step?: number; line?: number; file?: string; at?: number };
}

export interface Check {
  /** Stable within the exercise. */
  id: string;
  title: Localized;
  run(view: RunView): CheckResult;
}

/** Asked before the first run (predict, then run). Answers are keyed by option id. */
export interface Question {
  id: string;
  prompt: Localized;
  /** Absent: a short free text that is stored, not judged. */
  options?: readonly { id: string; text: Localized; correct?: boolean; feedback: Localized }[];
}

export interface ExerciseBase {
  /** Opaque and for ever: never derived from title, file or order. */
  id: string;
  kind: ExerciseKind;
  title: Localized;
  /** What to do, Markdown. */
  task: Localized;
  hints: readonly Localized[];
  prediction?: Question;
  /** Text per message code, both languages; `{name}` takes a parameter. */
  messages: Readonly<Record<string, Localized>>;
  /** What was just done and what real Linux does differently, shown after passing. */
  success: Localized;
  /** Which inspector opens beside it. */
  inspector?: InspectorKind;
}
export type InspectorKind =
  | 'layers'
  | 'processes'
  | 'address-space'
  | 'trace'
  | 'screen'
  | 'devices'
  | 'registers'
  /** Lanes of the CPUs: who ran when. */
  | 'timeline'
  /** The packet's way, layer by layer, and the sockets. */
  | 'network'
  /** How modules are linked, and oopses. */
  | 'modules'
  /** eBPF programs, maps, refusals. */
  | 'bpf'
  /** A path through the VFS. */
  | 'vfs'
  | 'tlb';

export interface CodeExercise extends ExerciseBase {
  kind: 'program' | 'bare';
  files: readonly ExerciseFile[];
  solution: readonly ExerciseFile[];
  /** At least three typical wrong answers and the message meant for each. */
  wrong: readonly { name: string; files: readonly ExerciseFile[]; expect: string }[];
  limits: Limits;
  checks: readonly Check[];
  seeds?: Seeds;
  /** program: arguments, standard input, the user it runs as. bare: keys pressed [at instruction, scancodes]. */
  run?: {
    argv?: readonly string[];
    stdin?: string;
    uid?: number;
    env?: readonly string[];
    keys?: readonly { at: number; text: string }[];
    /** bare: what lies on the IDE disk (64 sectors), text from the start of a sector on. */
    disk?: readonly { sector: number; text: string }[];
    seed?: number;
    cpus?: number;
    /** Count TLB misses: perf_event_open and snapshots show them. */
    tlb?: boolean /** Extra files in the guest's file system. */;
    guestFiles?: readonly (ExerciseFile & { mode?: number })[];
    /** The cable from eth0 to the other host: what it loses, delays, reorders. Default: a good one. */
    network?: LinkOptions;
    /** What a hand does at keyboard and mouse, in this order. */
    input?: readonly InputReport[];
  };
}

/**
 * What a run is given, as far as it depends on the seed. A value here takes the place of the one that the exercise's `run`
 * (`setup` of a shell, `script` of modules and eBPF) has.
 */
export interface Variation {
  argv?: readonly string[];
  stdin?: string;
  env?: readonly string[];
  keys?: readonly { at: number; text: string }[];
  disk?: readonly { sector: number; text: string }[];
  input?: readonly InputReport[];
  network?: LinkOptions;
  guestFiles?: readonly (ExerciseFile & { mode?: number })[];
  script?: readonly string[];
  /** For checks only, never seen by the machine: what the answer should be. */
  facts?: Readonly<Record<string, string | number | readonly string[]>>;
}

/** Numbers drawn from a run's seed: the same seed, the same numbers in the same order. */
export interface Draw {
  readonly seed: number;
  /** `value` with seed 1, the run that the task describes; with every other seed what `other` draws. */
  usual<T>(value: T, other: () => T): T;
  /** From `from` to `to`, both included. */
  integer(from: number, to: number): number;
  pick<T>(list: readonly T[]): T;
  shuffle<T>(list: readonly T[]): T[];
  /** Lower-case letters. */
  word(length: number): string;
}

/** An exercise whose inputs differ from seed to seed, so that printing the expected text does not solve it. */
export interface Seeds {
  /** The server tries so many seeds of its own choosing besides the learner's run; all must pass. */
  server: number;
  /** A pure function of the seed. Checks see what it gave as `view.given`. */
  vary(draw: Draw): Variation;
}

/** One report of an input device: events [type, code, value] as in struct input_event; SYN_REPORT follows by itself. */
export interface InputReport {
  device: 'keyboard' | 'mouse';
  events: readonly (readonly [type: number, code: number, value: number])[];
  /** Virtual time in instructions; absent: once everything in the machine waits. It comes then at the latest. */
  at?: number;
}

/** The picture of /dev/fb0: 4 bytes a pixel, blue, green, red, unused. */
export interface Picture {
  width: number;
  height: number;
  /** Bytes from one line to the next. */
  stride: number;
  pixels: Uint8Array;
}

/**
 * What the proofs type: a line, once every task waits for input; or `text` as it is (control characters, no newline added),
 * `after` milliseconds of virtual time after the line before, while other programs may be sleeping.
 */
export type TypedLine = string | { text: string; after: number };

/**
 * Kernel modules: all C files become /root/NAME.ko (or several, by `modules`), test programs /root/NAME; then the lines of
 * `script` run in a shell as root, in /root. Checks see what it printed, `view.log`, the events `module` and `oops`, and
 * `snapshot.modules`.
 */
export interface ModuleExercise extends Omit<CodeExercise, 'kind' | 'run'> {
  kind: 'module';
  /** Default: one module of all C files that belong to no program, named after the first. In the order of their dependencies. */
  modules?: readonly { name: string; sources: readonly string[] }[];
  /** User-space programs that use the modules. */
  programs?: readonly { name: string; sources: readonly string[] }[];
  /** Shell lines: `insmod hello.ko`, `dmesg | tail -1`, `rmmod hello`. */
  script: readonly string[];
  run?: { seed?: number; cpus?: number; guestFiles?: readonly (ExerciseFile & { mode?: number })[] };
}

/**
 * eBPF: the files lie in /root (see lab/bpf.ts for what C becomes); then the lines of `script` run in a shell as root, in /root.
 * Checks see what it printed, the events `bpf`, and `snapshot.bpf`: programs, maps, attachments, trace, the last refusal.
 */
export interface BpfExercise extends Omit<CodeExercise, 'kind' | 'run'> {
  kind: 'bpf';
  /** Shell lines: `./hello.py & sleep 1; ls; kill $!`. */
  script: readonly string[];
  run?: { seed?: number; cpus?: number; guestFiles?: readonly (ExerciseFile & { mode?: number })[] };
}

export interface ShellExercise extends ExerciseBase {
  kind: 'shell';
  /** Processors; default 2. */
  cpus?: number;
  /** Files put into the machine before the shell starts; modes default 0644. */
  setup?: { files?: readonly (ExerciseFile & { mode?: number })[] };
  /** Lines typed by the proofs (solution, wrong answers). */
  solution: readonly TypedLine[];
  wrong: readonly { name: string; lines: readonly TypedLine[]; expect: string }[];
  limits: Limits;
  /** Checked after every command and when the learner presses Check. */
  checks: readonly Check[];
  seeds?: Seeds;
}

export interface PredictExercise extends ExerciseBase {
  kind: 'predict';
  questions: readonly Question[];
  /** The program whose run answers the question, shown after answering. */
  demo?: { files: readonly ExerciseFile[]; kind: 'program' | 'bare'; limits: Limits; run?: CodeExercise['run'] };
  solution: Readonly<Record<string, string>>;
  wrong: readonly { name: string; answers: Readonly<Record<string, string>>; expect: string }[];
}

export interface OrderExercise extends ExerciseBase {
  kind: 'order';
  /** Blocks in their right order; distractors do not belong. Shown shuffled by the learner's seed. */
  blocks: readonly { id: string; text: Localized }[];
  distractors?: readonly { id: string; text: Localized }[];
  /** Other orders that are right too. */
  alsoRight?: readonly (readonly string[])[];
  wrong: readonly { name: string; order: readonly string[]; expect: string }[];
  /** Gives the message for a wrong order: the first rule that matches (`before` must come before `after`). */
  rules: readonly { before: string; after: string; code: string }[];
}

export type Exercise = CodeExercise | ModuleExercise | BpfExercise | ShellExercise | PredictExercise | OrderExercise;

/** What the learner hands in. */
export type Submission =
  | { kind: 'code'; files: readonly ExerciseFile[] }
  | { kind: 'shell' /** Input typed, with its virtual time: the recorded port. */; inputs: readonly RecordedInput[] }
  | { kind: 'predict'; answers: Readonly<Record<string, string>> }
  | { kind: 'order'; order: readonly string[] };

// ---------------------------------------------------------------- runs

export interface RecordedInput {
  /** Virtual time in instructions. */
  at: number;
  device: 'console' | 'keyboard' | 'stdin';
  /** Bytes as a Latin-1 string, so that JSON holds it. */
  bytes: string;
  /** Proofs only: so many instructions after the input before, instead of `at`. */
  after?: number;
}

/** Everything needed to make the same run again. */
export interface RunRecord {
  version: 1;
  /** Content hash of the simulator (machine, kernel, userland) and of the compiler. */
  simHash: string;
  toolHash: string;
  exerciseId: string;
  exerciseHash: string;
  cpus: number;
  seed: number;
  submission: Submission;
  inputs: readonly RecordedInput[];
  /** The shell's Check button (or the end) came at this time. */
  endAt?: number;
}

export type EndReason =
  | 'exit'
  | 'signal'
  | 'limit'
  | 'output-limit'
  | 'task-limit'
  | 'stopped'
  | 'idle'
  | 'halted'
  | 'triple-fault'
  | 'panic'
  | 'not-run';

/** What a check may look at. */
export interface RunView {
  kind: ExerciseKind;
  submission: Submission;
  /** Of an exercise with `seeds`: what this run was given. */
  given?: Variation;
  /** Compiler messages; a run with errors has `reason: 'not-run'`. */
  diagnostics: readonly Diagnostic[];
  stdout: string;
  stderr: string;
  /** Everything on the console / serial line. */
  console: string;
  /** The kernel's log, oldest first (Linux sessions). */
  log?: readonly { at: number; level: number; text: string }[];
  reason: EndReason;
  /** Of the program (not of init): exit code or signal number. */
  exit: { code: number | null; signal: number | null };
  retired: number;
  events: readonly KernelEvent[];
  of<T extends EventType>(type: T): readonly EventOf<T>[];
  /** State at the end. */
  snapshot: KernelSnapshot | null;
  bare: BareSnapshot | null;
  addressSpaces: readonly AddressSpaceSnapshot[];
  /** Text of a file in the guest at the end of the run, or null. */
  file(path: string): string | null;
  /** Linux sessions: the picture of /dev/fb0; null until a program has opened it. */
  framebuffer?(): Picture | null;
  /** Line and function in which a fatal signal or the limit struck. */
  where: { function: string; file: string; line: number } | null;
}

export interface RunReport {
  record: RunRecord;
  /** SHA-256 over console, exit, events and final memory, in hex. */
  digest: string;
  passed: boolean;
  checks: readonly (CheckResult & { id: string })[];
  view: SerializableView;
}
/** RunView without functions: what crosses the worker's border and what the server keeps. */
export interface SerializableView {
  diagnostics: readonly Diagnostic[];
  stdout: string;
  stderr: string;
  console: string;
  reason: EndReason;
  exit: { code: number | null; signal: number | null };
  retired: number;
  trace: readonly TraceStep[];
  snapshot: KernelSnapshot | null;
  bare: BareSnapshot | null;
  addressSpaces: readonly AddressSpaceSnapshot[];
  where: { function: string; file: string; line: number } | null;
}

/** One step of the scrubber: an event in words, plus which layer and task it is about. */
export interface TraceStep {
  index: number;
  event: KernelEvent;
}

// ---------------------------------------------------------------- the worker's protocol

export interface SimAssets {
  initramfs: Uint8Array;
  sysroot: Uint8Array;
  simHash: string;
  toolHash: string;
}

export type ToWorker =
  /** Sent once; URLs of the content-hashed assets. */
  | { type: 'load'; manifestUrl: string }
  /** Compile only: squiggles while typing. */
  | { type: 'compile'; id: number; exerciseId: string | null; files: readonly ExerciseFile[] }
  /** Run and check one exercise. `interactive` keeps the console open for typed input. */
  | { type: 'run'; id: number; exerciseId: string; submission: Submission; prediction?: string; seed: number }
  /** A bare-metal program as a Multiboot image for QEMU or a PC. */
  | { type: 'export'; id: number; exerciseId: string | null; files: readonly ExerciseFile[] }
  /** Make a recorded run again (replay in the instructor's tab). */
  | { type: 'replay'; id: number; record: RunRecord }
  /** Boot a machine with a shell on its console; for shell exercises and the free lab. */
  | { type: 'boot'; id: number; exerciseId: string | null; seed: number }
  | { type: 'input'; id: number; bytes: Uint8Array }
  /** Judge the booted machine now. */
  | { type: 'check'; id: number }
  /** Inspectors of a live machine. */
  | { type: 'inspect'; id: number; want: 'kernel' | 'bare' | 'address-space' | 'walk'; pid?: number; va?: number }
  /** While on, snapshots and layer events are sent at most `perSecond` times a second. */
  | { type: 'watch'; id: number; perSecond: number }
  /** Files of a free machine (no exercise): each gets its answer, with the same `token`. */
  | { type: 'put-file'; id: number; token: number; path: string; mode: number; data: Uint8Array }
  | { type: 'list-files'; id: number; token: number; path: string }
  | { type: 'get-file'; id: number; token: number; path: string }
  /** Compiles into a free machine: a program, or a kernel module (`path` ends in `.ko`). */
  | { type: 'build'; id: number; token: number; files: readonly ExerciseFile[]; path: string }
  /** Runs an exercise in the debugger; it stops at the first line. */
  | {
      type: 'debug';
      id: number;
      exerciseId: string;
      submission: Submission;
      seed: number;
      breakpoints: readonly BreakpointAsked[];
    }
  | { type: 'debug-do'; id: number; action: DebugAction }
  /** Holds what goes on, where it is. */
  | { type: 'debug-hold'; id: number }
  | { type: 'stop'; id: number };

/** A name in a directory of the guest: st_mode and size. */
export interface GuestFile {
  name: string;
  mode: number;
  size: number;
}

export type FromWorker =
  | { type: 'ready'; simHash: string; toolHash: string }
  | {
      type: 'failed' /** The simulator itself could not start or broke: code for the message, detail for the report. */;
      code: 'load' | 'internal' | 'unknown-exercise';
      detail: string;
      id?: number;
    }
  | { type: 'diagnostics'; id: number; diagnostics: readonly Diagnostic[] }
  /** `image` is null when it does not compile. */
  | { type: 'exported'; id: number; image: Uint8Array | null }
  | { type: 'phase'; id: number; phase: 'compiling' | 'booting' | 'running' | 'checking' }
  | { type: 'output'; id: number; stream: 'stdout' | 'stderr' | 'console'; bytes: Uint8Array }
  | { type: 'progress'; id: number; retired: number; limit: number }
  | { type: 'events'; id: number; events: readonly KernelEvent[] }
  | { type: 'snapshot'; id: number; kernel: KernelSnapshot | null; bare: BareSnapshot | null }
  | { type: 'address-space'; id: number; space: AddressSpaceSnapshot | null }
  | { type: 'walk'; id: number; walk: PageWalkSnapshot | null }
  /** `error`: name of an errno (`ENOSPC`), `off` when no such machine runs. */
  | { type: 'file-put'; id: number; token: number; path: string; error: string | null }
  | { type: 'files'; id: number; token: number; path: string; entries: readonly GuestFile[] | null }
  | { type: 'file'; id: number; token: number; path: string; data: Uint8Array | null }
  | {
      type: 'built';
      id: number;
      token: number;
      path: string;
      diagnostics: readonly Diagnostic[];
      /** `compile`, or as in `file-put`. */
      error: string | null;
    }
  /** The picture of /dev/fb0 of a free machine, when it has changed: 4 bytes a pixel, blue, green, red, unused. */
  | { type: 'framebuffer'; id: number; width: number; height: number; stride: number; pixels: Uint8Array }
  /** Shell exercises: verdict after a command, the machine lives on. */
  | { type: 'checked'; id: number; report: RunReport }
  | { type: 'done'; id: number; report: RunReport }
  /** The debugger stands here now. */
  | { type: 'debug-state'; id: number; state: DebugState }
  /** It goes on; so many instructions have retired. */
  | { type: 'debug-running'; id: number; count: number }
  /** The run is made again from the beginning: what it prints comes once more. */
  | { type: 'debug-rewound'; id: number }
  /** Nothing to debug: it does not compile. `stopped` follows. */
  | { type: 'debug-refused'; id: number; diagnostics: readonly Diagnostic[] }
  | { type: 'stopped'; id: number; retired: number; where: RunView['where'] };
