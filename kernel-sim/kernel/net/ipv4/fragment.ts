/**
 * Fragments that wait for the rest of their packet. Follows RFC 791, RFC 5722 and net/ipv4/ip_fragment.c: overlapping fragments
 * throw the whole packet away, as Linux does since "teardrop" and its successors.
 */
import { be16, be32 } from '../bytes';
import type { NetNamespace } from '../namespace';
import { SkBuff } from '../skbuff';
import { IP_MF, IP_OFFSET, ihl, sealIpHeader } from './header';

const SECOND = 100_000_000;
/** net.ipv4.ipfrag_high_thresh. */
const MOST_BYTES = 4 * 1024 * 1024;

interface Queue {
  key: string;
  /** Sorted by offset. */
  pieces: { offset: number; data: Uint8Array }[];
  /** Length of the whole payload, −1 until the last piece is here. */
  total: number;
  bytes: number;
  /** The first piece: its header becomes the packet's. */
  first: SkBuff | null;
  timer: { cancel(): void };
}

export class FragmentQueues {
  private readonly queues = new Map<string, Queue>();
  private bytes = 0;

  constructor(private readonly ns: NetNamespace) {}

  get count(): number {
    return this.queues.size;
  }

  /** One more fragment (IP header at skb.head). The whole packet when it is complete, else null. */
  add(skb: SkBuff): SkBuff | null {
    const { bytes, head } = skb;
    const { ip } = this.ns.mib;
    ip.ReasmReqds++;
    const field = be16(bytes, head + 6);
    const offset = (field & IP_OFFSET) * 8;
    const data = bytes.subarray(head + ihl(bytes, head), skb.tail);
    const more = (field & IP_MF) !== 0;
    const wrong = (more && data.length % 8 !== 0) || offset + data.length > 65535 || data.length === 0;
    const key = `${be32(bytes, head + 12)}/${be32(bytes, head + 16)}/${be16(bytes, head + 4)}/${bytes[head + 9]}`;
    const queue = this.queues.get(key) ?? this.open(key);
    if (wrong || !this.insert(queue, offset, data, more)) {
      ip.ReasmFails++;
      this.close(queue);
      return null;
    }
    if (offset === 0) queue.first = skb;
    return this.finish(queue);
  }

  private open(key: string): Queue {
    const { kernel, stack } = this.ns;
    const time = Number(this.ns.sysctl['ipv4/ipfrag_time']) * SECOND;
    const timer = kernel.timer(kernel.now + time, () => stack.softirq.guard(() => this.expire(key)));
    const queue: Queue = { key, pieces: [], total: -1, bytes: 0, first: null, timer };
    this.queues.set(key, queue);
    return queue;
  }

  /** False: it overlaps, or contradicts what is known of the end. */
  private insert(queue: Queue, offset: number, data: Uint8Array, more: boolean): boolean {
    const end = offset + data.length;
    if (this.bytes + data.length > MOST_BYTES) return false;
    if (!more) {
      if (queue.total !== -1 && queue.total !== end) return false;
      queue.total = end;
    }
    if (
      queue.total !== -1 &&
      (end > queue.total || queue.pieces.some((piece) => piece.offset + piece.data.length > queue.total))
    )
      return false;
    let at = queue.pieces.length;
    while (at > 0 && queue.pieces[at - 1].offset > offset) at--;
    const left = queue.pieces[at - 1];
    const right = queue.pieces[at];
    if (left !== undefined && left.offset === offset && left.data.length === data.length) return true; // the same again
    if (left !== undefined && left.offset + left.data.length > offset) return false;
    if (right !== undefined && right.offset < end) return false;
    queue.pieces.splice(at, 0, { offset, data });
    queue.bytes += data.length;
    this.bytes += data.length;
    return true;
  }

  private finish(queue: Queue): SkBuff | null {
    if (queue.total === -1 || queue.bytes !== queue.total || queue.first === null) return null;
    const { first } = queue;
    const header = ihl(first.bytes, first.head);
    const whole = SkBuff.alloc(header + queue.total);
    whole.bytes.set(first.bytes.subarray(first.head, first.head + header), whole.head);
    for (const { offset, data } of queue.pieces) whole.bytes.set(data, whole.head + header + offset);
    const total = header + queue.total;
    this.close(queue);
    if (total > 65535) {
      this.ns.mib.ip.ReasmFails++;
      return null;
    }
    whole.bytes[whole.head + 2] = total >>> 8;
    whole.bytes[whole.head + 3] = total;
    whole.bytes[whole.head + 6] = 0;
    whole.bytes[whole.head + 7] = 0;
    sealIpHeader(whole.bytes, whole.head);
    whole.network = whole.head;
    whole.dev = first.dev;
    whole.pktType = first.pktType;
    whole.protocol = first.protocol;
    whole.mark = first.mark;
    whole.id = first.id;
    whole.fragmented = true;
    this.ns.mib.ip.ReasmOKs++;
    return whole;
  }

  private close(queue: Queue): void {
    queue.timer.cancel();
    this.bytes -= queue.bytes;
    this.queues.delete(queue.key);
  }

  /** The rest never came: the sender is told when the first piece is here (RFC 792, time exceeded code 1). */
  private expire(key: string): void {
    const queue = this.queues.get(key);
    if (queue === undefined) return;
    this.ns.mib.ip.ReasmTimeout++;
    this.ns.mib.ip.ReasmFails++;
    this.close(queue);
    if (queue.first !== null) this.ns.stack.dispatch.icmpSend(this.ns, queue.first, 11, 1, 0);
  }
}
