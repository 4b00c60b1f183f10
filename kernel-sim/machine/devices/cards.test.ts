/** The devices of a newer PC, each by itself; the images (conformance/bare) drive them from inside. */
import { describe, expect, test } from 'vitest';
import { createCore } from '../core';
import type { BusPort, PhysAddr } from '../types';
import type { DeviceHost } from './device';
import { Framebuffer } from './framebuffer';
import { gateway } from './gateway';
import { IoApic } from './io-apic';
import { LocalApic } from './local-apic';
import { Mouse } from './mouse';
import { Pci, PciFunction } from './pci';
import { dateOf, Rtc, secondsOf } from './rtc';
import { VirtioBlk } from './virtio-blk';

function host() {
  const state = { now: 0, lines: new Map<number, boolean>() };
  const port: DeviceHost = {
    now: () => state.now,
    line: (irq, high) => state.lines.set(irq, high),
    stop: () => {},
    report: () => {},
  };
  return { state, port };
}

const silence: BusPort = { portIn: () => 0xff, portOut: () => {}, mmioRead: () => 0n, mmioWrite: () => {} };

describe('clock chip', () => {
  test('dates and seconds are each other’s inverse, leap years included', () => {
    for (const seconds of [0, 951_782_400, 951_868_799, 951_868_800, 1_709_164_800, 1_767_323_045, 4_107_542_399]) {
      const date = dateOf(seconds);
      const js = new Date(seconds * 1000);
      expect([date.year, date.month, date.day, date.weekday]).toEqual([
        js.getUTCFullYear(),
        js.getUTCMonth() + 1,
        js.getUTCDate(),
        js.getUTCDay() + 1,
      ]);
      expect(secondsOf(date)).toBe(seconds);
    }
  });

  test('the alarm rings at its second and not before', () => {
    const { state, port } = host();
    const rtc = new Rtc(port, 0);
    const set = (n: number, v: number) => {
      rtc.write(0x70, 1, n);
      rtc.write(0x71, 1, v);
    };
    for (const [n, v] of [
      [1, 0x03],
      [3, 0],
      [5, 0],
      [11, 0x22],
    ])
      set(n, v);
    const ring = () => {
      while (rtc.nextEvent() <= state.now) rtc.tick();
      return state.lines.get(8) === true;
    };
    state.now = 250_000_000;
    expect(ring()).toBe(false);
    state.now = 300_000_000;
    expect(ring()).toBe(true);
  });
});

describe('APICs', () => {
  const pair = () => {
    const { state, port } = host();
    const cpu = { taskPriority: 0, ended: (vector: number) => io.ended(vector) };
    const local = new LocalApic(port, cpu);
    const io: IoApic = new IoApic((vector, level) => local.receive(vector, level));
    const write = (n: number, v: number) => {
      io.writeMemory(0xfec0_0000, 4, n);
      io.writeMemory(0xfec0_0010, 4, v);
    };
    return { state, cpu, local, io, write };
  };

  test('the highest vector comes first, and only above the task priority', () => {
    const { local, cpu } = pair();
    local.receive(0x41, false);
    local.receive(0x61, false);
    cpu.taskPriority = 5;
    expect(local.acknowledge()).toBe(0x61);
    expect(local.request).toBe(-1);
    local.writeMemory(0xfee0_00b0, 4, 0);
    expect(local.request).toBe(-1);
    cpu.taskPriority = 0;
    expect(local.acknowledge()).toBe(0x41);
  });

  test('a level-triggered line that stays up comes again after its end of interrupt; an edge does not', () => {
    const { local, io, write } = pair();
    write(0x10 + 11 * 2, 0x8041);
    write(0x10 + 4 * 2, 0x42);
    io.line(11, true);
    io.line(4, true);
    expect(local.acknowledge()).toBe(0x42);
    local.writeMemory(0xfee0_00b0, 4, 0);
    expect(local.acknowledge()).toBe(0x41);
    local.writeMemory(0xfee0_00b0, 4, 0);
    expect(local.acknowledge()).toBe(0x41);
    io.line(11, false);
    local.writeMemory(0xfee0_00b0, 4, 0);
    expect(local.request).toBe(-1);
  });

  test('the timer: periodic, then stopped', () => {
    const { state, local } = pair();
    local.writeMemory(0xfee0_03e0, 4, 11);
    local.writeMemory(0xfee0_0320, 4, 0x2_0040);
    local.writeMemory(0xfee0_0380, 4, 1_000_000);
    expect(local.nextEvent()).toBe(100_000);
    state.now = 50_000;
    expect(local.readMemory(0xfee0_0390)).toBe(500_000);
    state.now = 100_000;
    local.tick();
    expect([local.acknowledge(), local.nextEvent()]).toEqual([0x40, 200_000]);
    local.writeMemory(0xfee0_0380, 4, 0);
    expect(local.nextEvent()).toBe(Number.POSITIVE_INFINITY);
  });
});

test('mouse: movements become packets when it is enabled, signs and overflow told', () => {
  const mouse = new Mouse();
  expect(mouse.move(1, 1, 0)).toEqual([]);
  expect(mouse.receive(0xff)).toEqual([0xfa, 0xaa, 0]);
  expect(mouse.receive(0xf4)).toEqual([0xfa]);
  expect(mouse.move(-3, 4, 1)).toEqual([0x19, 0xfe, 5]);
  expect(mouse.move(300, 0)).toEqual([0x49, 255, 0]);
});

test('PCI: an address that is written moves the function, all ones show its size', () => {
  const pci = new Pci();
  const card = new PciFunction({ vendor: 1, device: 2, classCode: 3 }, [{ io: true, size: 32, address: 0xc000 }], 11);
  pci.plug(7, 0, card);
  const at = (register: number) => pci.write(0xcf8, 4, 0x8000_0000 | (7 << 11) | register);
  at(0x10);
  pci.write(0xcfc, 4, 0xffff_ffff);
  expect(pci.read(0xcfc, 4) >>> 0).toBe(0xffff_ffe1);
  pci.write(0xcfc, 4, 0xd008);
  expect(card.find('port', 0xd01f)).toEqual({ bar: 0, offset: 31 });
  at(4);
  pci.write(0xcfc, 1, 0);
  expect(card.find('port', 0xd000)).toBeUndefined();
});

describe('virtio', () => {
  test('addresses outside RAM, endless chains and a ring that is overrun harm nobody', () => {
    const { state, port } = host();
    const core = createCore({ ramBytes: 1 << 20, cpus: 1, bus: silence, tiers: 'cold' });
    const disk = new VirtioBlk(port, core.ram, new Uint8Array(4 * 512));
    const at = 0x1_0000;
    const put = (n: number, address: bigint, length: number, flags: number, next: number) => {
      core.ram.write64((at + n * 16) as PhysAddr, address);
      core.ram.write32((at + n * 16 + 8) as PhysAddr, length);
      core.ram.write16((at + n * 16 + 12) as PhysAddr, flags);
      core.ram.write16((at + n * 16 + 14) as PhysAddr, next);
    };
    const offer = (head: number, available: number) => {
      core.ram.write16((at + 0x1000 + 4) as PhysAddr, head);
      core.ram.write16((at + 0x1000 + 2) as PhysAddr, available);
      disk.write(0xc000 + 16, 2, 0);
      state.now += 1_000_000;
      while (disk.nextEvent() <= state.now) disk.tick(state.now);
    };
    disk.write(0xc008, 4, 0xffff_ffff);
    disk.write(0xc010, 2, 0);
    disk.write(0xc008, 4, at >> 12);
    put(0, 0xffff_ffff_ffff_fff0n, 16, 1, 1);
    put(1, 0n, 0xffff_ffff, 3, 0);
    offer(0, 1);
    offer(0xffff, 2);
    offer(0, 60_000);
    expect(core.ram.read16((at + 0x2000 + 2) as PhysAddr)).toBe(2);
  });
});

test('the gateway answers a ping with the text it was sent, and keeps silent otherwise', () => {
  const ping = new Uint8Array(50);
  ping.set([
    0x52, 0x55, 10, 0, 2, 2, 1, 2, 3, 4, 5, 6, 8, 0, 0x45, 0, 0, 36, 0, 0, 0, 0, 64, 1, 0, 0, 10, 0, 2, 15, 10, 0, 2, 2,
    8,
  ]);
  ping.set([1, 2, 3, 4], 42);
  const [pong] = gateway(ping);
  expect([...pong.subarray(0, 6)]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(pong[34]).toBe(0);
  expect([...pong.subarray(42, 46)]).toEqual([1, 2, 3, 4]);
  expect(gateway(ping.subarray(0, 20))).toEqual([]);
  ping[33] = 9;
  expect(gateway(ping)).toEqual([]);
});

test('framebuffer: the picture is what was written, and null while text is shown', () => {
  const screen = new Framebuffer();
  expect(screen.picture()).toBeNull();
  for (const [index, value] of [
    [1, 4],
    [2, 2],
    [3, 32],
    [4, 0x41],
  ]) {
    screen.write(0x1ce, 2, index);
    screen.write(0x1cf, 2, value);
  }
  screen.writeMemory(0xfd00_0000 + (4 + 1) * 4, 4, 0x0011_2233);
  const picture = screen.picture();
  expect([picture?.width, picture?.height]).toEqual([4, 2]);
  expect([...(picture?.rgba.subarray(20, 24) ?? [])]).toEqual([0x11, 0x22, 0x33, 255]);
});
