/**
 * Layout of random structs against gcc: every member is filled with ones in turn and the bytes are printed, so that
 * offsets, bit positions, sizes and alignment are all compared. The seed is printed when they differ.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backEnd } from '../x86';
import { haveGcc, inTemporaryDirectory, runNatively } from '../x86/testing/native';
import { frontEnd } from './index';

const TYPES = ['char', 'short', 'int', 'long', 'unsigned char', 'unsigned short', 'unsigned', 'unsigned long', '_Bool'];
const BITS = [8, 16, 32, 64, 8, 16, 32, 64, 1];
const WHOLE = [
  'char',
  'short',
  'int',
  'long',
  'float',
  'double',
  'void *',
  'struct { char p; int q; }',
  'union { short u; char v[5]; }',
];

class Generator {
  private state: number;
  constructor(seed: number) {
    this.state = seed;
  }

  private next(limit: number): number {
    this.state = (Math.imul(this.state, 1103515245) + 12345) >>> 0;
    return (this.state >>> 8) % limit;
  }

  /** Declaration of a struct or union, and statements that show it. */
  record(index: number): { declaration: string; body: string } {
    const keyword = this.next(6) === 0 ? 'union' : 'struct';
    const members: string[] = [];
    const show: string[] = [];
    for (let i = 0, n = 1 + this.next(7); i < n; i++) {
      const { text, fill } = this.member(i);
      members.push(text);
      if (fill)
        show.push(`memset(&r${index}, 0, sizeof r${index}); ${fill(`r${index}`)} dump(&r${index}, sizeof r${index});`);
    }
    const attributes = [
      '',
      '',
      '',
      ' __attribute__((packed))',
      ' __attribute__((aligned(8)))',
      ' __attribute__((packed, aligned(4)))',
    ];
    const attribute = attributes[this.next(attributes.length)];
    const pack = this.next(8) === 0 ? this.next(3) : -1;
    const declaration = `${keyword} s${index} { ${members.join(' ')} }${attribute} r${index};`;
    return {
      declaration: pack < 0 ? declaration : `#pragma pack(push, ${1 << pack})\n${declaration}\n#pragma pack(pop)`,
      body:
        `printf("%d %d\\n", (int)sizeof r${index}, (int)_Alignof(struct s${index}));`.replace(
          'struct s',
          `${keyword} s`,
        ) + show.join('\n  '),
    };
  }

  private member(i: number): { text: string; fill?: (name: string) => string } {
    const kind = this.next(10);
    if (kind < 5) {
      const t = this.next(TYPES.length);
      const width = 1 + this.next(BITS[t]);
      const align = this.next(12) === 0 ? ' __attribute__((aligned(4)))' : '';
      return { text: `${TYPES[t]} m${i} : ${width}${align};`, fill: (name) => `${name}.m${i} = -1;` };
    }
    if (kind === 5) return { text: `${TYPES[this.next(8)]} : ${this.next(3) === 0 ? 0 : 1 + this.next(7)};` };
    const type = WHOLE[this.next(WHOLE.length)];
    const array = this.next(4) === 0 ? `[${1 + this.next(4)}]` : '';
    const packed = this.next(8) === 0 ? ' __attribute__((packed))' : '';
    return {
      text: `${type} m${i}${array}${packed};`,
      fill: (name) => `memset(&${name}.m${i}, 255, sizeof ${name}.m${i});`,
    };
  }
}

function program(seed: number): string {
  const generator = new Generator(seed);
  const records = Array.from({ length: 60 }, (_, i) => generator.record(i));
  return `int printf(const char *, ...); void *memset(void *, int, unsigned long);
static void dump(void *p, int n) { for (int i = 0; i < n; i++) printf("%02x", ((unsigned char *)p)[i]); printf("\\n"); }
${records.map((r) => r.declaration).join('\n')}
int main(void) {
  ${records.map((r) => r.body).join('\n  ')}
  return 0;
}
`;
}

function outputOf(text: string, ours: boolean): string {
  return inTemporaryDirectory((dir) => {
    const source = join(dir, 'a.c');
    const object = join(dir, 'a.o');
    writeFileSync(source, text);
    if (ours) {
      const front = frontEnd.toIr(
        { path: 'a.c', text },
        { target: 'linux', include: () => undefined, warnings: false },
      );
      expect(front.diagnostics).toEqual([]);
      writeFileSync(object, backEnd.toObject(front.module!).object!);
    }
    execFileSync('gcc', [
      '-w',
      '-Wno-packed-bitfield-compat',
      '-O1',
      '-static',
      ours ? object : source,
      '-o',
      join(dir, 'out'),
    ]);
    return runNatively(readFileSync(join(dir, 'out'))).stdout.toString();
  });
}

describe.skipIf(!haveGcc)('layout as gcc (skipped without gcc)', () => {
  it.each([1, 2, 3, 4])('of random structs and unions, seed %d', (seed) => {
    const text = program(seed);
    expect({ seed, lines: outputOf(text, true).split('\n') }).toEqual({
      seed,
      lines: outputOf(text, false).split('\n'),
    });
  });
});
