/** The name server of the simulated network: a handful of names. Follows RFC 1035. */
import { be16, ip, put16, put32 } from '../../net/bytes';

const NAMES: Readonly<Record<string, number>> = {
  'gateway.test': ip('10.0.2.2'),
  'www.test': ip('10.0.2.3'),
  'example.test': ip('10.0.2.3'),
  'www.example.test': ip('10.0.2.3'),
  'echo.test': ip('10.0.2.3'),
  'far.example.test': ip('192.0.2.80'),
};
const ADDRESSES = new Map(
  Object.entries(NAMES)
    .map(([name, address]) => [address, name] as const)
    .reverse(),
);

const TYPE_A = 1;
const TYPE_PTR = 12;
const CLASS_IN = 1;
const NXDOMAIN = 3;
const TTL = 300;

/** The answer to a query, or null for what is no query. */
export function answerDns(query: Uint8Array): Uint8Array | null {
  if (query.length < 12 || (query[2] & 0xf8) !== 0 || be16(query, 4) !== 1) return null;
  const labels: string[] = [];
  let at = 12;
  while (at < query.length && query[at] !== 0) {
    const length = query[at];
    if (length > 63 || at + 1 + length >= query.length) return null;
    labels.push(String.fromCharCode(...query.subarray(at + 1, at + 1 + length)).toLowerCase());
    at += 1 + length;
  }
  if (at + 5 > query.length) return null;
  const type = be16(query, at + 1);
  const end = at + 5;
  const known = find(labels, type);
  const data = be16(query, at + 3) === CLASS_IN ? known.data : null;
  const answer = new Uint8Array(end + (data === null ? 0 : 12 + data.length));
  answer.set(query.subarray(0, end));
  put16(answer, 2, 0x8580 | (known.exists ? 0 : NXDOMAIN));
  put16(answer, 6, data === null ? 0 : 1);
  put16(answer, 8, 0);
  put16(answer, 10, 0);
  if (data !== null) {
    put16(answer, end, 0xc00c);
    put16(answer, end + 2, type);
    put16(answer, end + 4, CLASS_IN);
    put32(answer, end + 6, TTL);
    put16(answer, end + 10, data.length);
    answer.set(data, end + 12);
  }
  return answer;
}

function find(labels: readonly string[], type: number): { exists: boolean; data: Uint8Array | null } {
  const name = labels.join('.');
  if (name.endsWith('.in-addr.arpa')) {
    const address = labels.slice(0, 4).reduceRight((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
    const found = ADDRESSES.get(address);
    return { exists: found !== undefined, data: found !== undefined && type === TYPE_PTR ? encodeName(found) : null };
  }
  const address = NAMES[name];
  if (address === undefined) return { exists: false, data: null };
  const bytes = Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);
  return { exists: true, data: type === TYPE_A ? bytes : null };
}

function encodeName(name: string): Uint8Array {
  const bytes: number[] = [];
  for (const label of name.split('.')) {
    bytes.push(label.length);
    for (let i = 0; i < label.length; i++) bytes.push(label.charCodeAt(i));
  }
  return Uint8Array.from([...bytes, 0]);
}
