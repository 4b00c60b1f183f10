/**
 * The machine at the other end of the cable: 10.0.2.2 (52:55:0a:00:02:02, as QEMU's user network has it). Answers ARP (RFC 826) and
 * ICMP echo (RFC 792); anything else falls silent. A pure function of the frame.
 */
const MAC = [0x52, 0x55, 0x0a, 0x00, 0x02, 0x02];
const ADDRESS = [10, 0, 2, 2];
const TYPE = { IPV4: 0x0800, ARP: 0x0806 } as const;
const ICMP = 1;
const TTL = 255;

const word = (bytes: Uint8Array, at: number) => (bytes[at] << 8) | bytes[at + 1];
const same = (bytes: Uint8Array, at: number, what: readonly number[]) => what.every((b, i) => bytes[at + i] === b);

/** The Internet checksum (RFC 1071). */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function seal(bytes: Uint8Array, at: number): void {
  bytes[at] = 0;
  bytes[at + 1] = 0;
  const sum = checksum(bytes);
  bytes[at] = sum >> 8;
  bytes[at + 1] = sum & 0xff;
}

function answerArp(frame: Uint8Array): Uint8Array[] {
  if (frame.length < 42 || word(frame, 20) !== 1 || !same(frame, 38, ADDRESS)) return [];
  const answer = frame.slice(0, 42);
  answer.set(frame.subarray(22, 28), 0);
  answer.set(MAC, 6);
  answer[21] = 2;
  answer.set(MAC, 22);
  answer.set(ADDRESS, 28);
  answer.set(frame.subarray(22, 32), 32);
  return [answer];
}

function answerEcho(frame: Uint8Array): Uint8Array[] {
  const header = (frame[14] & 15) * 4;
  const length = word(frame, 16);
  const isEcho = frame[23] === ICMP && frame[14 + header] === 8 && same(frame, 30, ADDRESS);
  if (!isEcho || header < 20 || 14 + length > frame.length) return [];
  const answer = frame.slice(0, 14 + length);
  answer.set(frame.subarray(6, 12), 0);
  answer.set(MAC, 6);
  answer.set(frame.subarray(30, 34), 26);
  answer.set(frame.subarray(26, 30), 30);
  answer[22] = TTL;
  seal(answer.subarray(14, 14 + header), 10);
  answer[14 + header] = 0;
  seal(answer.subarray(14 + header), 2);
  return [answer];
}

export function gateway(frame: Uint8Array): readonly Uint8Array[] {
  if (frame.length < 34) return [];
  if (word(frame, 12) === TYPE.ARP) return answerArp(frame);
  return word(frame, 12) === TYPE.IPV4 ? answerEcho(frame) : [];
}
