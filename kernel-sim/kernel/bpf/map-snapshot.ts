/** A map as plain data: its numbers and at most 64 entries, bytes in hexadecimal. */
import type { BpfMap } from './maps/map';

export interface BpfMapSnapshot {
  id: number;
  type: number;
  name: string;
  keySize: number;
  valueSize: number;
  maxEntries: number;
  /** At most 64; bytes in hexadecimal. */
  entries: readonly { key: string; value: string }[];
  truncated: boolean;
}

const ENTRIES = 64;
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export function mapSnapshot(map: BpfMap): BpfMapSnapshot {
  const entries = map.entries(ENTRIES + 1);
  const { id, type, name, keySize, valueSize, maxEntries } = map;
  return {
    id,
    type,
    name,
    keySize,
    valueSize,
    maxEntries,
    entries: entries.slice(0, ENTRIES).map(({ key, value }) => ({ key: hex(key), value: hex(value) })),
    truncated: entries.length > ENTRIES,
  };
}
