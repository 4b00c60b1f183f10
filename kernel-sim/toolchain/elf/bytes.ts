/**
 * A byte buffer that grows by doubling: what the encoder, the ELF writer and the line-table writer write into.
 * Little endian throughout, as x86-64 and our ELF files are.
 */
export class ByteBuffer {
  private data: Uint8Array;
  private view: DataView;
  length = 0;

  constructor(capacity = 256) {
    this.data = new Uint8Array(capacity);
    this.view = new DataView(this.data.buffer);
  }

  private reserve(extra: number): void {
    const need = this.length + extra;
    if (need <= this.data.length) return;
    const grown = new Uint8Array(Math.max(need, this.data.length * 2));
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
    this.view = new DataView(grown.buffer);
  }

  u8(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  u16(value: number): void {
    this.reserve(2);
    this.view.setUint16(this.length, value, true);
    this.length += 2;
  }

  u32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  }

  u64(value: bigint): void {
    this.reserve(8);
    this.view.setBigUint64(this.length, BigInt.asUintN(64, value), true);
    this.length += 8;
  }

  /** A 64-bit value from a safe integer, negative ones included. */
  n64(value: number): void {
    this.u64(BigInt(value));
  }

  /** The low `size` bytes of a value. */
  int(value: number | bigint, size: number): void {
    if (size === 1) this.u8(Number(BigInt.asUintN(8, BigInt(value))));
    else if (size === 2) this.u16(Number(BigInt.asUintN(16, BigInt(value))));
    else if (size === 4) this.u32(Number(BigInt.asUintN(32, BigInt(value))));
    else this.u64(BigInt(value));
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.data.set(bytes, this.length);
    this.length += bytes.length;
  }

  fill(count: number, value = 0): void {
    this.reserve(count);
    this.data.fill(value, this.length, this.length + count);
    this.length += count;
  }

  align(to: number, fill = 0): void {
    const rest = this.length % to;
    if (rest !== 0) this.fill(to - rest, fill);
  }

  /** NUL-terminated UTF-8. */
  cstring(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        this.raw(new TextEncoder().encode(text.slice(i)));
        break;
      }
      this.u8(code);
    }
    this.u8(0);
  }

  uleb(value: number): void {
    let rest = value;
    do {
      const low = rest % 128;
      rest = Math.floor(rest / 128);
      this.u8(rest > 0 ? low | 0x80 : low);
    } while (rest > 0);
  }

  sleb(value: number): void {
    let rest = value;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
      this.u8(done ? low : low | 0x80);
      if (done) return;
    }
  }

  setU8(at: number, value: number): void {
    this.data[at] = value;
  }

  setU32(at: number, value: number): void {
    this.view.setUint32(at, value, true);
  }

  setU64(at: number, value: bigint): void {
    this.view.setBigUint64(at, BigInt.asUintN(64, value), true);
  }

  /** The bytes so far, not copied: valid until the next write. */
  bytes(): Uint8Array {
    return this.data.subarray(0, this.length);
  }

  /** The bytes so far as an array of their own. */
  take(): Uint8Array {
    return this.data.slice(0, this.length);
  }
}
