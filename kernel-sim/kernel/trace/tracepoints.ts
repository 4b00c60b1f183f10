/**
 * Tracepoints: events of the kernel with fields of a fixed layout. Follows include/trace/events/*.h of Linux 6.1 and
 * kernel/trace/trace_syscalls.c. An event becomes bytes only when somebody listens: `if (kernel.tracepoints.byName…active)`.
 */
import { utf8Decode, utf8Encode } from '../fs/text';
import { SYSCALL_NAMES } from '../syscalls/names';
import type { Cred } from '../types';
import { EVENTS, type EventDefinition, type EventField, type EventName, syscallFields } from './events-table';

const FIRST_SYSCALL_ID = 400;
const FIRST_DYNAMIC_ID = 2000;

/** type, flags, preempt_count, pid: in front of every record. */
export const COMMON_BYTES = 8;

export interface PlacedField extends EventField {
  offset: number;
}

export type FieldValue = number | bigint | string;

/** Gets the record and, for raw tracepoints, the arguments of the trace call. */
export type TraceListener = (tracepoint: Tracepoint, record: Uint8Array, raw: readonly FieldValue[]) => void;

export class Tracepoint {
  active = false;
  hits = 0;
  readonly fields: readonly PlacedField[];
  readonly bytes: number;
  private listeners: readonly TraceListener[] = [];

  constructor(
    readonly system: string,
    readonly name: string,
    readonly id: number,
    definition: EventDefinition,
    readonly print: string,
    /** Text of a record after `name: `. */
    readonly format: (values: ReadonlyMap<string, bigint | string>) => string,
    private readonly pid: () => number,
  ) {
    let at = COMMON_BYTES;
    const fields: PlacedField[] = [];
    for (const field of definition) {
      at = Math.ceil(at / (field.align ?? field.size)) * (field.align ?? field.size);
      fields.push({ ...field, offset: at });
      at += field.size;
    }
    this.fields = fields;
    this.bytes = Math.ceil(at / 4) * 4;
  }

  add(listener: TraceListener): () => void {
    this.listeners = [...this.listeners, listener];
    this.active = true;
    return () => {
      this.listeners = this.listeners.filter((other) => other !== listener);
      this.active = this.listeners.length > 0;
    };
  }

  /** Tells the listeners. Values in the order of the fields; `raw`: arguments of the trace call where they differ. */
  emit(values: readonly (FieldValue | Uint8Array)[], raw: readonly FieldValue[] = values as FieldValue[]): void {
    this.hits++;
    const record = this.record(values);
    for (const listener of this.listeners) listener(this, record, raw);
  }

  private record(values: readonly (FieldValue | Uint8Array)[]): Uint8Array {
    const dynamic: [PlacedField, Uint8Array][] = [];
    this.fields.forEach((field, index) => {
      const value = values[index];
      if (field.dynamic) dynamic.push([field, utf8Encode(`${value}\0`)]);
    });
    const extra = dynamic.reduce((sum, [, text]) => sum + text.length, 0);
    const bytes = new Uint8Array(Math.ceil((this.bytes + extra) / 4) * 4);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, this.id, true);
    view.setInt32(4, this.pid(), true);
    let tail = this.bytes;
    this.fields.forEach((field, index) => {
      const value = values[index] ?? 0;
      if (field.dynamic) {
        const text = dynamic.find(([other]) => other === field)![1];
        // __data_loc: length above, offset below.
        view.setUint32(field.offset, (text.length << 16) | tail, true);
        bytes.set(text, tail);
        tail += text.length;
      } else if (typeof value === 'string') {
        bytes.set(utf8Encode(value).subarray(0, field.size - 1), field.offset);
      } else if (typeof value === 'object') bytes.set(value.subarray(0, field.size), field.offset);
      else putNumber(view, field.offset, field.size, value);
    });
    return bytes;
  }

  /** Fields of a record, for printing. */
  read(record: Uint8Array): Map<string, bigint | string> {
    const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
    const values = new Map<string, bigint | string>();
    for (const field of this.fields) values.set(field.name, readField(view, record, field));
    return values;
  }

  /** /sys/kernel/tracing/events/SYSTEM/NAME/format. */
  formatText(): string {
    const line = (type: string, name: string, offset: number, size: number, signed: boolean) =>
      `\tfield:${declare(type, name)};\toffset:${offset};\tsize:${size};\tsigned:${signed ? 1 : 0};\n`;
    const common =
      line('unsigned short', 'common_type', 0, 2, false) +
      line('unsigned char', 'common_flags', 2, 1, false) +
      line('unsigned char', 'common_preempt_count', 3, 1, false) +
      line('int', 'common_pid', 4, 4, true);
    const own = this.fields.map((field) =>
      line(field.type, field.name, field.offset, field.size, field.signed ?? false),
    );
    return `name: ${this.name}\nID: ${this.id}\nformat:\n${common}\n${own.join('')}\nprint fmt: ${this.print}\n`;
  }
}

/** `char comm[16]` has its bracket behind the name. */
function declare(type: string, name: string): string {
  const array = /^(.*)(\[\d*\])$/.exec(type);
  if (type.startsWith('__data_loc')) return `${type} ${name}`;
  return array ? `${array[1]} ${name}${array[2]}` : `${type} ${name}`;
}

function putNumber(view: DataView, at: number, size: number, value: number | bigint): void {
  if (size === 8) view.setBigInt64(at, BigInt.asIntN(64, BigInt(value)), true);
  else if (size === 4) view.setInt32(at, Number(BigInt.asIntN(32, BigInt(value))), true);
  else if (size === 2) view.setInt16(at, Number(value), true);
  else view.setInt8(at, Number(value));
}

function readField(view: DataView, record: Uint8Array, field: PlacedField): bigint | string {
  if (field.dynamic) {
    const where = view.getUint32(field.offset, true);
    return text(record, where & 0xffff, where >>> 16);
  }
  if (/\[\d+\]$/.test(field.type)) return text(record, field.offset, field.size);
  const { offset, signed } = field;
  if (field.size === 8) return signed ? view.getBigInt64(offset, true) : view.getBigUint64(offset, true);
  if (field.size === 4) return BigInt(signed ? view.getInt32(offset, true) : view.getUint32(offset, true));
  if (field.size === 2) return BigInt(signed ? view.getInt16(offset, true) : view.getUint16(offset, true));
  return BigInt(signed ? view.getInt8(offset) : view.getUint8(offset));
}

function text(record: Uint8Array, offset: number, size: number): string {
  const bytes = record.subarray(offset, offset + size);
  const end = bytes.indexOf(0);
  return utf8Decode(end < 0 ? bytes : bytes.subarray(0, end));
}

export class Tracepoints {
  /** By `system:name` or, where that is enough, by name. */
  readonly events: Readonly<Record<EventName, Tracepoint>>;
  /** Index = number of a system call somebody listens to. Empty while nobody does. */
  readonly enter: (Tracepoint | undefined)[] = [];
  readonly exit: (Tracepoint | undefined)[] = [];
  /** Task that is still current for listeners while the scheduler has already chosen another; undefined: the kernel's own current. */
  subject: { pid: number; tgid: number; comm: string; cred: Cred } | null | undefined = undefined;

  /** Somebody listens to context switches. */
  get switches(): boolean {
    return this.events.sched_switch.active;
  }
  /** Somebody listens to a system call, or to all of them. */
  callsWatched = false;
  private readonly all = new Map<string, Tracepoint>();
  private readonly byId = new Map<number, Tracepoint>();
  /** First id, as on a Debian kernel: below are other things. */
  private nextId = 21;
  private complete = false;

  constructor(private readonly pid: () => number) {
    const events = EVENTS.map(({ system, name, fields, print, format }) => [
      name,
      this.make(system, name, fields, print, format),
    ]);
    this.events = Object.fromEntries(events) as Record<EventName, Tracepoint>;
    this.nextId = FIRST_DYNAMIC_ID;
  }

  /** Two events for each system call, made when somebody asks for them first. */
  private makeSyscalls(): void {
    if (this.complete) return;
    this.complete = true;
    for (const [nr, name] of [...SYSCALL_NAMES].sort((a, b) => a[0] - b[0])) {
      const { fields, print, format } = syscallFields(name);
      this.make('syscalls', `sys_enter_${name}`, fields, print, format, FIRST_SYSCALL_ID + 2 * nr + 1);
      this.make(
        'syscalls',
        `sys_exit_${name}`,
        EXIT_FIELDS,
        '"0x%lx", REC->ret',
        (values) => `0x${BigInt.asUintN(64, values.get('ret') as bigint).toString(16)}`,
        FIRST_SYSCALL_ID + 2 * nr,
      );
    }
  }

  private make(
    system: string,
    name: string,
    fields: EventDefinition,
    print: string,
    format: (values: ReadonlyMap<string, bigint | string>) => string,
    id = this.nextId++,
  ): Tracepoint {
    const tracepoint = new Tracepoint(system, name, id, fields, print, format, this.pid);
    this.all.set(`${system}/${name}`, tracepoint);
    this.byId.set(tracepoint.id, tracepoint);
    return tracepoint;
  }

  find(system: string, name: string): Tracepoint | undefined {
    if (system === 'syscalls') this.makeSyscalls();
    return this.all.get(`${system}/${name}`);
  }
  /** A raw tracepoint is named without its system. */
  raw(name: string): Tracepoint | undefined {
    return (this.events as Readonly<Record<string, Tracepoint | undefined>>)[name];
  }
  withId(id: number): Tracepoint | undefined {
    this.makeSyscalls();
    return this.byId.get(id);
  }
  list(): IterableIterator<Tracepoint> {
    this.makeSyscalls();
    return this.all.values();
  }

  /** A dynamic event (kprobe_events) gets an id of its own. */
  addDynamic(
    system: string,
    name: string,
    fields: EventDefinition,
    print: string,
    format: (values: ReadonlyMap<string, bigint | string>) => string,
  ): Tracepoint {
    return this.make(system, name, fields, print, format);
  }
  removeDynamic(tracepoint: Tracepoint): void {
    this.all.delete(`${tracepoint.system}/${tracepoint.name}`);
    this.byId.delete(tracepoint.id);
  }

  /** Listens; keeps the tables of system calls in step. What is answered stops it. */
  listen(tracepoint: Tracepoint, listener: TraceListener): () => void {
    const stop = tracepoint.add(listener);
    this.update(tracepoint);
    return () => {
      stop();
      this.update(tracepoint);
    };
  }

  private update(tracepoint: Tracepoint): void {
    const match = /^sys_(enter|exit)_(.+)$/.exec(tracepoint.name);
    if (tracepoint.system === 'syscalls' && match) {
      const nr = [...SYSCALL_NAMES].find(([, name]) => name === match[2])![0];
      (match[1] === 'enter' ? this.enter : this.exit)[nr] = tracepoint.active ? tracepoint : undefined;
    }
    const { sys_enter, sys_exit } = this.events;
    const one = (call: Tracepoint | undefined) => call !== undefined;
    this.callsWatched = sys_enter.active || sys_exit.active || this.enter.some(one) || this.exit.some(one);
  }
}

const EXIT_FIELDS: EventDefinition = [
  { type: 'int', name: '__syscall_nr', size: 4, signed: true },
  { type: 'long', name: 'ret', size: 8, align: 8, signed: true },
];
