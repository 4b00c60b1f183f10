/** Runs a multiboot image in v86 (npm: v86, a peer for the bench alone) and prints, per kernel, the first and the best round in ms. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [image, bios] = process.argv.slice(2);
const folder = path.dirname(createRequire(import.meta.url).resolve('v86/build/libv86.mjs'));
const { V86 } = await import(path.join(folder, 'libv86.mjs'));
const file = (name) => {
  const bytes = readFileSync(name);
  return { buffer: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) };
};
const emulator = new V86({
  wasm_path: path.join(folder, 'v86.wasm'),
  bios: file(bios),
  multiboot: file(image),
  memory_size: 64 << 20,
  vga_memory_size: 2 << 20,
  autostart: true,
  fastboot: true,
  disable_keyboard: true,
  disable_mouse: true,
  disable_speaker: true,
});
const now = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const rounds = [];
let line = '';
let began = 0;
emulator.add_listener('serial0-output-byte', (byte) => {
  const c = String.fromCharCode(byte);
  if (c !== '\n') {
    line += c;
    return;
  }
  const kernel = Number(line[1]);
  if (line[0] === 'S') began = now();
  if (line[0] === 'E') {
    rounds[kernel] ??= [];
    rounds[kernel].push(now() - began);
  }
  if (line[0] === 'X') {
    console.log(JSON.stringify(rounds.map((times) => ({ first: times[0], best: Math.min(...times) }))));
    process.exit(0);
  }
  line = '';
});
