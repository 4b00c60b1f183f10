/**
 * Keyboard and mouse as events: /dev/input/event0 and event1, and /dev/input/mice with the three bytes of a PS/2 mouse.
 * Follows drivers/input/{evdev,mousedev}.c and include/uapi/linux/input.h.
 */
import { POLLIN, POLLRDNORM } from '../../abi/poll';
import { EAGAIN, EBUSY, EFAULT, EINVAL, ENOTTY, ERESTARTSYS, ESPIPE } from '../../errno';
import { contextOf } from '../../fs/context';
import { createNode } from '../../fs/devtmpfs';
import { makedev } from '../../fs/inode';
import { sysfsOf } from '../../fs/sysfs/index';
import { showCharDevice } from '../../fs/sysfs/system';
import type { File, FileOperations, IoBuffer, Kernel, Sleeping, WaitQueue } from '../../types';
import { INTERRUPTED, S_IFCHR } from '../../types';

const INPUT_MAJOR = 13;
const MICE_MINOR = 63;
const EVENT_MINOR = 64;
const INPUT_GROUP = 104;
/** Events that an open file keeps; the oldest go. */
const MOST = 64;
const EVENT_SIZE = 24;

export const EV_SYN = 0;
const EV_KEY = 1;
const EV_REL = 2;
const EV_REP = 0x14;
const REL_X = 0;
const REL_Y = 1;
const BTN_LEFT = 0x110;
/** Lines of the keyboard controller, as every PC has them. */
const I8042_IRQS = [1, 12];

interface Kind {
  name: string;
  phys: string;
  /** EV_* → codes it can send. */
  codes: Readonly<Record<number, readonly number[]>>;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const KINDS: readonly Kind[] = [
  {
    name: 'AT Translated Set 2 keyboard',
    phys: 'isa0060/serio0/input0',
    codes: { [EV_SYN]: [], [EV_KEY]: range(1, 127), [EV_REP]: [0, 1] },
  },
  {
    name: 'ImExPS/2 Generic Explorer Mouse',
    phys: 'isa0060/serio1/input0',
    codes: { [EV_SYN]: [], [EV_KEY]: range(BTN_LEFT, BTN_LEFT + 2), [EV_REL]: [REL_X, REL_Y, 8] },
  },
];

/** One open file's view of a device: what came and was not read. */
class Client {
  readonly waiting: Uint8Array[] = [];
  readonly changed: WaitQueue;

  constructor(
    kernel: Kernel,
    readonly device: Device,
  ) {
    this.changed = kernel.newWaitQueue('input');
  }

  push(bytes: Uint8Array): void {
    if (this.waiting.length >= MOST) this.waiting.shift();
    this.waiting.push(bytes);
    this.changed.wake();
  }

  take(io: IoBuffer): number {
    let done = 0;
    while (this.waiting.length > 0 && io.remaining >= this.waiting[0].length) {
      const bytes = this.waiting[0];
      if (io.put(bytes, 0, bytes.length) < bytes.length) return done > 0 ? done : -EFAULT;
      this.waiting.shift();
      done += bytes.length;
    }
    return done;
  }
}

class Device {
  readonly clients = new Set<Client>();
  readonly pressed = new Set<number>();
  /** EVIOCGRAB: only this one hears anything. */
  grabbed: Client | null = null;
}

interface Input {
  events: Device[];
  /** Interrupts of each device so far, by CPU: the lines of the i8042 in /proc/interrupts. */
  interrupts: number[][];
  mice: Device;
  /** The mouse since the last report. */
  dx: number;
  dy: number;
  buttons: number;
}

const inputs = new WeakMap<Kernel, Input>();

/** From the outside: a key or a movement of device 0 (keyboard) or 1 (mouse). The sender ends each report with EV_SYN. */
export function inputEvent(kernel: Kernel, index: number, type: number, code: number, value: number): void {
  const input = inputs.get(kernel);
  const device = input?.events[index];
  if (input === undefined || device === undefined) return;
  if (type === EV_KEY) {
    if (value === 0) device.pressed.delete(code);
    else device.pressed.add(code);
  }
  const bytes = new Uint8Array(EVENT_SIZE);
  const view = new DataView(bytes.buffer);
  const [seconds, nanoseconds] = kernel.realtime();
  view.setBigInt64(0, BigInt(seconds), true);
  view.setBigInt64(8, BigInt(Math.floor(nanoseconds / 1000)), true);
  view.setUint16(16, type, true);
  view.setUint16(18, code, true);
  view.setInt32(20, value, true);
  for (const client of device.grabbed === null ? device.clients : [device.grabbed]) client.push(bytes);
  if (type === EV_SYN) interrupted(kernel, input, index);
  if (index === 1) mouse(input, type, code, value);
}

/** A report is one interrupt here; a real keyboard controller makes one for each byte of the scan code. */
function interrupted(kernel: Kernel, input: Input, index: number): void {
  input.interrupts[index][0]++;
  if (!kernel.wants('device')) return;
  const { now, current } = kernel;
  const detail = `IRQ ${I8042_IRQS[index]}`;
  kernel.emit({
    type: 'device',
    at: now,
    cpu: 0,
    pid: current?.pid ?? 0,
    device: 'i8042',
    op: 'interrupt',
    detail,
  });
}

/** The same as a PS/2 mouse would tell it. */
function mouse(input: Input, type: number, code: number, value: number): void {
  if (type === EV_REL && code === REL_X) input.dx += value;
  else if (type === EV_REL && code === REL_Y) input.dy -= value;
  else if (type === EV_KEY) {
    const bit = 1 << (code - BTN_LEFT);
    input.buttons = value === 0 ? input.buttons & ~bit : input.buttons | bit;
  } else if (type === EV_SYN) {
    const clamp = (n: number) => Math.max(-127, Math.min(127, n));
    const [x, y] = [clamp(input.dx), clamp(input.dy)];
    const signs = (x < 0 ? 0x10 : 0) | (y < 0 ? 0x20 : 0);
    for (const client of input.mice.clients)
      client.push(Uint8Array.of(8 | (input.buttons & 7) | signs, x & 255, y & 255));
    input.dx = 0;
    input.dy = 0;
  }
}

const clientOf = (file: File): Client => file.private as Client;

function clientOps(kernel: Kernel, find: (input: Input) => Device, ioctl: FileOperations['ioctl']): FileOperations {
  return {
    stream: true,
    llseek: () => -ESPIPE,
    open(_kernel, _task, file) {
      const input = inputs.get(kernel);
      if (input === undefined) return -EINVAL;
      const client = new Client(kernel, find(input));
      client.device.clients.add(client);
      file.private = client;
      return 0;
    },
    read(_kernel, _task, file, io) {
      const client = clientOf(file);
      if (io.remaining < (client.waiting[0]?.length ?? 3)) return -EINVAL;
      if (client.waiting.length > 0) return client.take(io);
      return file.nonblocking ? -EAGAIN : readLater(client, io);
    },
    poll(file, queues) {
      const client = clientOf(file);
      queues.push(client.changed);
      return client.waiting.length > 0 ? POLLIN | POLLRDNORM : 0;
    },
    release(_kernel, file) {
      const client = file.private as Client | null;
      if (client === null) return;
      client.device.clients.delete(client);
      if (client.device.grabbed === client) client.device.grabbed = null;
    },
    ioctl,
  };
}

function* readLater(client: Client, io: IoBuffer): Sleeping<number> {
  while (client.waiting.length === 0)
    if ((yield* client.changed.sleep('evdev_read')) === INTERRUPTED) return -ERESTARTSYS;
  return client.take(io);
}

const bitmap = (codes: readonly number[], bytes: number): Uint8Array => {
  const map = new Uint8Array(bytes);
  for (const code of codes) if (code >> 3 < bytes) map[code >> 3] |= 1 << (code & 7);
  return map;
};

/** EVIOC…: the length is in the command, as _IOC encodes it. */
function evdevIoctl(kind: Kind): NonNullable<FileOperations['ioctl']> {
  return (kernel, task, file, command, arg) => {
    const number = command & 0xff;
    const size = (command >>> 16) & 0x3fff;
    if (((command >>> 8) & 0xff) !== 0x45) return -ENOTTY;
    const give = (bytes: Uint8Array): number => {
      const part = bytes.subarray(0, size);
      return kernel.copyToUser(task, arg, part) < 0 ? -EFAULT : part.length;
    };
    const text = (words: string) => give(new TextEncoder().encode(`${words}\0`));
    const { device } = clientOf(file);
    if (number === 0x01) return Math.min(0, give(new Uint8Array(Int32Array.of(0x010001).buffer)));
    // bustype i8042, vendor, product, version.
    if (number === 0x02)
      return Math.min(0, give(new Uint8Array(Uint16Array.of(0x11, 1, kind === KINDS[0] ? 1 : 6, 4).buffer)));
    if (number === 0x06) return text(kind.name);
    if (number === 0x07) return text(kind.phys);
    if (number === 0x18) return give(bitmap([...device.pressed], size));
    if (number === 0x20) return give(bitmap(Object.keys(kind.codes).map(Number), size));
    if (number > 0x20 && number < 0x40) return give(bitmap(kind.codes[number - 0x20] ?? [], size));
    if (number === 0x90) {
      if (arg === 0) {
        if (device.grabbed !== clientOf(file)) return -EINVAL;
        device.grabbed = null;
      } else {
        if (device.grabbed !== null) return -EBUSY;
        device.grabbed = clientOf(file);
      }
      return 0;
    }
    return -EINVAL;
  };
}

export function addInputDevices(kernel: Kernel): void {
  const context = contextOf(kernel);
  const { charDevices } = context;
  const interrupts = I8042_IRQS.map((irq) =>
    context.addInterruptLine(irq, `IO-APIC ${String(irq).padStart(3)}-edge`, 'i8042'),
  );
  inputs.set(kernel, {
    events: KINDS.map(() => new Device()),
    interrupts,
    mice: new Device(),
    dx: 0,
    dy: 0,
    buttons: 0,
  });
  const mice = clientOps(kernel, (input) => input.mice, undefined);
  const ops = KINDS.map((kind, i) => clientOps(kernel, (input) => input.events[i], evdevIoctl(kind)));
  charDevices.register(INPUT_MAJOR, 0, 1024, 'input', (minor) =>
    minor === MICE_MINOR ? mice : ops[minor - EVENT_MINOR],
  );
  createNode(kernel, 'input/mice', S_IFCHR | 0o660, makedev(INPUT_MAJOR, MICE_MINOR), INPUT_GROUP);
  showCharDevice(kernel, 'input', 'input/mice', INPUT_MAJOR, MICE_MINOR);
  const tree = sysfsOf(kernel);
  KINDS.forEach((kind, i) => {
    createNode(kernel, `input/event${i}`, S_IFCHR | 0o660, makedev(INPUT_MAJOR, EVENT_MINOR + i), INPUT_GROUP);
    const place = `/devices/platform/i8042/serio${i}/input/input${i}`;
    tree.create(`${place}/name`, { show: () => `${kind.name}\n` });
    tree.create(`${place}/phys`, { show: () => `${kind.phys}\n` });
    tree.create(`${place}/event${i}/dev`, { show: () => `${INPUT_MAJOR}:${EVENT_MINOR + i}\n` });
    tree.link(`${place}/event${i}/device`, place);
    tree.link(`${place}/event${i}/subsystem`, '/class/input');
    tree.link(`/class/input/event${i}`, `${place}/event${i}`);
    tree.link(`/class/input/input${i}`, place);
    tree.link(`/dev/char/${INPUT_MAJOR}:${EVENT_MINOR + i}`, `${place}/event${i}`);
  });
}
