/**
 * The sample modules on the machine, from insmod to rmmod; headers that agree with the kernel's table; and bad files, which never
 * hurt more than the kernel's log.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { boot } from '../kernel/boot';
import type { BootedKernel } from '../kernel/booted';
import { structsHeader } from '../kernel/module/c-header';
import { createCore } from '../machine/core';
import { compile } from '../toolchain/compile';
import { buildSampleModules } from './kmodules';
import { DIST, HERE } from './objects';

const NO_DEVICES = { portIn: () => 0xff, portOut() {}, mmioRead: () => 0n, mmioWrite() {} };
const samples = new Map<string, Uint8Array>();
let initramfs: Uint8Array;

beforeAll(() => {
  for (const [name, bytes] of buildSampleModules()) samples.set(name, bytes);
  initramfs = new Uint8Array(readFileSync(join(DIST, 'initramfs.cpio')));
});

interface Result {
  out: string;
  log: string[];
  kernel: BootedKernel;
  reason: string;
}

/** Boots with the samples and other files in /root and runs shell lines there. */
function run(
  lines: readonly string[],
  options: { files?: Record<string, Uint8Array>; limit?: number; cpus?: number; uid?: number } = {},
): Result {
  const { files = {}, limit = 2_000_000_000, cpus = 1, uid } = options;
  const all = [...[...samples].map(([name, data]) => [`${name}.ko`, data] as const), ...Object.entries(files)];
  const kernel = boot({
    core: createCore({ ramBytes: 64 << 20, cpus, bus: NO_DEVICES }),
    initramfs,
    files: all.map(([name, data]) => ({ path: `/tmp2/${name}`, mode: 0o644, data })),
    seed: 7,
    bootTime: 1_700_000_000,
    init: ['/bin/sh', '-c', ['cd /tmp2', 'exec 2>&1', ...lines].join('\n')],
    env: ['PATH=/bin:/sbin'],
    uid,
    stdio: 'pipes',
    console: { write() {} },
  }) as BootedKernel;
  let out = '';
  kernel.stdio!.onOutput = (_stream, bytes) => {
    out += new TextDecoder().decode(bytes);
  };
  kernel.stdio!.closeInput();
  const { reason } = kernel.run(limit);
  return { out, log: kernel.log.map(({ text }) => text), kernel, reason };
}

const module = (text: string, name = 'test'): Uint8Array => {
  const include = (path: string) => {
    try {
      return { path, text: readFileSync(join(HERE, 'kernel-include', path), 'utf8') };
    } catch {
      return undefined;
    }
  };
  const built = compile([{ path: `${name}.c`, text }], { target: 'module', include });
  if (!built.elf) throw new Error(JSON.stringify(built.diagnostics[0]));
  return built.elf;
};

describe('sample modules', () => {
  it('hello: parameters, the log, the list, modinfo', () => {
    const { out, log } = run([
      'insmod hello.ko times=2',
      'lsmod',
      'cat /proc/modules',
      'modinfo -F license hello.ko',
      'rmmod hello',
      'lsmod',
    ]);
    expect(out).toMatch(
      /^Module {18}Size {2}Used by\nhello +\d+ {2}0\nhello \d+ 0 - Live 0xffffffffc0000000 \(OE\)\nGPL\nModule {18}Size {2}Used by\n$/,
    );
    expect(log.filter((line) => line.startsWith('hello: '))).toEqual([
      'hello: loading out-of-tree module taints kernel.',
      'hello: module verification failed: signature and/or required key missing - tainting kernel',
      expect.stringMatching(/^hello: hello from ring 0, called by insmod\[\d+\]$/),
      expect.stringMatching(/^hello: hello from ring 0, called by insmod\[\d+\]$/),
      'hello: goodbye',
    ]);
  });

  it('greeter and party: unknown symbols, dependencies, reference counts, arrays', () => {
    const { out, log } = run([
      'insmod party.ko',
      'modprobe party host=Ada guests=3,5 loud',
      'cut -d" " -f1,3,4 /proc/modules',
      'rmmod greeter',
      'modprobe -r party',
      'cat /proc/modules',
      'grep greet /proc/kallsyms',
    ]);
    expect(out).toBe(
      'insmod: ERROR: could not insert module party.ko: Unknown symbol in module\nparty 0 -\ngreeter 1 party,\nrmmod: ERROR: Module greeter is in use by: party\n',
    );
    expect(log).toContain('party: Unknown symbol greet (err -2)');
    expect(log).toContain('party: guest 1 is number 5!');
  });

  it('scratch: a character device', () => {
    const { out, log } = run([
      'insmod scratch.ko',
      'echo hi > /dev/scratch',
      'cat /dev/scratch',
      'grep scratch /proc/devices',
      'exec 3< /dev/scratch',
      'rmmod scratch',
      'exec 3<&-',
      'rmmod scratch',
      'ls /dev/scratch',
    ]);
    expect(out).toBe(
      "hi\n254 scratch\nrmmod: ERROR: Module scratch is in use\nls: cannot access '/dev/scratch': No such file or directory\n",
    );
    expect(log.filter((line) => line === 'scratch: closed')).toHaveLength(3);
  });

  it('heartbeat: a timer and a file in /proc', () => {
    const { out } = run([
      'insmod heartbeat.ko period=50',
      'sleep 1',
      'cat /proc/heartbeat',
      'rmmod heartbeat',
      'cat /proc/heartbeat',
    ]);
    expect(out).toMatch(/^beats: (18|19|20)\nperiod: 50 ms\ncat: .*No such file or directory\n$/);
  });

  it('notefs: a file system in C', () => {
    const { out } = run([
      'insmod notefs.ko',
      'mount -t notefs none /mnt',
      'echo one > /mnt/a',
      'echo two >> /mnt/a',
      'mkdir /mnt/d',
      'cat /mnt/a',
      'ls /mnt',
      'rmmod notefs',
      'rm /mnt/a',
      'ls /mnt',
      'umount /mnt',
      'rmmod notefs',
      'grep -c notefs /proc/filesystems',
    ]);
    expect(out).toBe('one\ntwo\na\nd\nrmmod: ERROR: Module notefs is in use\nd\n0\n');
  });

  it('watch: a kprobe on a system call', () => {
    const { log } = run(['insmod watch.ko', '/bin/true', 'rmmod watch', 'insmod watch.ko symbol=no_such_function']);
    expect(log.some((line) => /^watch: __x64_sys_clone by sh\[\d+\]$/.test(line))).toBe(true);
    expect(log).toContain('watch: register_kprobe failed: -2');
  });

  it('bouncer: a netfilter hook', () => {
    const { out, log } = run([
      'insmod bouncer.ko',
      'ping -c 1 -W 1 127.0.0.1 | grep received',
      'rmmod bouncer',
      'ping -c 1 127.0.0.1 | grep received',
    ]);
    expect(out).toMatch(/1 packets transmitted, 0 received.*\n1 packets transmitted, 1 received/s);
    expect(log).toContain('bouncer: 127.0.0.1 -> 127.0.0.1, protocol 1, 84 bytes: dropped');
  });
});

describe('what must not be done in ring 0', () => {
  const crash = (how: string, limit?: number) =>
    run([`insmod crash.ko how=${how}`, 'cat /proc/sys/kernel/tainted'], { limit });

  it('a NULL pointer: the report, the source line, the end of insmod alone', () => {
    const { out, log, kernel } = crash('null');
    expect(out).toBe('Killed\n12416\n');
    expect(log).toEqual(
      expect.arrayContaining([
        'BUG: kernel NULL pointer dereference, address: 0000000000000010',
        '#PF: supervisor read access in kernel mode',
        '#PF: error_code(0x0000) - not-present page',
        'Oops: 0000 [#1] PREEMPT SMP NOPTI',
      ]),
    );
    expect(log.find((line) => line.startsWith('RIP: '))).toMatch(
      /^RIP: 0010:look\+0x[0-9a-f]+\/0x[0-9a-f]+ \[crash\]$/,
    );
    const oops = kernel.modules.oopses.latest!;
    const source = readFileSync(join(HERE, 'modules', 'crash.c'), 'utf8').split('\n');
    expect(source[oops.line! - 1]).toContain('return READ_ONCE(thing->value);');
    expect(oops.trace[0].text).toMatch(/^crash_init\+/);
    expect(source[oops.trace[0].line! - 1]).toContain('return look(nothing);');
  });

  it('BUG, a division by zero, poisoned memory, constants, sleeping with a lock, a second kfree', () => {
    expect(crash('bug').log).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^kernel BUG at crash\.c:\d+!$/),
        'invalid opcode: 0000 [#1] PREEMPT SMP NOPTI',
      ]),
    );
    expect(crash('divide').log).toContain('divide error: 0000 [#1] PREEMPT SMP NOPTI');
    expect(crash('poison').log).toContain(
      'general protection fault, probably for non-canonical address 0x6b6b6b6b6b6b6b6b: 0000 [#1] PREEMPT SMP NOPTI',
    );
    expect(crash('const').log).toContain('#PF: error_code(0x0003) - permissions violation');
    expect(crash('atomic').log).toEqual(
      expect.arrayContaining([expect.stringMatching(/^BUG: scheduling while atomic: insmod\/\d+\/0x00000001$/)]),
    );
    expect(crash('free').log).toEqual(
      expect.arrayContaining([expect.stringMatching(/^BUG kmalloc-32 \(Tainted: .*\): Object already free$/)]),
    );
    expect(crash('warn').log).toEqual(
      expect.arrayContaining([expect.stringMatching(/^WARNING: CPU: 0 PID: \d+ at crash\.c:\d+ crash_init\+/)]),
    );
  });

  it('an endless loop: the watchdog speaks, the limit ends it', () => {
    const { log, reason } = crash('hang', 450_000_000);
    expect(reason).toBe('budget');
    expect(log.filter((line) => line.startsWith('watchdog: '))).toEqual([
      expect.stringMatching(/^watchdog: BUG: soft lockup - CPU#0 stuck for 2s! \[insmod:\d+\]$/),
      expect.stringMatching(/^watchdog: BUG: soft lockup - CPU#0 stuck for 4s! \[insmod:\d+\]$/),
    ]);
  });

  it('with two CPUs the other one goes on', () => {
    const { out } = run(['insmod crash.ko how=hang &', 'sleep 0.1', 'echo alive'], { cpus: 2, limit: 200_000_000 });
    expect(out).toContain('alive');
  });

  it('panic_on_oops', () => {
    const { kernel } = run(['echo 1 > /proc/sys/kernel/panic_on_oops', 'insmod crash.ko']);
    expect(kernel.panicReport).toContain('Fatal exception');
  });
});

describe('the loader refuses', () => {
  const GPL_USER =
    '#include <linux/module.h>\nint register_kprobe(void *p);\nstatic int __init f(void) { return register_kprobe(0); }\nmodule_init(f);\nMODULE_LICENSE("Proprietary");\n';

  it('with the errors of Linux', () => {
    const wrong = { 'gpl.ko': module(GPL_USER, 'gpl'), 'text.ko': new TextEncoder().encode('#!/bin/sh\n'.repeat(20)) };
    const { out, log } = run(
      [
        'insmod gpl.ko',
        'insmod text.ko',
        'insmod hello.ko times=x',
        'insmod hello.ko nothing=1',
        'insmod hello.ko',
        'rmmod nothing',
        'insmod none.ko',
      ],
      { files: wrong },
    );
    expect(out.split('\n').map((line) => line.replace(/^\w+: ERROR: /, ''))).toEqual([
      'could not insert module gpl.ko: Unknown symbol in module',
      'could not insert module text.ko: Invalid module format',
      'could not insert module hello.ko: Invalid parameters',
      'could not insert module hello.ko: File exists',
      'Module nothing is not currently loaded',
      'could not load module none.ko: No such file or directory',
      '',
    ]);
    expect(log).toEqual(
      expect.arrayContaining([
        "gpl: module license 'Proprietary' taints kernel.",
        'gpl: Unknown symbol register_kprobe (err -2)',
        "hello: `x' invalid for parameter `times'",
        "hello: unknown parameter 'nothing' ignored",
      ]),
    );
  });

  it('users without CAP_SYS_MODULE, and shows them no addresses', () => {
    const { out } = run(['insmod hello.ko', 'head -1 /proc/kallsyms'], { uid: 1000 });
    expect(out).toMatch(
      /^insmod: ERROR: could not insert module hello\.ko: Operation not permitted\n0000000000000000 /,
    );
  });

  it('files with bytes changed or missing never hurt the kernel (seed 20261124)', () => {
    let seed = 20261124;
    const draw = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed % below;
    };
    const files: Record<string, Uint8Array> = {};
    for (let i = 0; i < 40; i++) {
      const whole = [samples.get('hello')!, samples.get('scratch')!, samples.get('party')!][i % 3];
      const bytes = i % 4 === 3 ? whole.slice(0, draw(whole.length)) : whole.slice();
      for (let k = draw(12); k >= 0; k--) bytes[draw(i % 2 ? Math.min(4096, bytes.length) : bytes.length)] = draw(256);
      files[`bad${i}.ko`] = bytes;
    }
    const { kernel, reason, out } = run(['for f in bad*.ko; do insmod $f; done', 'echo done'], {
      files,
      limit: 400_000_000,
    });
    // A damaged module may do anything that code in ring 0 can, but it does it to the machine, not to us.
    const report = kernel.panicReport ?? '';
    expect(report).not.toMatch(/TypeError|RangeError|ReferenceError| at .*\.ts/);
    if (reason === 'power-off') expect(out).toContain('done');
  });
});

it('kernel-include/generated/structs.h comes from the table', () => {
  const file = readFileSync(join(HERE, 'kernel-include', 'generated', 'structs.h'), 'utf8');
  expect(file).toBe(structsHeader());
});
