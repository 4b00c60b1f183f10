/**
 * The bus: finds the device behind a port or a physical address outside RAM. What nobody claims reads as all ones and swallows
 * writes, as on a PC.
 */
import type { Device, DeviceHost } from './devices/device';
import type { BusPort } from './types';

const ONES = { 1: 0xff, 2: 0xffff, 4: 0xffff_ffff } as const;

export class Bus implements BusPort {
  private readonly map = new Map<number, Device>();
  readonly devices: Device[] = [];
  private readonly movable: Device[] = [];
  priorityChanged?: (cpu: number) => void;
  apicBaseChanged?: (cpu: number, value: bigint) => void;

  constructor(private readonly report: DeviceHost['report']) {}

  add(device: Device): void {
    this.devices.push(device);
    if (device.answers) this.movable.push(device);
    for (const [first, last] of device.ports) {
      for (let port = first; port <= last; port++) {
        if (this.map.has(port)) throw new Error(`port 0x${port.toString(16)} claimed twice: ${device.name}`);
        this.map.set(port, device);
      }
    }
  }

  /** Devices that software has spoken to since the reset. */
  readonly used = new Set<Device>();

  private at(space: 'port' | 'memory', address: number): Device | undefined {
    const device = this.movable.find((d) => d.answers?.(space, address));
    if (device) this.used.add(device);
    return device;
  }

  private byPort(port: number): Device | undefined {
    const device = this.map.get(port);
    if (!device) return this.at('port', port);
    this.used.add(device);
    return device;
  }

  portIn(_cpu: number, port: number, size: 1 | 2 | 4): number {
    const device = this.byPort(port);
    const value = device ? device.read(port, size) >>> 0 : ONES[size];
    this.report({ device: device?.name ?? 'none', op: 'in', port, value });
    return value;
  }

  portOut(_cpu: number, port: number, size: 1 | 2 | 4, value: number): void {
    const device = this.byPort(port);
    this.report({ device: device?.name ?? 'none', op: 'out', port, value });
    device?.write(port, size, value);
  }

  mmioRead(_cpu: number, pa: number, size: 1 | 2 | 4 | 8): bigint {
    const device = this.at('memory', pa);
    if (!device?.readMemory) return size === 8 ? 0xffff_ffff_ffff_ffffn : BigInt(ONES[size]);
    if (size !== 8) return BigInt(device.readMemory(pa, size) >>> 0);
    return BigInt(device.readMemory(pa, 4) >>> 0) | (BigInt(device.readMemory(pa + 4, 4) >>> 0) << 32n);
  }

  mmioWrite(_cpu: number, pa: number, size: 1 | 2 | 4 | 8, value: bigint): void {
    const device = this.at('memory', pa);
    if (size !== 8) device?.writeMemory?.(pa, size, Number(value & 0xffff_ffffn));
    else {
      device?.writeMemory?.(pa, 4, Number(value & 0xffff_ffffn));
      device?.writeMemory?.(pa + 4, 4, Number(value >> 32n));
    }
  }

  nextEvent(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const device of this.devices) next = Math.min(next, device.nextEvent());
    return next;
  }

  /** When the next device will have finished what shows outside; Infinity = nothing is under way. */
  outputDoneAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const device of this.devices) next = Math.min(next, device.outputDoneAt?.() ?? Number.POSITIVE_INFINITY);
    return next;
  }

  tick(now: number): void {
    for (const device of this.devices) if (device.nextEvent() <= now) device.tick(now);
  }

  reset(): void {
    for (const device of this.devices) device.reset();
    this.used.clear();
  }
}
