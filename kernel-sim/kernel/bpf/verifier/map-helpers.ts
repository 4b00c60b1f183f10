/**
 * Which helper works with which map. Follows check_map_func_compatibility of kernel/bpf/verifier.c (Linux 6.1).
 */
import { helperName } from '../protos';
import { type BpfMapInfo, type HelperProto, MapType } from '../types';
import type { Env } from './env';

/** Map types of UAPI that the contract has no name for. */
const SOCKHASH = 18;
const CGROUP_STORAGE = 19;
const REUSEPORT_SOCKARRAY = 20;
const PERCPU_CGROUP_STORAGE = 21;
const SK_STORAGE = 24;
const DEVMAP_HASH = 25;
const INODE_STORAGE = 28;
const TASK_STORAGE = 29;
const BLOOM_FILTER = 30;
const USER_RINGBUF = 31;

/** Special maps: only these helpers. */
const ONLY_HELPERS: Readonly<Record<number, readonly number[]>> = {
  [MapType.PROG_ARRAY]: [12],
  [MapType.PERF_EVENT_ARRAY]: [22, 25, 111, 55, 121],
  [MapType.RINGBUF]: [130, 131, 134, 198],
  [USER_RINGBUF]: [209],
  [MapType.STACK_TRACE]: [27],
  [MapType.CGROUP_ARRAY]: [33, 37],
  [CGROUP_STORAGE]: [81],
  [PERCPU_CGROUP_STORAGE]: [81],
  [MapType.DEVMAP]: [51, 1],
  [DEVMAP_HASH]: [51, 1],
  [MapType.XSKMAP]: [51, 1],
  [MapType.CPUMAP]: [51],
  [MapType.ARRAY_OF_MAPS]: [1],
  [MapType.HASH_OF_MAPS]: [1],
  [MapType.SOCKMAP]: [52, 53, 3, 60, 82, 1],
  [SOCKHASH]: [72, 70, 3, 71, 82, 1],
  [REUSEPORT_SOCKARRAY]: [82],
  [MapType.QUEUE]: [89, 88, 87],
  [MapType.STACK]: [89, 88, 87],
  [SK_STORAGE]: [107, 108],
  [BLOOM_FILTER]: [89, 87],
  [INODE_STORAGE]: [145, 146],
  [TASK_STORAGE]: [156, 157],
};

/** Special helpers: only these maps. */
const ONLY_MAPS: Readonly<Record<number, readonly number[]>> = {
  12: [MapType.PROG_ARRAY],
  22: [MapType.PERF_EVENT_ARRAY],
  25: [MapType.PERF_EVENT_ARRAY],
  111: [MapType.PERF_EVENT_ARRAY],
  55: [MapType.PERF_EVENT_ARRAY],
  121: [MapType.PERF_EVENT_ARRAY],
  130: [MapType.RINGBUF],
  131: [MapType.RINGBUF],
  134: [MapType.RINGBUF],
  198: [MapType.RINGBUF],
  209: [USER_RINGBUF],
  27: [MapType.STACK_TRACE],
  37: [MapType.CGROUP_ARRAY],
  33: [MapType.CGROUP_ARRAY],
  51: [MapType.DEVMAP, DEVMAP_HASH, MapType.CPUMAP, MapType.XSKMAP],
  52: [MapType.SOCKMAP],
  60: [MapType.SOCKMAP],
  53: [MapType.SOCKMAP],
  72: [SOCKHASH],
  71: [SOCKHASH],
  70: [SOCKHASH],
  81: [CGROUP_STORAGE, PERCPU_CGROUP_STORAGE],
  82: [REUSEPORT_SOCKARRAY, MapType.SOCKMAP, SOCKHASH],
  88: [MapType.QUEUE, MapType.STACK],
  89: [MapType.QUEUE, MapType.STACK, BLOOM_FILTER],
  87: [MapType.QUEUE, MapType.STACK, BLOOM_FILTER],
  195: [MapType.PERCPU_ARRAY, MapType.PERCPU_HASH, MapType.LRU_PERCPU_HASH],
  107: [SK_STORAGE],
  108: [SK_STORAGE],
  145: [INODE_STORAGE],
  146: [INODE_STORAGE],
  156: [TASK_STORAGE],
  157: [TASK_STORAGE],
};

export function checkMapHelper(env: Env, map: BpfMapInfo, proto: HelperProto): void {
  const helpers = ONLY_HELPERS[map.type];
  const maps = ONLY_MAPS[proto.id];
  if (helpers && !helpers.includes(proto.id)) refuse(env, map, proto);
  if (maps && !maps.includes(map.type)) refuse(env, map, proto);
}

function refuse(env: Env, map: BpfMapInfo, proto: HelperProto): never {
  return env.fail('map-helper', { type: map.type, name: helperName(proto.id), id: proto.id });
}
