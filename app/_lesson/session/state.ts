/** Everything that the pane of one exercise shows; replaced as a whole on every change, so that React can compare. */

import type {
  AddressSpaceSnapshot,
  BareSnapshot,
  KernelSnapshot,
  PageWalkSnapshot,
} from '@ringzero/kernel-sim/kernel/snapshot';
import type { DebugState } from '@ringzero/kernel-sim/lab/debug-types';
import type { ExerciseFile, RunReport, RunView, TraceStep } from '@ringzero/kernel-sim/lab/types';
import type { Diagnostic } from '@ringzero/kernel-sim/toolchain/diagnostics';
import type { Frame } from '../inspect/FramebufferPicture';
import type { AttemptRecord, PredictionRecord } from '../store/types';

/** `off`: nothing runs. `live`: a booted machine waits for commands. */
export type Phase =
  | 'off'
  | 'loading'
  | 'compiling'
  | 'booting'
  | 'running'
  | 'checking'
  | 'live'
  /** Stands or goes on in the debugger. */
  | 'debugging'
  | 'stopping';

/** The debugger of a run: where it stands, or how far it is while it goes on. */
export interface DebugView {
  running: boolean;
  state: DebugState | null;
  count: number;
}
export interface Breakpoint {
  file: string;
  line: number;
}

export type SaveState = 'nothing' | 'saving' | 'here' | 'server' | 'account' | 'offline' | 'failed';

export type SessionNotice = { type: 'other-tab' } | { type: 'reset' } | { type: 'restored' };

/** "Show": a place in the source or in the trace that the reader asked for. `n` makes two requests differ. */
export interface ShowRequest {
  n: number;
  line?: number;
  file?: string;
  step?: number;
  at?: number;
}

export interface SessionState {
  /** The draft of an earlier visit has been looked up. */
  ready: boolean;
  files: readonly ExerciseFile[];
  answers: Readonly<Record<string, string>>;
  order: readonly string[];
  phase: Phase;
  /** When the phase began, for "over 300 ms says what it does". */
  since: number;
  progress: { retired: number; limit: number } | null;
  report: RunReport | null;
  /** The report is a verdict: not that of a run which the reader stopped. */
  judged: boolean;
  stopped: { retired: number; where: RunView['where'] } | null;
  failure: { code: 'load' | 'internal' | 'unknown-exercise'; detail: string } | null;
  diagnostics: readonly Diagnostic[];
  /** Of the live machine or the last run. */
  trace: readonly TraceStep[];
  kernel: KernelSnapshot | null;
  bare: BareSnapshot | null;
  spaces: readonly AddressSpaceSnapshot[];
  walk: PageWalkSnapshot | null;
  /** What /dev/fb0 shows. */
  frame: Frame | null;
  /** Open debugger; null: none. */
  debug: DebugView | null;
  breakpoints: readonly Breakpoint[];
  prediction: PredictionRecord | null;
  /** Run was pressed and the question has to be answered first. */
  asking: boolean;
  attempts: readonly AttemptRecord[];
  passed: boolean;
  save: SaveState;
  notice: SessionNotice | null;
  hints: number;
  /** 0 hidden, 1 asked once, 2 shown. */
  solution: 0 | 1 | 2;
  show: ShowRequest | null;
  /** The text of the editor was replaced from outside (reset, restore, other tab): the editor takes it over. */
  revision: number;
}

export function initialState(files: readonly ExerciseFile[], now: number): SessionState {
  return {
    ready: false,
    files,
    answers: {},
    order: [],
    phase: 'off',
    since: now,
    progress: null,
    report: null,
    judged: false,
    stopped: null,
    failure: null,
    diagnostics: [],
    trace: [],
    kernel: null,
    bare: null,
    spaces: [],
    walk: null,
    frame: null,
    debug: null,
    breakpoints: [],
    prediction: null,
    asking: false,
    attempts: [],
    passed: false,
    save: 'nothing',
    notice: null,
    hints: 0,
    solution: 0,
    show: null,
    revision: 0,
  };
}

/** Something runs that Stop would end. */
export const isBusy = (phase: Phase): boolean => phase !== 'off' && phase !== 'live';
