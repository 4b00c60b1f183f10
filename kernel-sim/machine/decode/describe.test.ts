import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generateCase } from '../conformance/generate';
import { describe } from './describe';

const missing = spawnSync('objdump', ['--version']).error !== undefined;
if (missing) console.log('skipped: no objdump on this machine');

/** What two disassemblers may write differently: spaces, comments, a suffix or hint that is only taste, the sign of a constant. */
function plain(text: string): string {
  const bare = text
    .replace(/#.*/, '')
    .replace(/\b(lock|rex\S*|addr32) /g, '')
    .replace(/,%[er]iz,[1248]/g, '')
    .replace(/\$0x([0-9a-f]+)/g, (_, n: string) => `$0x${(BigInt(`0x${n}`) & 0xffffn).toString(16)}`)
    .replace(/\s+/g, ' ')
    .trim();
  // objdump spells out the operands of string instructions and of nops.
  const string = /^(rep \w+|repn?z \w+|movs|stos|lods|cmps|scas|xlat|nop)/.exec(bare);
  if (string && !/%xmm/.test(bare)) return string[1].replace(/[bwlq]$/, '');
  return bare.replace(/^(\S*?)[bwlq]? /, '$1 ');
}

it.skipIf(missing)('agrees with objdump on most generated instructions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'describe-'));
  const codes = Array.from({ length: 600 }, (_, i) => generateCase(5_000_000 + i, 1).code);
  const file = join(folder, 'code.bin');
  writeFileSync(
    file,
    Buffer.concat(codes.map((c) => Buffer.concat([Buffer.from(c), Buffer.alloc(64 - c.length, 0x90)]))),
  );
  const listing = spawnSync('objdump', ['-D', '-b', 'binary', '-mi386:x86-64', '-w', file], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  }).stdout;
  rmSync(folder, { recursive: true });
  const theirs = new Map(
    listing
      .split('\n')
      .map((line) => /^\s*([0-9a-f]+):\t[0-9a-f ]+\t(.*)$/.exec(line))
      .filter((m): m is RegExpExecArray => m !== null)
      .map((m) => [Number.parseInt(m[1], 16), m[2]]),
  );
  const wrong: string[] = [];
  let total = 0;
  codes.forEach((code, i) => {
    for (let at = 0; at < code.length; ) {
      const ours = describe(code.subarray(at), BigInt(i * 64 + at));
      const real = theirs.get(i * 64 + at);
      total++;
      if (real !== undefined && plain(real) !== plain(ours.text)) wrong.push(`${real}   |   ${ours.text}`);
      if (real === undefined) wrong.push(`length before ${i * 64 + at}`);
      at += ours.length;
    }
  });
  if (process.env.SHOW) console.log(wrong.slice(0, 60).join('\n'));
  expect(wrong.length / total).toBeLessThan(0.03);
});

it('describes what lessons show', () => {
  const text = (...bytes: number[]) => describe(new Uint8Array(bytes), 0x40_1000n).text;
  expect(text(0x48, 0x8b, 0x44, 0x8b, 0x08)).toBe('mov 0x8(%rbx,%rcx,4),%rax');
  expect(text(0x0f, 0x05)).toBe('syscall');
  expect(text(0x75, 0xfe)).toBe('jne 0x401000');
  expect(text(0xc7, 0x45, 0xfc, 5, 0, 0, 0)).toBe('movl $0x5,-0x4(%rbp)');
  expect(text(0x64, 0x48, 0x8b, 0x04, 0x25, 0x28, 0, 0, 0)).toBe('mov %fs:0x28,%rax');
  expect(text(0xf2, 0x0f, 0x58, 0xc1)).toBe('addsd %xmm1,%xmm0');
  expect(text(0xff, 0xff)).toBe('(bad)');
});
