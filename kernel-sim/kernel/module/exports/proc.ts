/** Files in /proc made by modules, and seq_file. Follows fs/proc/generic.c and fs/seq_file.c. */
import { EINVAL, ENOMEM } from '../../errno';
import { addEntry, dynamicRoot, type ProcEntry, removeEntry } from '../../fs/proc/dynamic';
import { S_IFDIR, S_IFREG, type Sleeping } from '../../types';
import { PROC_OPS, wrapOps } from '../file-ops';
import { at, sizeOf } from '../structs';
import type { ModuleSystem } from '../system';
import { alias, type ExportGroup, fn, gpl } from './types';

const ENTRY_BYTES = 192;
/** Data of a proc_dir_entry: PDE_DATA(inode) reads it through i_private. */
const READ = ['seq_read', 'proc_reg_read', 'vfs_read', 'ksys_read', 'do_syscall_64', 'entry_SYSCALL_64_after_hwframe'];

interface Handle {
  entry: ProcEntry;
  data: number;
}
const handles = (system: ModuleSystem): Map<number, Handle> => system.part('proc', () => new Map());

function directoryOf(system: ModuleSystem, parent: number): ProcEntry {
  return parent === 0 ? dynamicRoot(system.kernel) : (handles(system).get(parent)?.entry ?? dynamicRoot(system.kernel));
}

/** A path may lead through directories that are there. */
function place(system: ModuleSystem, path: string, parent: number): { dir: ProcEntry; name: string } | null {
  const parts = path.split('/').filter((part) => part !== '');
  const name = parts.pop();
  if (name === undefined) return null;
  let dir = directoryOf(system, parent);
  for (const part of parts) {
    const next = dir.children.get(part);
    if (!next) return null;
    dir = next;
  }
  return { dir, name };
}

function create(system: ModuleSystem, nameAt: number, mode: number, parent: number, ops: number, data: number): number {
  const name = system.text(nameAt);
  const where = place(system, name, parent);
  if (!where) return 0;
  const address = system.slab.kmalloc(ENTRY_BYTES);
  if (address === 0) return 0;
  const bits = (mode & 0o7777) === 0 ? 0o444 : mode & 0o7777;
  const inode = (copy: number) => system.memory.setI64(copy + at('inode', 'i_private'), data);
  const wrapped = wrapOps(system, ops, { layout: PROC_OPS, inode });
  return attach(system, address, where, S_IFREG | bits, wrapped, data);
}

function attach(
  system: ModuleSystem,
  address: number,
  { dir, name }: { dir: ProcEntry; name: string },
  mode: number,
  ops: ProcEntry['ops'],
  data: number,
): number {
  const entry = addEntry(dir, name, mode, ops);
  if (!entry) {
    const caller = system.caller;
    system.kernel.printk(4, '------------[ cut here ]------------');
    system.kernel.printk(4, `proc_dir_entry '${dir.name || '/proc'}/${name}' already registered`);
    system.oopses.warning(system.context(), 'fs/proc/generic.c:376', caller);
    system.slab.kfree(address);
    return 0;
  }
  handles(system).set(address, { entry, data });
  return address;
}

function mkdir(system: ModuleSystem, nameAt: number, mode: number, parent: number, data: number): number {
  const where = place(system, system.text(nameAt), parent);
  const address = where ? system.slab.kmalloc(ENTRY_BYTES) : 0;
  if (!where || address === 0) return 0;
  return attach(system, address, where, S_IFDIR | (mode || 0o555), {}, data);
}

function remove(system: ModuleSystem, address: number): void {
  const handle = handles(system).get(address);
  if (!handle) return;
  for (const child of handle.entry.children.values()) {
    const known = [...handles(system)].find(([, other]) => other.entry === child);
    if (known) remove(system, known[0]);
  }
  removeEntry(handle.entry);
  handles(system).delete(address);
  system.slab.kfree(address);
}

function removeByName(system: ModuleSystem, nameAt: number, parent: number): number {
  const name = system.text(nameAt);
  const where = place(system, name, parent);
  const entry = where?.dir.children.get(where.name);
  const known = entry && [...handles(system)].find(([, handle]) => handle.entry === entry);
  if (known) remove(system, known[0]);
  else {
    const caller = system.caller;
    system.kernel.printk(4, '------------[ cut here ]------------');
    system.kernel.printk(4, `name '${name}'`);
    system.oopses.warning(system.context(), 'fs/proc/generic.c:712', caller);
  }
  return 0;
}

// ---------------------------------------------------------------- seq_file

const SEQ = {
  buf: at('seq_file', 'buf'),
  size: at('seq_file', 'size'),
  from: at('seq_file', 'from'),
  count: at('seq_file', 'count'),
  index: at('seq_file', 'index'),
  op: at('seq_file', 'op'),
  file: at('seq_file', 'file'),
  private: at('seq_file', 'private'),
};
const OP = {
  start: at('seq_operations', 'start'),
  stop: at('seq_operations', 'stop'),
  next: at('seq_operations', 'next'),
  show: at('seq_operations', 'show'),
};
const PRIVATE_DATA = at('file', 'private_data');
const SEQ_SKIP = 1;
const MOST = 4 << 20;

function seqOpen(system: ModuleSystem, file: number, op: number): number {
  const { memory, slab } = system;
  const seq = slab.kmalloc(sizeOf('seq_file'));
  if (seq === 0) return -ENOMEM;
  memory.setI64(file + PRIVATE_DATA, seq);
  memory.setI64(seq + SEQ.op, op);
  memory.setI64(seq + SEQ.file, file);
  return 0;
}

function seqRelease(system: ModuleSystem, file: number): number {
  const { memory, slab } = system;
  const seq = memory.i64(file + PRIVATE_DATA);
  const buf = memory.i64(seq + SEQ.buf);
  if (buf !== 0) slab.kfree(buf);
  slab.kfree(seq);
  return 0;
}

function singleOpen(system: ModuleSystem, file: number, show: number, data: number): number {
  const { memory, slab } = system;
  const op = slab.kmalloc(sizeOf('seq_operations'));
  if (op === 0) return -ENOMEM;
  memory.setI64(op + OP.start, system.address('single_start'));
  memory.setI64(op + OP.next, system.address('single_next'));
  memory.setI64(op + OP.stop, system.address('single_stop'));
  memory.setI64(op + OP.show, show);
  const result = seqOpen(system, file, op);
  if (result === 0) memory.setI64(memory.i64(file + PRIVATE_DATA) + SEQ.private, data);
  return result;
}

function singleRelease(system: ModuleSystem, file: number): number {
  const { memory, slab } = system;
  const seq = memory.i64(file + PRIVATE_DATA);
  const op = memory.i64(seq + SEQ.op);
  seqRelease(system, file);
  slab.kfree(op);
  return 0;
}

/** Fills the buffer from record `index` on with at least one record; grows it until one fits. Answers an errno or 0. */
function* fill(system: ModuleSystem, seq: number): Sleeping<number> {
  const { memory, slab } = system;
  const ops = memory.i64(seq + SEQ.op);
  const call = (offset: number, args: number[]) => system.call(memory.i64(ops + offset), args, READ);
  if (memory.i64(seq + SEQ.buf) === 0) {
    memory.setI64(seq + SEQ.buf, slab.kmalloc(4096));
    memory.setI64(seq + SEQ.size, 4096);
  }
  memory.setI64(seq + SEQ.from, 0);
  memory.setI64(seq + SEQ.count, 0);
  let p = yield* call(OP.start, [seq, seq + SEQ.index]);
  for (;;) {
    if (p === 0 || (p < 0 && p >= -4095)) break;
    const before = memory.i64(seq + SEQ.count);
    const shown = (yield* call(OP.show, [seq, p])) | 0;
    if (shown < 0) {
      yield* call(OP.stop, [seq, p]);
      return shown;
    }
    if (shown === SEQ_SKIP) memory.setI64(seq + SEQ.count, before);
    const size = memory.i64(seq + SEQ.size);
    if (memory.i64(seq + SEQ.count) === size) {
      // seq_has_overflowed: what was there before is given out first; a record that alone is too long gets a bigger buffer.
      memory.setI64(seq + SEQ.count, before);
      if (before > 0) break;
      yield* call(OP.stop, [seq, p]);
      slab.kfree(memory.i64(seq + SEQ.buf));
      const bigger = slab.kmalloc(size * 2);
      if (bigger === 0 || size * 2 > MOST) return -ENOMEM;
      memory.setI64(seq + SEQ.buf, bigger);
      memory.setI64(seq + SEQ.size, size * 2);
      memory.setI64(seq + SEQ.count, 0);
      p = yield* call(OP.start, [seq, seq + SEQ.index]);
      continue;
    }
    const index = memory.i64(seq + SEQ.index);
    p = yield* call(OP.next, [seq, p, seq + SEQ.index]);
    if (memory.i64(seq + SEQ.index) === index) memory.setI64(seq + SEQ.index, index + 1);
  }
  yield* call(OP.stop, [seq, p]);
  return p < 0 && p >= -4095 ? p : 0;
}

/** seq_read: the buffer is filled again whenever it is empty. */
function* seqRead(system: ModuleSystem, file: number, to: number, size: number, ppos: number): Sleeping<number> {
  const { memory } = system;
  const seq = memory.i64(file + PRIVATE_DATA);
  if (memory.i64(ppos) === 0) {
    memory.setI64(seq + SEQ.index, 0);
    memory.setI64(seq + SEQ.count, 0);
  }
  let copied = 0;
  while (copied < size) {
    if (memory.i64(seq + SEQ.count) === 0) {
      const error = yield* fill(system, seq);
      if (error < 0) return copied > 0 ? copied : error;
      if (memory.i64(seq + SEQ.count) === 0) break;
    }
    const from = memory.i64(seq + SEQ.from);
    const count = memory.i64(seq + SEQ.count);
    const n = Math.min(count, size - copied);
    if (system.copyToUser(to + copied, memory.bytes(memory.i64(seq + SEQ.buf) + from, n)) > 0)
      return copied > 0 ? copied : -14;
    memory.setI64(seq + SEQ.from, from + n);
    memory.setI64(seq + SEQ.count, count - n);
    copied += n;
  }
  memory.setI64(ppos, memory.i64(ppos) + copied);
  return copied;
}

/** Appends to the buffer; when it does not fit, the buffer counts as full. */
export function seqPut(system: ModuleSystem, seq: number, bytes: Uint8Array): number {
  const { memory } = system;
  const size = memory.i64(seq + SEQ.size);
  const count = memory.i64(seq + SEQ.count);
  if (count + bytes.length < size) {
    memory.setBytes(memory.i64(seq + SEQ.buf) + count, bytes);
    memory.setI64(seq + SEQ.count, count + bytes.length);
  } else memory.setI64(seq + SEQ.count, size);
  return 0;
}

const decimal = (delimiter: string, value: string): Uint8Array => new TextEncoder().encode(delimiter + value);

export const PROC_EXPORTS: ExportGroup = {
  base: 0xffffffff81420000n,
  rows: [
    fn('proc_create_data', (system, name, mode, parent, ops, data) => create(system, name, mode, parent, ops, data)),
    fn('proc_create', (system, name, mode, parent, ops) => create(system, name, mode, parent, ops, 0)),
    fn('proc_create_single_data', (system, name, mode, parent, show, data) =>
      createSingle(system, name, mode, parent, show, data),
    ),
    fn('proc_create_seq_private', (system, name, mode, parent, op) => createSeq(system, name, mode, parent, op)),
    fn('proc_mkdir', (system, name, parent) => mkdir(system, name, 0, parent, 0)),
    fn('proc_mkdir_mode', (system, name, mode, parent) => mkdir(system, name, mode, parent, 0)),
    gpl('proc_mkdir_data', (system, name, mode, parent, data) => mkdir(system, name, mode, parent, data)),
    fn('proc_remove', (system, entry) => {
      if (entry !== 0) remove(system, entry);
      return 0;
    }),
    fn('remove_proc_entry', removeByName),
    fn('remove_proc_subtree', (system, name, parent) => {
      removeByName(system, name, parent);
      return 0;
    }),
    fn('proc_set_size', (system, entry, size) => {
      const handle = handles(system).get(entry);
      if (handle) handle.entry.size = size;
      return 0;
    }),
    fn('proc_set_user', (system, entry, uid, gid) => {
      const handle = handles(system).get(entry);
      if (handle) Object.assign(handle.entry, { uid: uid >>> 0, gid: gid >>> 0 });
      return 0;
    }),
    fn('PDE_DATA', (system, inode) => system.memory.i64(inode + at('inode', 'i_private'))),
    fn('pde_data', (system, inode) => system.memory.i64(inode + at('inode', 'i_private'))),
    fn('seq_open', seqOpen),
    fn('__seq_open_private', (system, file, op, size) => {
      const data = system.slab.kmalloc(size);
      if (data === 0 || seqOpen(system, file, op) < 0) return 0;
      system.memory.setI64(system.memory.i64(file + PRIVATE_DATA) + SEQ.private, data);
      return data;
    }),
    fn('seq_read', seqRead),
    fn('seq_lseek', (system, file, offset, whence) => {
      const seq = system.memory.i64(file + PRIVATE_DATA);
      const pos = system.memory.i64(file + at('file', 'f_pos'));
      const to = (whence | 0) === 1 ? pos + offset : (whence | 0) === 0 ? offset : -1;
      if (to !== 0) return to < 0 ? -EINVAL : to === pos ? pos : -EINVAL;
      system.memory.setI64(seq + SEQ.index, 0);
      system.memory.setI64(seq + SEQ.count, 0);
      system.memory.setI64(file + at('file', 'f_pos'), 0);
      return 0;
    }),
    fn('seq_release', (system, _inode, file) => seqRelease(system, file)),
    fn('single_open', singleOpen),
    fn('single_open_size', singleOpen),
    fn('single_release', (system, _inode, file) => singleRelease(system, file)),
    fn('single_start', (system, _seq, pos) => (system.memory.i64(pos) === 0 ? 1 : 0), { internal: true }),
    fn(
      'single_next',
      (system, _seq, _v, pos) => {
        system.memory.setI64(pos, system.memory.i64(pos) + 1);
        return 0;
      },
      { internal: true },
    ),
    fn('single_stop', () => 0, { internal: true }),
    fn(
      'proc_seq_open',
      (system, inode, file) => {
        const { memory } = system;
        const result = seqOpen(system, file, memory.i64(memory.i64(file + at('file', 'f_op')) + sizeOf('proc_ops')));
        const seq = memory.i64(file + PRIVATE_DATA);
        if (result === 0) memory.setI64(seq + SEQ.private, memory.i64(inode + at('inode', 'i_private')));
        return result;
      },
      { internal: true },
    ),
    fn('seq_printf', (system, seq, format) => seqPut(system, seq, system.format(format, system.varargs(2))), {
      cost: 100,
    }),
    fn('seq_vprintf', (system, seq, format, va) => seqPut(system, seq, system.format(format, system.vaList(va)))),
    fn('seq_puts', (system, seq, text) => seqPut(system, seq, system.memory.cstring(text))),
    fn('seq_putc', (system, seq, letter) => seqPut(system, seq, Uint8Array.of(letter & 255))),
    fn('seq_write', (system, seq, from, n) => seqPut(system, seq, system.memory.bytes(from, n))),
    fn('seq_put_decimal_ull', (system, seq, delimiter, value) =>
      seqPut(system, seq, decimal(delimiter === 0 ? '' : system.text(delimiter), String(value))),
    ),
    fn('seq_put_decimal_ll', (system, seq, delimiter, value) =>
      seqPut(system, seq, decimal(delimiter === 0 ? '' : system.text(delimiter), String(value))),
    ),
    ...alias(['seq_pad'], (system, seq, letter) => seqPut(system, seq, Uint8Array.of(letter & 255))),
    fn('seq_list_start', (system, head, pos) => {
      let entry = system.memory.i64(head);
      for (let left = pos; entry !== head; entry = system.memory.i64(entry)) if (left-- === 0) return entry;
      return 0;
    }),
    fn('seq_list_next', (system, v, head, ppos) => {
      system.memory.setI64(ppos, system.memory.i64(ppos) + 1);
      const next = system.memory.i64(v);
      return next === head ? 0 : next;
    }),
  ],
};

/** proc_ops that open a seq_file with `show`: proc_create_single and proc_create_seq have no C table, so one is made. */
function createSingle(
  system: ModuleSystem,
  name: number,
  mode: number,
  parent: number,
  show: number,
  data: number,
): number {
  const ops = system.slab.kmalloc(sizeOf('seq_operations'));
  if (ops === 0) return 0;
  system.memory.setI64(ops + OP.start, system.address('single_start'));
  system.memory.setI64(ops + OP.next, system.address('single_next'));
  system.memory.setI64(ops + OP.stop, system.address('single_stop'));
  system.memory.setI64(ops + OP.show, show);
  return createSeq(system, name, mode, parent, ops, data);
}

function createSeq(system: ModuleSystem, name: number, mode: number, parent: number, op: number, data = 0): number {
  const table = system.slab.kmalloc(sizeOf('proc_ops') + 8);
  if (table === 0) return 0;
  const { memory } = system;
  memory.setI64(table + at('proc_ops', 'proc_open'), system.address('proc_seq_open'));
  memory.setI64(table + at('proc_ops', 'proc_read'), system.address('seq_read'));
  memory.setI64(table + at('proc_ops', 'proc_lseek'), system.address('seq_lseek'));
  memory.setI64(table + at('proc_ops', 'proc_release'), system.address('seq_release'));
  memory.setI64(table + sizeOf('proc_ops'), op);
  return create(system, name, mode, parent, table, data);
}
