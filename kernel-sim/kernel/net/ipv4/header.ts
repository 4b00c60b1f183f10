/** The IPv4 header. Follows RFC 791 and include/uapi/linux/ip.h. */
import { be16, be32, put16, put32 } from '../bytes';
import { checksum } from '../checksum';

export const IP_HLEN = 20;
export const IP_DF = 0x4000;
export const IP_MF = 0x2000;
export const IP_OFFSET = 0x1fff;

export interface IpFields {
  tos: number;
  id: number;
  /** Flags and fragment offset, as on the wire. */
  fragment: number;
  ttl: number;
  protocol: number;
  saddr: number;
  daddr: number;
}

/** Writes a header without options for `length` bytes in all, checksum included. */
export function writeIpHeader(bytes: Uint8Array, at: number, length: number, fields: IpFields): void {
  bytes[at] = 0x45;
  bytes[at + 1] = fields.tos;
  put16(bytes, at + 2, length);
  put16(bytes, at + 4, fields.id);
  put16(bytes, at + 6, fields.fragment);
  bytes[at + 8] = fields.ttl;
  bytes[at + 9] = fields.protocol;
  put16(bytes, at + 10, 0);
  put32(bytes, at + 12, fields.saddr);
  put32(bytes, at + 16, fields.daddr);
  put16(bytes, at + 10, checksum(bytes, at, at + IP_HLEN));
}

/** The checksum anew, after a change. */
export function sealIpHeader(bytes: Uint8Array, at: number): void {
  put16(bytes, at + 10, 0);
  put16(bytes, at + 10, checksum(bytes, at, at + (bytes[at] & 15) * 4));
}

export const ihl = (bytes: Uint8Array, at: number): number => (bytes[at] & 15) * 4;
export const totalLength = (bytes: Uint8Array, at: number): number => be16(bytes, at + 2);
export const fragmentField = (bytes: Uint8Array, at: number): number => be16(bytes, at + 6);
export const sourceOf = (bytes: Uint8Array, at: number): number => be32(bytes, at + 12);
export const targetOf = (bytes: Uint8Array, at: number): number => be32(bytes, at + 16);

/** Version, lengths and checksum are as they must be (ip_rcv_core). */
export function validHeader(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < IP_HLEN || bytes[at] >> 4 !== 4) return false;
  const header = ihl(bytes, at);
  if (header < IP_HLEN || at + header > end) return false;
  const total = totalLength(bytes, at);
  return total >= header && at + total <= end && checksum(bytes, at, at + header) === 0;
}
