/** A TCP segment and how it lies on the wire. Follows RFC 9293 3.1 and net/ipv4/tcp_input.c: tcp_parse_options. */
import { be16, be32, put16, put32 } from '../../bytes';

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;
export const URG = 32;

export interface Options {
  mss: number | null;
  wscale: number | null;
  sackPermitted: boolean;
  ts: { value: number; echo: number } | null;
}

export interface Segment {
  seq: number;
  ack: number;
  flags: number;
  /** As on the wire, not scaled. */
  window: number;
  urgent: number;
  options: Options;
  data: Uint8Array;
}

export const NO_OPTIONS: Options = { mss: null, wscale: null, sackPermitted: false, ts: null };
const HEADER = 20;

/** A segment from the bytes of an IP payload; null: shorter than its header says. */
export function parseSegment(bytes: Uint8Array, at: number, end: number): Segment | null {
  if (end - at < HEADER) return null;
  const offset = (bytes[at + 12] >> 4) * 4;
  if (offset < HEADER || at + offset > end) return null;
  return {
    seq: be32(bytes, at + 4),
    ack: be32(bytes, at + 8),
    flags: bytes[at + 13] & 0x3f,
    window: be16(bytes, at + 14),
    urgent: be16(bytes, at + 18),
    options: offset === HEADER ? NO_OPTIONS : parseOptions(bytes, at + HEADER, at + offset),
    data: bytes.subarray(at + offset, end),
  };
}

/** Options that are cut short or lie about their length end the list; what came before counts. */
function parseOptions(bytes: Uint8Array, from: number, end: number): Options {
  const options: Options = { ...NO_OPTIONS };
  let at = from;
  while (at < end) {
    const kind = bytes[at];
    if (kind === 0) break;
    if (kind === 1) {
      at++;
      continue;
    }
    const length = at + 1 < end ? bytes[at + 1] : 0;
    if (length < 2 || at + length > end) break;
    if (kind === 2 && length === 4) options.mss = be16(bytes, at + 2);
    else if (kind === 3 && length === 3) options.wscale = Math.min(bytes[at + 2], 14);
    else if (kind === 4 && length === 2) options.sackPermitted = true;
    else if (kind === 8 && length === 10) options.ts = { value: be32(bytes, at + 2), echo: be32(bytes, at + 6) };
    at += length;
  }
  return options;
}

/** Bytes that the header with these options takes. */
export function headerLength(options: Options): number {
  let length = HEADER;
  if (options.mss !== null) length += 4;
  if (options.sackPermitted && options.ts === null) length += 4;
  if (options.ts !== null) length += 12;
  if (options.wscale !== null) length += 4;
  return length;
}

/** Writes the header, checksum left 0. Order and padding of options as Linux writes them. */
export function writeHeader(
  bytes: Uint8Array,
  at: number,
  sourcePort: number,
  targetPort: number,
  seg: Omit<Segment, 'data'>,
): void {
  const length = headerLength(seg.options);
  put16(bytes, at, sourcePort);
  put16(bytes, at + 2, targetPort);
  put32(bytes, at + 4, seg.seq);
  put32(bytes, at + 8, seg.ack);
  bytes[at + 12] = (length / 4) << 4;
  bytes[at + 13] = seg.flags;
  put16(bytes, at + 14, seg.window);
  put16(bytes, at + 16, 0);
  put16(bytes, at + 18, seg.urgent);
  writeOptions(bytes, at + HEADER, seg.options);
}

function writeOptions(bytes: Uint8Array, from: number, { mss, wscale, sackPermitted, ts }: Options): void {
  let at = from;
  if (mss !== null) {
    bytes.set([2, 4, mss >> 8, mss & 255], at);
    at += 4;
  }
  if (ts !== null) {
    bytes.set(sackPermitted ? [4, 2, 8, 10] : [1, 1, 8, 10], at);
    put32(bytes, at + 4, ts.value);
    put32(bytes, at + 8, ts.echo);
    at += 12;
  } else if (sackPermitted) {
    bytes.set([1, 1, 4, 2], at);
    at += 4;
  }
  if (wscale !== null) bytes.set([1, 3, 3, wscale], at);
}

/** `S`, `P.`, `F.` as tcpdump writes flags. */
export function flagsText(flags: number): string {
  let text = '';
  if (flags & FIN) text += 'F';
  if (flags & SYN) text += 'S';
  if (flags & RST) text += 'R';
  if (flags & PSH) text += 'P';
  if (flags & ACK) text += '.';
  if (flags & URG) text += 'U';
  return text === '' ? 'none' : text;
}
