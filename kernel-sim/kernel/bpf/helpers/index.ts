/**
 * What each helper does, by BPF_FUNC_* number. Which program may call which with what is the verifier's table (protos.ts).
 */
import type { HelperCall } from '../interp/program';
import type { BpfSystem } from '../system';
import { controlHelpers } from './control';
import { mapHelpers } from './maps';
import { memoryHelpers } from './memory';
import { outputHelpers } from './output';
import { packetHelpers } from './packet';
import { taskHelpers } from './task';
import { timeHelpers } from './time';

export function helperTable(system: BpfSystem): ReadonlyMap<number, HelperCall> {
  return new Map([
    ...mapHelpers(system),
    ...timeHelpers(system),
    ...taskHelpers(system),
    ...memoryHelpers(system),
    ...outputHelpers(system),
    ...controlHelpers(system),
    ...packetHelpers(system),
  ]);
}
