/**
 * Names of kernel addresses, and addresses of kernel names. Follows kernel/kallsyms.c in what it prints. The kernel's own functions
 * are TypeScript; each still has an address in kernel text (arch/kernel-space.ts), in the order of Linux's source tree.
 */
import { TEXT_START } from '../arch/kernel-space';
import { SYSCALL_NAMES } from '../syscalls/names';

export interface KernelSymbol {
  name: string;
  address: number;
  size: number;
  /** As nm prints it: T t D d B b R r V. */
  type: string;
  /** Name of the module, empty for the kernel. */
  module: string;
}

/** First entry point of a system call, and room for each: the same addresses as /proc/kallsyms has always shown here. */
const FIRST_CALL = TEXT_START + 0x2000;
const CALL_STRIDE = 0x40;

/** Address of `__x64_sys_…` of a system call. */
export function syscallEntry(nr: number): number {
  return FIRST_CALL + nr * CALL_STRIDE;
}

export class Kallsyms {
  private readonly byName = new Map<string, KernelSymbol>();
  private sorted: KernelSymbol[] | null = null;
  private readonly kernel: KernelSymbol[] = [];
  private readonly modules = new Map<string, readonly KernelSymbol[]>();

  constructor() {
    this.add('_text', TEXT_START, 0, 'T');
    this.add('_stext', TEXT_START, 0, 'T');
    for (const [nr, name] of SYSCALL_NAMES) this.add(`__x64_sys_${name}`, syscallEntry(nr), CALL_STRIDE, 'T');
  }

  /** A symbol of the kernel proper. */
  add(name: string, address: number, size: number, type: string): void {
    const symbol = { name, address, size, type, module: '' };
    this.kernel.push(symbol);
    if (!this.byName.has(name)) this.byName.set(name, symbol);
    this.sorted = null;
  }

  setModule(name: string, symbols: readonly KernelSymbol[]): void {
    this.modules.set(name, symbols);
    this.sorted = null;
  }
  dropModule(name: string): void {
    this.modules.delete(name);
    this.sorted = null;
  }

  /** Of the kernel first, then of any module. */
  find(name: string): KernelSymbol | undefined {
    const known = this.byName.get(name);
    if (known) return known;
    for (const symbols of this.modules.values()) {
      const found = symbols.find((symbol) => symbol.name === name);
      if (found) return found;
    }
    return undefined;
  }

  /** In order of addresses, the kernel's before the modules'. */
  all(): readonly KernelSymbol[] {
    if (!this.sorted) {
      // Unsigned: offsets of per-CPU variables come first.
      const place = ({ address }: KernelSymbol) => (address < 0 ? address : address - 2 ** 52);
      const byAddress = (a: KernelSymbol, b: KernelSymbol) => place(a) - place(b);
      this.sorted = [...[...this.kernel].sort(byAddress), ...[...this.modules.values()].flat().sort(byAddress)];
    }
    return this.sorted;
  }

  /** The symbol that `address` lies in. */
  lookup(address: number): { symbol: KernelSymbol; offset: number; size: number } | null {
    if (address >= 0) return null;
    const list = this.all();
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (list[middle].address >= 0 || list[middle].address <= address) low = middle + 1;
      else high = middle;
    }
    let at = low - 1;
    while (at > 0 && list[at - 1].address === list[at].address && list[at - 1].size > 0) at--;
    const symbol = list[at];
    if (!symbol) return null;
    const next = list[low];
    const size = symbol.size > 0 ? symbol.size : next ? next.address - symbol.address : 0x10;
    const offset = address - symbol.address;
    return offset < Math.max(size, 1) ? { symbol, offset, size } : null;
  }

  /** `init+0x12/0x20 [oops]` (%pS); the bare number where nothing is known. */
  describe(address: number, withOffset = true): string {
    const found = this.lookup(address);
    if (!found) return `0x${BigInt.asUintN(64, BigInt(address)).toString(16)}`;
    const { symbol, offset, size } = found;
    const place = withOffset ? `+0x${offset.toString(16)}/0x${size.toString(16)}` : '';
    return `${symbol.name}${place}${symbol.module ? ` [${symbol.module}]` : ''}`;
  }
}
