/** A machine and a kernel for tests: one program as the file /prog, standard streams as text. */
import { createCore } from '../../machine/core';
import type { Core } from '../../machine/types';
import { boot } from '../boot';
import { BootedKernel } from '../booted';
import type { BootOptions, RunEnd } from '../types';

export interface TestRun {
  kernel: BootedKernel;
  core: Core;
  stdout: string;
  stderr: string;
  reason: RunEnd;
  retired: number;
  /** Wait status of the program; null while it has not ended. */
  status: number | null;
}

export interface TestOptions extends Partial<BootOptions> {
  ramBytes?: number;
  cpus?: number;
  stdin?: Uint8Array;
  /** Default 400 million instructions: four virtual seconds. */
  limit?: number;
  /** Called before the first instruction. */
  before?: (kernel: BootedKernel) => void;
}

const NO_DEVICES = { portIn: () => 0xff, portOut() {}, mmioRead: () => 0n, mmioWrite() {} };

/** Boots without running. */
export function bootProgram(program: Uint8Array, options: TestOptions = {}): TestRun {
  const core = createCore({ ramBytes: options.ramBytes ?? 64 << 20, cpus: options.cpus ?? 1, bus: NO_DEVICES });
  const path = options.init?.[0] ?? '/prog';
  const kernel = boot({
    core,
    initramfs: new Uint8Array(0),
    files: [{ path, mode: 0o755, data: program }, ...(options.files ?? [])],
    seed: options.seed ?? 1,
    bootTime: options.bootTime ?? 1_700_000_000,
    init: options.init ?? [path],
    env: options.env ?? [],
    uid: options.uid,
    maxTasks: options.maxTasks,
    lessonTlb: options.lessonTlb,
    network: options.network,
    disks: options.disks,
    interleaving: options.interleaving,
    stdio: 'pipes',
    console: options.console ?? { write() {} },
  });
  if (!(kernel instanceof BootedKernel)) throw new Error('another kernel than ours');
  const run: TestRun = { kernel, core, stdout: '', stderr: '', reason: 'budget', retired: 0, status: null };
  const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);
  kernel.stdio!.onOutput = (stream, bytes) => {
    run[stream] += text(bytes);
  };
  if (options.stdin) kernel.stdio!.input(options.stdin);
  kernel.stdio!.closeInput();
  return run;
}

/** Boots and runs to the end or the limit. */
export function runProgram(program: Uint8Array, options: TestOptions = {}): TestRun {
  const run = bootProgram(program, options);
  options.before?.(run.kernel);
  proceed(run, options.limit ?? 400_000_000);
  return run;
}

export function proceed(run: TestRun, limit: number): void {
  const { retired, reason } = run.kernel.run(limit);
  run.retired += retired;
  run.reason = reason;
  run.status = run.kernel.mainStatus;
}
