/** Looking inside a machine: the gate before its processors, when to stop, and what to show. */
export { addressOf, type DataSymbol, type Evaluated, evaluate, REGISTER_NAMES, type Scope } from './expression';
export { ARITHMETIC, FLAG_BITS, flagNames, flagText } from './flags';
export { type Frame, frames } from './frames';
export { Gate, Go, HELD, type Watcher } from './gate';
export { type CodeLine, listing } from './listing';
export { hex, Memory, pcOf, signed } from './memory';
export { type FunctionRow, type LineRow, type Place, SourceMap } from './source';
export {
  type FrameView,
  type MachineView,
  type MemoryView,
  machineView,
  memoryView,
  type SourcePoint,
  type StackWord,
  type WalkStep,
} from './state';
export {
  type Boundary,
  type Goal,
  type Start,
  Stepper,
  type Subject,
  Tracker,
  type Watchpoint,
  type Why,
} from './stepper';
