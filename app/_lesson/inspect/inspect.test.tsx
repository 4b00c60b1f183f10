/** Pictures are functions of trace and snapshot: drawn to text here, they say what the state says, in picture and in table. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { dictionary } from '../../_i18n';
import { bare, kernel, registers, space, trace } from '../testing/fixtures';
import { AddressSpacePicture, AddressSpaceTable } from './AddressSpacePicture';
import { address, indexAt, walkFromSnapshot } from './address-space';
import {
  DevicesPicture,
  DevicesTable,
  isDestroyed,
  RegistersPicture,
  registerRows,
  runsOf,
  ScreenPicture,
  ScreenTable,
} from './BarePictures';
import { picturesOf } from './Inspector';
import { LayersPicture } from './LayersPicture';
import { layersAt, nextCrossing } from './layers';
import { ProcessPicture, ProcessTable } from './ProcessPicture';
import { processesAt } from './processes';
import { eventWords } from './words';

const w = dictionary('en').inspect;
const ja = dictionary('ja').inspect;
const at = (type: string) => trace.findIndex((s) => s.event.type === type);

describe('the layers map', () => {
  test('a system call crosses from userland into the kernel', () => {
    const step = trace.findIndex((s) => s.event.type === 'syscall-enter' && s.event.name === 'write');
    expect(layersAt(trace, step, kernel, w)).toMatchObject({
      layer: 'ring0',
      part: 'syscalls',
      crossing: { from: 'ring3', to: 'ring0' },
    });
  });

  test('inside a write the way goes from the table over the VFS and the driver to the device', () => {
    expect(layersAt(trace, at('device'), kernel, w)).toMatchObject({
      layer: 'hardware',
      part: 'device',
      path: ['syscalls', 'vfs', 'drivers'],
    });
  });

  test('the running task comes first, under the name that it has at that step', () => {
    expect(layersAt(trace, at('vfs'), kernel, w)?.tasks).toEqual([
      { pid: 2, name: 'echo' },
      { pid: 1, name: 'sh' },
    ]);
    expect(layersAt(trace, at('fork'), kernel, w)?.tasks[0]).toEqual({ pid: 1, name: 'sh' });
  });

  test('steps to the next and the previous crossing, and stays at the ends', () => {
    const forward = nextCrossing(trace, 0, 1, w);
    expect(trace[forward].event.type).toBe('syscall-enter');
    expect(nextCrossing(trace, forward, -1, w)).toBe(forward);
  });

  test('is drawn with its meaning as text, the same for the same state', () => {
    const draw = () => renderToStaticMarkup(<LayersPicture steps={trace} at={at('vfs')} end={kernel} w={ja} />);
    expect(draw()).toBe(draw());
    expect(draw()).toContain('aria-label="いまCPUはどの層にいるか: カーネル リング0. write /dev/console（devtmpfs）"');
  });
});

describe('the process tree', () => {
  test('follows fork, exec, exit and reap', () => {
    const tree = (type: string) =>
      processesAt(trace, at(type), kernel).map((n) => `${n.pid}<${n.ppid} ${n.name} ${n.state}`);
    expect(tree('fork')).toContain('2<1 sh R');
    expect(tree('exit')).toContain('2<1 echo Z');
    expect(processesAt(trace, trace.length - 1, kernel).map((n) => n.pid)).toEqual([1, 3]);
  });

  test('marks what changed at this step, forwards and backwards alike', () => {
    const changed = (step: number) =>
      processesAt(trace, step, kernel)
        .filter((n) => n.changed)
        .map((n) => n.pid);
    expect(changed(at('fork'))).toEqual([2]);
    expect(changed(at('fork') + 1)).toEqual([]);
    expect(changed(at('exit'))).toEqual([2]);
  });

  test('picture and table hold the same processes', () => {
    const props = { steps: trace, at: trace.length - 1, end: kernel, w };
    const picture = renderToStaticMarkup(<ProcessPicture {...props} />);
    const table = renderToStaticMarkup(<ProcessTable {...props} />);
    for (const words of ['sleep', 'zombie', 'sh']) {
      expect(picture).toContain(words);
      expect(table).toContain(words);
    }
  });
});

describe('the address space', () => {
  test('takes an address apart as the CPU does', () => {
    expect([4, 3, 2, 1].map((level) => indexAt(0x7fffffffe000, level))).toEqual([255, 511, 511, 510]);
    expect(walkFromSnapshot(space, 0x400123)).toMatchObject({ frame: 700, offset: 0x123 });
    expect(walkFromSnapshot(space, 0x402000).frame).toBe(null);
    expect(address(0x400000)).toBe('0x000000400000');
  });

  test('marks a shared frame and names who shares it', () => {
    const picture = renderToStaticMarkup(<AddressSpacePicture space={space} va={0x400000} walk={null} w={w} />);
    expect(picture).toContain('shared frame: PID 1');
    expect(picture).toContain('PML4[0]');
    const table = renderToStaticMarkup(<AddressSpaceTable space={space} va={null} walk={null} w={w} />);
    for (const page of space.pages) expect(table).toContain(address(page.va));
  });
});

describe('the bare machine', () => {
  test('cells of one colour are one run', () => {
    expect(runsOf('ab', [7, 7, 12], 0, 3)).toEqual([
      { text: 'ab', attribute: 7 },
      { text: ' ', attribute: 12 },
    ]);
  });

  test('screen and serial line are there as text', () => {
    const picture = renderToStaticMarkup(<ScreenPicture bare={bare} w={w} />);
    expect(picture).toContain('1: Hello from ring 0; 3: Temperature 72');
    expect(renderToStaticMarkup(<ScreenTable bare={bare} w={w} />)).toContain('Temperature 72');
  });

  test('a destroyed device is seen as such', () => {
    expect(bare.devices.map((d) => isDestroyed(d.state))).toEqual([false, true]);
    expect(renderToStaticMarkup(<DevicesPicture bare={bare} w={ja} />)).toContain(ja.destroyed);
    expect(renderToStaticMarkup(<DevicesTable bare={bare} w={w} />)).toContain('halted (hlt)');
  });

  test('registers come with their meaning', () => {
    expect(registerRows(registers, w).find((r) => r.name === 'rdi')?.meaning).toBe('argument 1');
    expect(renderToStaticMarkup(<RegistersPicture cpu={registers} w={w} />)).toContain('main.c:4');
  });
});

test('every event has words in both languages, and no unfilled place', () => {
  for (const { event } of trace)
    for (const words of [w, ja]) expect(eventWords(event, words)).not.toMatch(/^\s*$|\{\w+\}/);
});

test('only pictures that the data can fill are offered', () => {
  expect(picturesOf({ trace, kernel, bare: null, spaces: [space], walk: null }, false)).toEqual([
    'layers',
    'processes',
    'timeline',
    'vfs',
    'address-space',
    'registers',
  ]);
  expect(picturesOf({ trace: [], kernel: null, bare, spaces: [], walk: null }, false)).toEqual([
    'screen',
    'devices',
    'registers',
  ]);
});
