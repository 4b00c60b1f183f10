/**
 * Rules of each program type: its context, its helpers, its answers. The tables behind struct bpf_verifier_ops (Linux 6.1).
 */
import { helperName, protoOf } from '../protos';
import { type ContextField, type HelperProto, ProgType, type ProgTypeRules } from '../types';
import { type Field, findField } from './fields';
import { HELPERS } from './helpers';
import * as net from './net';
import * as trace from './trace';

export interface TypeTable {
  readonly contextName: string;
  readonly contextSize: number;
  readonly fields: readonly Field[];
  /** Instead of `fields`, where a table cannot say it. */
  readonly access?: (off: number, size: number, write: boolean, attach: number) => ContextField | null;
  readonly helpers: string;
  /** Helpers that are not what their name means elsewhere, or only for some attach types. */
  readonly range?: (attach: number) => readonly [number, number] | null;
  readonly packetWrite?: boolean;
}

const TABLES: Readonly<Record<number, TypeTable>> = {
  [ProgType.SOCKET_FILTER]: net.SOCKET_FILTER,
  [ProgType.SCHED_CLS]: net.SCHED_CLS,
  [ProgType.SCHED_ACT]: net.SCHED_CLS,
  [ProgType.XDP]: net.XDP,
  [ProgType.CGROUP_SKB]: net.CGROUP_SKB,
  [ProgType.CGROUP_SOCK]: net.CGROUP_SOCK,
  [ProgType.CGROUP_SOCK_ADDR]: net.CGROUP_SOCK_ADDR,
  [ProgType.CGROUP_SYSCTL]: net.CGROUP_SYSCTL,
  [ProgType.KPROBE]: trace.KPROBE,
  [ProgType.TRACEPOINT]: trace.TRACEPOINT,
  [ProgType.PERF_EVENT]: trace.PERF_EVENT,
  [ProgType.RAW_TRACEPOINT]: trace.RAW_TRACEPOINT,
};

function makeRules(type: ProgType, table: TypeTable): ProgTypeRules {
  const helpers = new Map<number, HelperProto>();
  for (const name of `${HELPERS.base} ${table.helpers}`.split(/\s+/)) {
    const proto = protoOf(name);
    if (proto) helpers.set(proto.id, proto);
  }
  return {
    type,
    contextName: table.contextName,
    contextSize: table.contextSize,
    access: (off, size, write, attach) =>
      table.access ? table.access(off, size, write, attach) : findField(table.fields, off, size, write),
    helper: (id) => helpers.get(id) ?? null,
    returnRange: (attach) => table.range?.(attach) ?? null,
    packetWrite: table.packetWrite ?? false,
  };
}

const RULES = new Map<ProgType, ProgTypeRules>();
for (const [type, table] of Object.entries(TABLES)) RULES.set(Number(type), makeRules(Number(type), table));

/** Rules of a program type, or null if programs of this type cannot be loaded here. */
export const rulesOf = (progType: ProgType): ProgTypeRules | null => RULES.get(progType) ?? null;

/** Names of the helpers a program type may call, for documentation. */
export function helpersOf(progType: ProgType): readonly string[] {
  const rules = rulesOf(progType);
  const names: string[] = [];
  for (let id = 1; id < 256; id++) if (rules?.helper(id, 0)) names.push(helperName(id));
  return names;
}
