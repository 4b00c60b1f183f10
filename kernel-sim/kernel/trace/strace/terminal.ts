/** ioctl requests and the terminal structures behind them. Follows strace's ioctl.c and term.c (6.1). */
import { hexPointer } from '../siginfo';
import { type CallContext, failed, peek, structText } from './context';

export const REQUESTS: Readonly<Record<number, string>> = {
  21505: 'TCGETS',
  21506: 'TCSETS',
  21507: 'TCSETSW',
  21508: 'TCSETSF',
  21513: 'TCSBRK',
  21514: 'TCXONC',
  21515: 'TCFLSH',
  21518: 'TIOCSCTTY',
  21519: 'TIOCGPGRP',
  21520: 'TIOCSPGRP',
  21521: 'TIOCOUTQ',
  21523: 'TIOCGWINSZ',
  21524: 'TIOCSWINSZ',
  21531: 'FIONREAD',
  21537: 'FIONBIO',
  21538: 'TIOCNOTTY',
  21545: 'TIOCGSID',
  21584: 'FIONCLEX',
  21585: 'FIOCLEX',
};
export const BAUD: Readonly<Record<number, string>> = {
  0: 'B0',
  13: 'B9600',
  14: 'B19200',
  15: 'B38400',
  4097: 'B57600',
  4098: 'B115200',
};

export function ioctlRequest(value: number): string {
  return REQUESTS[value >>> 0] ?? `0x${(value >>> 0).toString(16)}`;
}

/** `{B38400 opost isig icanon echo ...}`. */
function termios(context: CallContext, address: number): string {
  return structText(context, address, 36, (struct) => {
    const [oflag, cflag, lflag] = [struct.u32(4), struct.u32(8), struct.u32(12)];
    const on = (flag: number, bit: number, name: string) => `${flag & bit ? '' : '-'}${name}`;
    const words = [on(oflag, 1, 'opost'), on(lflag, 1, 'isig'), on(lflag, 2, 'icanon'), on(lflag, 8, 'echo')];
    return `{${BAUD[cflag & 0x100f] ?? `B${cflag & 0x100f}`} ${words.join(' ')} ...}`;
  });
}

function intPointer(context: CallContext, address: number): string {
  return structText(context, address, 4, (struct) => `[${struct.i32(0)}]`);
}

/** The third argument, by request. */
export function ioctlArgument(context: CallContext, request: number, address: number): string {
  const name = REQUESTS[request >>> 0] ?? '';
  const reads = ['TCGETS', 'TIOCGWINSZ', 'TIOCGPGRP', 'FIONREAD', 'TIOCOUTQ', 'TIOCGSID'].includes(name);
  if (reads && failed(context)) return hexPointer(address);
  if (name.startsWith('TCGETS') || name.startsWith('TCSETS')) return termios(context, address);
  if (name === 'TIOCGWINSZ' || name === 'TIOCSWINSZ') return windowSize(context, address);
  if (['TIOCGPGRP', 'TIOCSPGRP', 'FIONREAD', 'FIONBIO', 'TIOCOUTQ', 'TIOCGSID'].includes(name))
    return intPointer(context, address);
  if (['TCSBRK', 'TCXONC', 'TCFLSH', 'TIOCSCTTY'].includes(name)) return String(address);
  return hexPointer(address).replace('NULL', '0');
}

function windowSize(context: CallContext, address: number): string {
  const bytes = peek(context, address, 8);
  if (!bytes) return hexPointer(address);
  const view = new DataView(bytes.buffer);
  const [row, col, x, y] = [0, 2, 4, 6].map((at) => view.getUint16(at, true));
  return `{ws_row=${row}, ws_col=${col}, ws_xpixel=${x}, ws_ypixel=${y}}`;
}
