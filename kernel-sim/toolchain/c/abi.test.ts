/**
 * Calls between our code and gcc's (System V AMD64 ABI 3.2.3): random signatures with structs, floats and variable
 * arguments, our caller with gcc's callee and the other way round. The seed is printed when they differ.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backEnd } from '../x86';
import { haveGcc, inTemporaryDirectory, runNatively } from '../x86/testing/native';
import { frontEnd } from './index';

const SCALARS = ['char', 'short', 'int', 'long', 'unsigned char', 'unsigned', 'float', 'double', '_Bool', 'char *'];
const STRUCTS = 14;

interface Signature {
  result: string;
  params: string[];
  variadic: string[];
}

class Generator {
  private state: number;
  constructor(seed: number) {
    this.state = seed;
  }

  next(limit: number): number {
    this.state = (Math.imul(this.state, 1103515245) + 12345) >>> 0;
    return (this.state >>> 8) % limit;
  }

  private scalar(): string {
    return SCALARS[this.next(SCALARS.length)];
  }

  /** A struct, and a function that hashes its members but not its padding, which calls need not keep. */
  struct(index: number): { declaration: string; mixer: string } {
    const members: string[] = [];
    const mixes: string[] = [];
    for (let i = 0, n = 1 + this.next(4); i < n; i++) {
      const type = index > 3 && this.next(4) === 0 ? `struct s${this.next(index)}` : this.scalar();
      const length = this.next(5) === 0 ? 1 + this.next(3) : 0;
      members.push(`${type} m${i}${length > 0 ? `[${length}]` : ''};`);
      for (let k = 0; k < Math.max(1, length); k++) mixes.push(mixOf(type, `p->m${i}${length > 0 ? `[${k}]` : ''}`));
    }
    const attribute = this.next(8) === 0 ? ' __attribute__((packed))' : '';
    return {
      declaration: `struct s${index} { ${members.join(' ')} }${attribute};`,
      mixer: `static void mix_s${index}(struct s${index} *p) { ${mixes.join(' ')} }`,
    };
  }

  private type(): string {
    return this.next(2) === 0 ? this.scalar() : `struct s${this.next(STRUCTS)}`;
  }

  /** What may follow `...`: types that survive the default promotions. */
  private promoted(): string {
    const kinds = ['int', 'long', 'double', 'char *'];
    return this.next(2) === 0 ? kinds[this.next(kinds.length)] : `struct s${this.next(STRUCTS)}`;
  }

  signature(): Signature {
    const params = Array.from({ length: 1 + this.next(9) }, () => this.type());
    const variadic = this.next(3) === 0 ? Array.from({ length: this.next(9) }, () => this.promoted()) : [];
    return { result: this.type(), params, variadic };
  }
}

/** A statement that hashes an object. */
function mixOf(type: string, object: string): string {
  return type.startsWith('struct ')
    ? `mix_${type.slice(7)}((void *)&${object});`
    : `mix(&${object}, sizeof ${object});`;
}

interface Sources {
  header: string;
  caller: string;
  callee: string;
}

function sources(seed: number): Sources {
  const g = new Generator(seed);
  const structs = Array.from({ length: STRUCTS }, (_, i) => g.struct(i));
  const signatures = Array.from({ length: 40 }, () => g.signature());
  const prototype = (s: Signature, i: number): string =>
    `${s.result} f${i}(${s.params.map((type, k) => `${type} p${k}`).join(', ')}${s.variadic.length > 0 ? ', ...' : ''})`;
  // Objects are filled byte by byte with small values, so that floats are denormal but never NaN, and bools are 0 or 1.
  const header = `int printf(const char *, ...);
void fill(void *, int, int);
void mix(void *, int);
${structs.map((each) => `${each.declaration}\n${each.mixer}`).join('\n')}
${signatures.map((s, i) => `${prototype(s, i)};`).join('\n')}
`;
  const makeAll = (types: string[], prefix: string): string =>
    types
      .map((type, k) => `static ${type} ${prefix}${k}; fill(&${prefix}${k}, sizeof ${prefix}${k}, ${k + 1});`)
      .join(' ');
  const caller = `#include "h.h"
static unsigned long hash;
void fill(void *p, int n, int with) { for (int i = 0; i < n; i++) ((char *)p)[i] = (with * 7 + i * 3) & 1; }
void mix(void *p, int n) { for (int i = 0; i < n; i++) hash = hash * 31 + ((unsigned char *)p)[i]; }
int main(void) {
${signatures
  .map((s, i) => {
    const args = [...s.params.map((_, k) => `a${k}`), ...s.variadic.map((_, k) => `v${k}`)].join(', ');
    return `  { ${makeAll(s.params, 'a')} ${makeAll(s.variadic, 'v')} ${s.result} r = f${i}(${args}); ${mixOf(s.result, 'r')} printf("${i} %lx\\n", hash); }`;
  })
  .join('\n')}
  return 0;
}
`;
  const callee = `#include "h.h"
${signatures
  .map((s, i) => {
    const reads = s.variadic
      .map((type) => `{ ${type} v = __builtin_va_arg(ap, ${type}); ${mixOf(type, 'v')} }`)
      .join(' ');
    const list =
      s.variadic.length > 0 ? `__builtin_va_list ap; __builtin_va_start(ap, p${s.params.length - 1}); ${reads}` : '';
    const mixed = s.params.map((type, k) => mixOf(type, `p${k}`)).join(' ');
    return `${prototype(s, i)} { static ${s.result} r; ${mixed} ${list} fill(&r, sizeof r, ${i}); return r; }`;
  })
  .join('\n')}
`;
  return { header, caller, callee };
}

function build(dir: string, name: string, text: string, header: string, ours: boolean): string {
  const object = join(dir, `${name}-${ours ? 'ours' : 'gcc'}.o`);
  const source = join(dir, `${name}.c`);
  writeFileSync(source, text);
  if (ours) {
    const include = (path: string) => ({ path, text: header });
    const front = frontEnd.toIr({ path: `${name}.c`, text }, { target: 'linux', include, warnings: false });
    expect(front.diagnostics).toEqual([]);
    writeFileSync(object, backEnd.toObject(front.module!).object!);
  } else execFileSync('gcc', ['-w', '-O1', '-c', source, '-o', object]);
  return object;
}

describe.skipIf(!haveGcc)('calls across compilers (skipped without gcc)', () => {
  it.each([1, 2, 3])('with random signatures, seed %d', (seed) => {
    const { header, caller, callee } = sources(seed);
    inTemporaryDirectory((dir) => {
      writeFileSync(join(dir, 'h.h'), header);
      const run = (callerOurs: boolean, calleeOurs: boolean): string[] => {
        const objects = [
          build(dir, 'caller', caller, header, callerOurs),
          build(dir, 'callee', callee, header, calleeOurs),
        ];
        execFileSync('gcc', ['-static', ...objects, '-o', join(dir, 'out')]);
        return runNatively(readFileSync(join(dir, 'out')))
          .stdout.toString()
          .split('\n');
      };
      const expected = run(false, false);
      expect({ seed, lines: run(true, false) }).toEqual({ seed, lines: expected });
      expect({ seed, lines: run(false, true) }).toEqual({ seed, lines: expected });
      expect({ seed, lines: run(true, true) }).toEqual({ seed, lines: expected });
    });
  });
});
