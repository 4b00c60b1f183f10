/**
 * Several buffers in a row as one (struct iov_iter): readv, writev and their relatives.
 */
import { EFAULT } from '../errno';
import type { IoBuffer, MaySleep } from '../types';

export class IovecBuffer implements IoBuffer {
  done = 0;
  private at = 0;
  private readonly total: number;

  constructor(private readonly parts: readonly IoBuffer[]) {
    this.total = parts.reduce((sum, part) => sum + part.remaining, 0);
  }

  get remaining(): number {
    return this.total - this.done;
  }

  get fault(): number {
    return this.parts[this.at]?.fault ?? 0;
  }

  faultIn(): MaySleep<number> {
    return this.parts[this.at]?.faultIn?.() ?? -EFAULT;
  }

  put(from: Uint8Array, offset: number, length: number): number {
    return this.spread(length, (part, done, n) => part.put(from, offset + done, n));
  }

  get(to: Uint8Array, offset: number, length: number): number {
    return this.spread(length, (part, done, n) => part.get(to, offset + done, n));
  }

  /** Part after part, until `length` is moved or a part faults. */
  private spread(length: number, move: (part: IoBuffer, done: number, n: number) => number): number {
    let done = 0;
    while (done < length && this.at < this.parts.length) {
      const part = this.parts[this.at];
      const wanted = Math.min(length - done, part.remaining);
      const moved = move(part, done, wanted);
      done += moved;
      if (moved < wanted) break;
      if (part.remaining === 0) this.at++;
    }
    this.done += done;
    return done;
  }
}
