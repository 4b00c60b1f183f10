/**
 * Structures of the ABI as bytes: 64-bit fields from doubles, without bigint. Little-endian.
 */

/** Signed or unsigned, exact within ±2^53. */
export function put64(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value, true);
  view.setInt32(offset + 4, Math.floor(value / 4294967296), true);
}

/** Signed 64-bit as a double. */
export function get64(view: DataView, offset: number): number {
  return view.getInt32(offset + 4, true) * 4294967296 + view.getUint32(offset, true);
}

export function structure(size: number): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(size);
  return { bytes, view: new DataView(bytes.buffer) };
}
