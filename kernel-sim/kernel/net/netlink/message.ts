/** Netlink messages and attributes as bytes: little-endian, padded to four. Follows include/uapi/linux/netlink.h. */

export const NLMSG_HDRLEN = 16;
export const align4 = (n: number): number => (n + 3) & ~3;

export class NlWriter {
  private readonly parts: number[] = [];

  u8(value: number): this {
    this.parts.push(value & 255);
    return this;
  }
  u16(value: number): this {
    return this.u8(value).u8(value >> 8);
  }
  u32(value: number): this {
    return this.u16(value & 0xffff).u16((value >>> 16) & 0xffff);
  }
  bytes(bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) this.parts.push(bytes[i]);
    return this;
  }
  pad(): this {
    while (this.parts.length % 4 !== 0) this.parts.push(0);
    return this;
  }

  attribute(type: number, value: ArrayLike<number>): this {
    return this.u16(value.length + 4)
      .u16(type)
      .bytes(value)
      .pad();
  }
  attributeU32(type: number, value: number): this {
    return this.attribute(type, [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24]);
  }
  attributeText(type: number, text: string): this {
    return this.attribute(type, [...new TextEncoder().encode(text), 0]);
  }
  /** An IPv4 address, in network order. */
  attributeIp(type: number, address: number): this {
    return this.attribute(type, [address >>> 24, (address >> 16) & 255, (address >> 8) & 255, address & 255]);
  }
  nest(type: number, fill: (inner: NlWriter) => void): this {
    const inner = new NlWriter();
    fill(inner);
    return this.attribute(type, inner.parts);
  }

  /** With the header in front. */
  message(type: number, flags: number, sequence: number, port: number): Uint8Array {
    const head = new NlWriter();
    head
      .u32(NLMSG_HDRLEN + this.parts.length)
      .u16(type)
      .u16(flags)
      .u32(sequence)
      .u32(port);
    return Uint8Array.from([...head.parts, ...this.pad().parts]);
  }
}

/** Attributes by type; those cut short or that lie about their length end the list. */
export function parseAttributes(bytes: Uint8Array, from: number): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  let at = from;
  while (at + 4 <= bytes.length) {
    const length = bytes[at] | (bytes[at + 1] << 8);
    const type = (bytes[at + 2] | (bytes[at + 3] << 8)) & 0x3fff;
    if (length < 4 || at + length > bytes.length) break;
    found.set(type, bytes.subarray(at + 4, at + length));
    at += align4(length);
  }
  return found;
}

export function textOf(bytes: Uint8Array | undefined): string | null {
  if (bytes === undefined) return null;
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

export function u32Of(bytes: Uint8Array | undefined): number | null {
  if (bytes === undefined || bytes.length < 4) return null;
  return (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;
}

export function ipOf(bytes: Uint8Array | undefined): number | null {
  if (bytes === undefined || bytes.length < 4) return null;
  return ((bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]) >>> 0;
}
