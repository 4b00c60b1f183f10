/**
 * The maps that the kernel's verifier selftests are fixed up with (test_verifier.c: do_test_fixup), as the verifier sees them.
 */
import { type BpfMapInfo, MapType } from '../../kernel/bpf/types';

const RDONLY_PROG = 0x80;
const WRONLY_PROG = 0x100;

interface Shape {
  readonly type: number;
  readonly key: number;
  readonly value: number;
  readonly entries?: number;
  readonly flags?: number;
  readonly lock?: number;
  readonly timer?: number;
  readonly inner?: Shape;
  readonly frozen?: boolean;
}

const VALUE = 48;
const array = (value: number, more: Partial<Shape> = {}): Shape => ({ type: MapType.ARRAY, key: 4, value, ...more });
const hash = (value: number): Shape => ({ type: MapType.HASH, key: 8, value });

/** By the name of the fix-up. Types without a name in the contract are UAPI numbers. */
const SHAPES: Readonly<Record<string, Shape>> = {
  map_hash_8b: hash(8),
  map_hash_48b: hash(VALUE),
  map_hash_16b: hash(16),
  map_array_48b: array(VALUE),
  map_sockmap: { type: MapType.SOCKMAP, key: 4, value: 4 },
  map_sockhash: { type: 18, key: 4, value: 4 },
  map_xskmap: { type: MapType.XSKMAP, key: 4, value: 4 },
  map_stacktrace: { type: MapType.STACK_TRACE, key: 4, value: 8 },
  prog1: { type: MapType.PROG_ARRAY, key: 4, value: 4, entries: 4 },
  prog2: { type: MapType.PROG_ARRAY, key: 4, value: 4, entries: 8 },
  map_in_map: { type: MapType.ARRAY_OF_MAPS, key: 4, value: 4, inner: array(4) },
  cgroup_storage: { type: 19, key: 16, value: 64 },
  percpu_cgroup_storage: { type: 21, key: 16, value: 64 },
  map_spin_lock: array(8, { lock: 4 }),
  map_array_ro: array(VALUE, { flags: RDONLY_PROG, frozen: true }),
  map_array_wo: array(VALUE, { flags: WRONLY_PROG }),
  map_array_small: array(1),
  sk_storage_map: { type: 24, key: 4, value: 8, lock: 4 },
  map_event_output: { type: MapType.PERF_EVENT_ARRAY, key: 4, value: 4 },
  map_reuseport_array: { type: 20, key: 4, value: 8 },
  map_ringbuf: { type: MapType.RINGBUF, key: 0, value: 0, entries: 4096 },
  map_timer: array(16, { timer: 0 }),
};

function makeMap(id: number, name: string, shape: Shape): BpfMapInfo {
  return {
    id,
    type: shape.type,
    keySize: shape.key,
    valueSize: shape.value,
    maxEntries: shape.entries ?? 1,
    flags: shape.flags ?? 0,
    name,
    frozen: shape.frozen ?? false,
    spinLockOffset: shape.lock ?? -1,
    timerOffset: shape.timer ?? -1,
    inner: shape.inner ? makeMap(id + 1000, `${name}_inner`, shape.inner) : null,
    constant: shape.frozen ? (offset, size) => constant(shape.value, offset, size) : undefined,
  };
}

/** struct test_val { index = 28, foo[6] = 0xabcdef12 }, else zero. */
function constant(valueSize: number, offset: number, size: number): bigint {
  const bytes = new Uint8Array(VALUE + 8);
  const view = new DataView(bytes.buffer);
  if (valueSize === VALUE) {
    view.setUint32(0, 28, true);
    view.setUint32(28, 0xabcdef12, true);
  }
  return BigInt.asUintN(size * 8, view.getBigUint64(offset, true));
}

/** Descriptors 100, 101, …: one map of each kind. */
export const FIRST_FD = 100;
export const KINDS = Object.keys(SHAPES);
export const MAPS: readonly BpfMapInfo[] = KINDS.map((name, i) => makeMap(i + 1, name, SHAPES[name]));
