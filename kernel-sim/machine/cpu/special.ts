/**
 * Memory accesses that need care: device memory, pages that hold decoded code or page tables, writes over a page boundary.
 *
 * The interpreter leaves such an instruction before it began; it is then run alone with State.SPECIAL set, every access of it comes
 * here, device reads and split writes go through a buffer, and `commit` does at the end what a plain store would have done.
 */

import type { ColdExports } from '../cold/module';
import type { BusPort } from '../types';
import { GuestFault } from './fault';
import { Access, Exit, Layout, PageFlag, State } from './state';

interface PendingWrite {
  /** Where the instruction stores. */
  host: number;
  /** Where the bytes belong; the second part only for a write over a page boundary. */
  first: number;
  firstBytes: number;
  second: number;
  secondBytes: number;
}

export interface SpecialPort {
  readonly bus: BusPort;
  wrote(page: number, offset: number, length: number): void;
  /** For the lesson TLB, where it is on. */
  touched(low: number, high: number, argument: number): void;
}

const BUFFER = Layout.SCRATCH;
const SLOT = 64;

export class SpecialAccess {
  private readonly i32: Int32Array;
  private readonly u8: Uint8Array;
  private readonly view: DataView;
  private readonly pending: PendingWrite[] = [];
  private slots = 0;
  wasm!: ColdExports;

  constructor(
    memory: WebAssembly.Memory,
    private readonly ramSize: number,
    private readonly pageFlags: number,
    private readonly port: SpecialPort,
  ) {
    this.i32 = new Int32Array(memory.buffer);
    this.u8 = new Uint8Array(memory.buffer);
    this.view = new DataView(memory.buffer);
  }

  begin(): void {
    this.pending.length = 0;
    this.slots = 0;
    this.i32[(Layout.BANK + State.SPECIAL) >> 2] = 1;
  }

  /** Looks at accesses one by one (data breakpoints, alignment checks); see Processor.carefulRound. */
  watcher: {
    checkAlignment(va: bigint, bytes: number, user: boolean): void;
    watch(va: bigint, bytes: number, write: boolean): void;
  } | null = null;

  /** Ends the mode; `done` says whether the instruction happened. */
  end(done: boolean): void {
    this.i32[(Layout.BANK + State.SPECIAL) >> 2] = 0;
    if (done) for (const write of this.pending) this.commit(write);
    this.pending.length = 0;
  }

  /** The import `special`: host address for an access, or 0 when it faults. */
  readonly access = (low: number, high: number, argument: number): number => {
    const bytes = argument & 0xff;
    const write = (argument & 0x100) !== 0;
    const room = 4096 - (low & 4095);
    const first = this.translate(low, high, write, argument);
    if (first < 0) return 0;
    this.port.touched(low, high, argument);
    if (this.watcher && !this.look(this.watcher, low, high, bytes, write)) return 0;
    let second = 0;
    if (bytes > room) {
      const nextLow = ((low & ~4095) + 4096) | 0;
      second = this.translate(nextLow, nextLow === 0 ? high + 1 : high, write, argument);
      if (second < 0) return 0;
      this.port.touched(nextLow, nextLow === 0 ? high + 1 : high, argument);
    } else if (first < this.ramSize) {
      const host = Layout.RAM + first;
      if (write && this.u8[this.pageFlags + (first >>> 12)] & (PageFlag.CODE | PageFlag.TABLE)) {
        this.pending.push({ host, first, firstBytes: bytes, second: 0, secondBytes: 0 });
      }
      return host;
    }
    const firstBytes = Math.min(bytes, room);
    const host = BUFFER + SLOT + (this.slots++ % 3) * SLOT;
    this.read(host, first, firstBytes);
    this.read(host + firstBytes, second, bytes - firstBytes);
    if (write) this.pending.push({ host, first, firstBytes, second, secondBytes: bytes - firstBytes });
    return host;
  };

  private look(
    watcher: NonNullable<SpecialAccess['watcher']>,
    low: number,
    high: number,
    bytes: number,
    write: boolean,
  ) {
    const va = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    try {
      watcher.checkAlignment(va, bytes, this.i32[(Layout.BANK + State.CPL) >> 2] === 3);
    } catch (thrown) {
      if (!(thrown instanceof GuestFault)) throw thrown;
      return this.fault(thrown.vector, thrown.errorCode) > 0;
    }
    watcher.watch(va, bytes, write);
    return true;
  }

  private translate(low: number, high: number, write: boolean, argument: number): number {
    const user = this.i32[(Layout.BANK + State.CPL) >> 2] === 3;
    const access = (write ? Access.WRITE : 0) | (user ? Access.USER : 0);
    const top = (high << 15) >> 15 === high && (high >> 15 === 0 || high >> 15 === -1);
    if (!top) return this.fault((argument & 0x200) !== 0 ? 12 : 13, 0);
    const pa = this.wasm.translateWide(low, high, this.i32[(Layout.BANK + State.CR3) >> 2], access);
    if (pa >= 0) return pa;
    this.i32[(Layout.BANK + State.CR2) >> 2] = low;
    this.i32[(Layout.BANK + State.CR2 + 4) >> 2] = high;
    return this.fault(14, -1 - pa);
  }

  private fault(vector: number, error: number): number {
    this.i32[(Layout.BANK + State.FAULT_VECTOR) >> 2] = vector;
    this.i32[(Layout.BANK + State.FAULT_ERROR) >> 2] = error;
    this.i32[(Layout.BANK + State.EXIT) >> 2] = Exit.FAULT;
    return -1;
  }

  private read(host: number, pa: number, bytes: number): void {
    if (bytes === 0) return;
    if (pa + bytes <= this.ramSize) {
      this.u8.copyWithin(host, Layout.RAM + pa, Layout.RAM + pa + bytes);
      return;
    }
    const cpu = this.i32[(Layout.BANK + State.INDEX) >> 2];
    for (const [offset, size] of pieces(bytes)) {
      const value = BigInt.asUintN(size * 8, this.port.bus.mmioRead(cpu, pa + offset, size));
      for (let i = 0; i < size; i++) this.u8[host + offset + i] = Number((value >> BigInt(i * 8)) & 255n);
    }
  }

  private commit(write: PendingWrite): void {
    this.put(write.host, write.first, write.firstBytes);
    this.put(write.host + write.firstBytes, write.second, write.secondBytes);
  }

  private put(host: number, pa: number, bytes: number): void {
    if (bytes === 0) return;
    if (pa + bytes <= this.ramSize) {
      this.u8.copyWithin(Layout.RAM + pa, host, host + bytes);
      this.port.wrote(pa >>> 12, pa & 4095, bytes);
      return;
    }
    const cpu = this.i32[(Layout.BANK + State.INDEX) >> 2];
    for (const [offset, size] of pieces(bytes)) {
      let value = 0n;
      for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.view.getUint8(host + offset + i));
      this.port.bus.mmioWrite(cpu, pa + offset, size, value);
    }
  }
}

/** A device sees accesses of at most 8 bytes, each a power of two. */
function pieces(bytes: number): [offset: number, size: 1 | 2 | 4 | 8][] {
  const out: [number, 1 | 2 | 4 | 8][] = [];
  for (let at = 0; at < bytes; ) {
    const rest = bytes - at;
    const size = rest >= 8 ? 8 : rest >= 4 ? 4 : rest >= 2 ? 2 : 1;
    out.push([at, size]);
    at += size;
  }
  return out;
}
