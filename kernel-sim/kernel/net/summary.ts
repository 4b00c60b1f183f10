/** One line about a frame, as `tcpdump -n` prints it. For pictures: it may be handed anything, and never throws. */
import { be16, be32, ipText } from './bytes';
import { flagsText, parseSegment } from './ipv4/tcp/segment';

export function frameSummary(frame: Uint8Array): string {
  if (frame.length < 14) return `[|ether] length ${frame.length}`;
  const type = be16(frame, 12);
  const rest = frame.subarray(14);
  if (type === 0x0800) return packetSummary(rest);
  if (type === 0x0806) return arpSummary(rest);
  return `ethertype 0x${type.toString(16).padStart(4, '0')}, length ${frame.length}`;
}

function arpSummary(bytes: Uint8Array): string {
  if (bytes.length < 28) return `ARP, length ${bytes.length}`;
  const sender = ipText(be32(bytes, 14));
  const target = ipText(be32(bytes, 24));
  const mac = Array.from(bytes.subarray(8, 14), (byte) => byte.toString(16).padStart(2, '0')).join(':');
  if (be16(bytes, 6) === 1) return `ARP, Request who-has ${target} tell ${sender}, length 28`;
  return `ARP, Reply ${sender} is-at ${mac}, length 28`;
}

/** From the IP header on. */
export function packetSummary(bytes: Uint8Array): string {
  const header = (bytes[0] & 15) * 4;
  if (bytes.length < 20 || bytes[0] >> 4 !== 4 || header < 20 || header > bytes.length)
    return `IP bad header, length ${bytes.length}`;
  const from = ipText(be32(bytes, 12));
  const to = ipText(be32(bytes, 16));
  const end = Math.min(bytes.length, Math.max(header, be16(bytes, 2)));
  const protocol = bytes[9];
  const body = bytes.subarray(header, end);
  if ((be16(bytes, 6) & 0x1fff) !== 0) return `IP ${from} > ${to}: ip-proto-${protocol}`;
  if (protocol === 6) return tcpSummary(from, to, body);
  if (protocol === 17 && body.length >= 8)
    return `IP ${from}.${be16(body, 0)} > ${to}.${be16(body, 2)}: UDP, length ${Math.max(0, be16(body, 4) - 8)}`;
  if (protocol === 1 && body.length >= 8) return `IP ${from} > ${to}: ${icmpText(body)}, length ${body.length}`;
  return `IP ${from} > ${to}: ip-proto-${protocol} ${body.length}`;
}

function tcpSummary(from: string, to: string, body: Uint8Array): string {
  const seg = parseSegment(body, 0, body.length);
  if (seg === null) return `IP ${from} > ${to}: [|tcp]`;
  const { data, options } = seg;
  const seq = data.length > 0 ? `${seg.seq}:${(seg.seq + data.length) >>> 0}` : String(seg.seq);
  const parts = [`Flags [${flagsText(seg.flags)}]`];
  if (data.length > 0 || (seg.flags & 7) !== 0) parts.push(`seq ${seq}`);
  if (seg.flags & 16) parts.push(`ack ${seg.ack}`);
  parts.push(`win ${seg.window}`);
  const shown: string[] = [];
  if (options.mss !== null) shown.push(`mss ${options.mss}`);
  if (options.sackPermitted) shown.push('sackOK');
  if (options.ts !== null) shown.push(`TS val ${options.ts.value} ecr ${options.ts.echo}`);
  if (options.wscale !== null) shown.push(`wscale ${options.wscale}`);
  if (shown.length > 0) parts.push(`options [${shown.join(',')}]`);
  return `IP ${from}.${be16(body, 0)} > ${to}.${be16(body, 2)}: ${parts.join(', ')}, length ${data.length}`;
}

function icmpText(body: Uint8Array): string {
  const [type, code] = body;
  if (type === 8) return `ICMP echo request, id ${be16(body, 4)}, seq ${be16(body, 6)}`;
  if (type === 0) return `ICMP echo reply, id ${be16(body, 4)}, seq ${be16(body, 6)}`;
  if (type === 11) return 'ICMP time exceeded in-transit';
  if (type === 3) {
    const what = ['net', 'host', 'protocol', 'port'][code];
    return what ? `ICMP ${what} unreachable` : `ICMP unreachable code ${code}`;
  }
  return `ICMP type ${type} code ${code}`;
}
