import { describe, expect, test } from 'vitest';
import type { DeviceHost } from './device';
import { Keyboard, scanCodes } from './keyboard';
import { NVM_CHECKSUM, NVM_WORDS, Nvm } from './nvm';
import { Pic } from './pic';
import { Pit } from './pit';
import { Uart } from './uart';

function host() {
  const lines = new Map<number, boolean>();
  const state = { now: 0, lines, reports: [] as string[] };
  const port: DeviceHost = {
    now: () => state.now,
    line: (irq, high) => lines.set(irq, high),
    stop: () => {},
    report: (e) => state.reports.push(`${e.op} ${e.detail ?? ''}`),
  };
  return { state, port };
}

describe('uart', () => {
  const machine = () => {
    const { state, port } = host();
    let out = '';
    const uart = new Uart(port, (byte) => (out += String.fromCharCode(byte)));
    const pass = (time: number) => {
      state.now += time;
      while (uart.nextEvent() <= state.now) uart.tick();
    };
    return { uart, state, pass, out: () => out };
  };

  test('a character takes ten bits of the line at 115,200 bit/s', () => {
    const { uart, pass, out } = machine();
    uart.write(0x3f8, 1, 0x41);
    pass(8679);
    expect(out()).toBe('');
    pass(2);
    expect(out()).toBe('A');
  });

  test('a character written over one that waits replaces it', () => {
    const { uart, pass, out } = machine();
    for (const c of 'abc') uart.write(0x3f8, 1, c.charCodeAt(0));
    pass(8681);
    pass(8681);
    expect(out()).toBe('ac');
    expect(uart.state().lost).toBe(1);
  });

  test('LSR tells when the holding register is empty and when all has left', () => {
    const { uart, pass } = machine();
    expect(uart.read(0x3fd) & 0x60).toBe(0x60);
    uart.write(0x3f8, 1, 65);
    expect(uart.read(0x3fd) & 0x60).toBe(0x20);
    uart.write(0x3f8, 1, 66);
    expect(uart.read(0x3fd) & 0x60).toBe(0);
    pass(8681);
    expect(uart.read(0x3fd) & 0x60).toBe(0x20);
  });

  test('with FIFOs sixteen characters wait', () => {
    const { uart, pass, out } = machine();
    uart.write(0x3fa, 1, 1);
    for (const c of 'sixteen waiting.!') uart.write(0x3f8, 1, c.charCodeAt(0));
    for (let i = 0; i < 20; i++) pass(8681);
    expect(out()).toBe('sixteen waiting.!');
  });

  test('the receive interrupt is gated by OUT2', () => {
    const { uart, state } = machine();
    uart.write(0x3f9, 1, 1);
    uart.receive(120);
    expect(state.lines.get(4)).toBe(false);
    uart.write(0x3fc, 1, 8);
    expect(state.lines.get(4)).toBe(true);
    expect(uart.read(0x3f8)).toBe(120);
    expect(state.lines.get(4)).toBe(false);
  });
});

describe('pic', () => {
  const ready = () => {
    const pic = new Pic();
    for (const [port, value] of [
      [0x20, 0x11],
      [0x21, 0x20],
      [0x21, 4],
      [0x21, 1],
      [0xa0, 0x11],
      [0xa1, 0x28],
      [0xa1, 2],
      [0xa1, 1],
    ])
      pic.write(port, 1, value);
    return pic;
  };

  test('gives the vector of the highest-priority line, and the next only after EOI', () => {
    const pic = ready();
    pic.line(4, true);
    pic.line(1, true);
    expect(pic.acknowledge()).toBe(0x21);
    expect(pic.pending).toBe(false);
    pic.write(0x20, 1, 0x20);
    expect(pic.acknowledge()).toBe(0x24);
  });

  test('masked lines wait; slave lines come through the cascade', () => {
    const pic = ready();
    pic.write(0xa1, 1, 0xff);
    pic.line(12, true);
    expect(pic.pending).toBe(false);
    pic.write(0xa1, 1, 0);
    expect(pic.acknowledge()).toBe(0x2c);
  });
});

test('pit: channel 0 in mode 2 raises IRQ 0 at its rate', () => {
  const { state, port } = host();
  const pit = new Pit(port);
  pit.write(0x43, 1, 0x34);
  pit.write(0x40, 1, 11932 & 255);
  pit.write(0x40, 1, 11932 >> 8);
  expect(pit.nextEvent()).toBe(1_000_015);
  state.now = 500_000;
  pit.write(0x43, 1, 0);
  const count = pit.read(0x40) | (pit.read(0x40) << 8);
  expect(Math.abs(count - 5966)).toBeLessThan(3);
  pit.tick();
  expect(pit.interrupts).toBe(1);
  expect(state.lines.get(0)).toBe(true);
});

test('keyboard: types scan codes with shift, and lowers its line when read', () => {
  const { state, port } = host();
  const keyboard = new Keyboard(port);
  expect(scanCodes('a')).toEqual([0x1e, 0x9e]);
  expect(scanCodes('A')).toEqual([0x2a, 0x1e, 0x9e, 0xaa]);
  keyboard.press(0x1e);
  expect(keyboard.read(0x64) & 1).toBe(1);
  expect(state.lines.get(1)).toBe(true);
  expect(keyboard.read(0x60)).toBe(0x1e);
  expect(state.lines.get(1)).toBe(false);
});

describe('nvm', () => {
  const card = () => {
    const { state, port } = host();
    const nvm = new Nvm(port);
    const command = (c: number) => nvm.write(0x300, 1, c);
    const program = (word: number, value: number) => {
      command(0x06);
      nvm.write(0x302, 2, word);
      nvm.write(0x304, 2, value);
      command(0x02);
    };
    return { nvm, state, command, program, settle: () => (state.now += 2001) };
  };
  const sum = (nvm: Nvm) => nvm.words.reduce((a, w) => (a + w) & 0xffff, 0);

  test('leaves the factory with a sum of 0xbaba over 64 words', () => {
    const { nvm } = card();
    expect(nvm.words.length).toBe(NVM_WORDS);
    expect(sum(nvm)).toBe(NVM_CHECKSUM);
  });

  test('a right rewrite survives the reset', () => {
    const { nvm, command, program, settle } = card();
    program(0, nvm.words[0] + 5);
    settle();
    program(0x3f, nvm.words[0x3f] - 5);
    settle();
    command(0xf0);
    expect(nvm.state()).toMatchObject({ dead: false, linkUp: true });
  });

  test('a wrong sum kills it at the reset, for good', () => {
    const { nvm, command, program, settle } = card();
    program(0, 1);
    settle();
    command(0xf0);
    nvm.reset();
    expect(nvm.dead).toBe(true);
    expect(nvm.read(0x301, 1)).toBe(0xff);
  });

  test('a command while it is programming tears the word, whatever the sum', () => {
    const { nvm, state, command, program } = card();
    program(0, nvm.words[0]);
    command(0x04);
    state.now += 5000;
    command(0xf0);
    expect(nvm.state()).toMatchObject({ dead: true, torn: 1 });
  });

  test('without a write enable nothing is programmed', () => {
    const { nvm, command } = card();
    nvm.write(0x304, 2, 0x1234);
    command(0x02);
    expect(nvm.state().programmed).toBe(0);
  });
});
