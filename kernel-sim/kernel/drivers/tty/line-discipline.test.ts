/**
 * What a terminal shows and what its readers get, for bytes typed and written: line-discipline.cases.json was recorded on a
 * pseudo-terminal of a real Linux (same N_TTY). `in`: typed, gives what the screen gets; `write`: likewise; `read` of up to
 * `arg` bytes, non-blocking, gives the text or a negative errno; `lflag` sets it.
 */
import { describe, expect, test } from 'vitest';
import { O_NONBLOCK, O_RDWR } from '../../abi/fcntl';
import { FIONREAD, TCGETS, TCSETS } from '../../fs/ioctls';
import { FakeKernel } from '../../fs/testing/fake-kernel';
import cases from './line-discipline.cases.json';
import { ECHO, ECHOCTL, ECHOE, ECHOK, ECHOKE, ICANON, ICRNL, IEXTEN, ISIG, IXON, ONLCR, OPOST } from './termios';

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const TERMIOS_BYTES = 36;
const STANDARD_LFLAG = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;

class Terminal {
  readonly kernel = new FakeKernel();
  readonly fd = this.kernel.call(this.kernel.init, 'open', '/dev/console', O_RDWR | O_NONBLOCK, 0);
  private readonly room = this.kernel.room(8192);

  set(change: (termios: DataView) => void): void {
    const { kernel, fd, room } = this;
    kernel.call(kernel.init, 'ioctl', fd, TCGETS, room);
    change(kernel.view(room, TERMIOS_BYTES));
    kernel.call(kernel.init, 'ioctl', fd, TCSETS, room);
  }

  step(verb: string, arg: string | number | undefined): string | number {
    const { kernel, fd, room } = this;
    if (verb === 'in') kernel.fs.consoleInput(latin1(String(arg)));
    else if (verb === 'write') {
      const bytes = latin1(String(arg));
      kernel.user.set(bytes, room);
      kernel.call(kernel.init, 'write', fd, room, bytes.length);
    } else if (verb === 'read') {
      const n = kernel.call(kernel.init, 'read', fd, room, Number(arg));
      return n < 0 ? n : String.fromCharCode(...kernel.user.subarray(room, room + n));
    } else if (verb === 'fionread') {
      kernel.call(kernel.init, 'ioctl', fd, FIONREAD, room);
      return kernel.view(room, 4).getInt32(0, true);
    } else this.set((termios) => termios.setUint32(12, Number(arg), true));
    return String.fromCharCode(...kernel.output.splice(0));
  }
}

describe('as on a real terminal', () => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', (_name, each) => {
    const terminal = new Terminal();
    const {
      iflag = ICRNL | IXON,
      oflag = OPOST | ONLCR,
      lflag = STANDARD_LFLAG,
      cc = {},
    } = each as Partial<Record<'iflag' | 'oflag' | 'lflag', number>> & { cc?: Record<string, number> };
    terminal.set((termios) => {
      termios.setUint32(0, iflag, true);
      termios.setUint32(4, oflag, true);
      termios.setUint32(12, lflag, true);
      for (const [index, value] of Object.entries(cc)) termios.setUint8(17 + Number(index), value);
    });
    const steps = each.steps as { do: string; arg?: string | number; gives: string | number }[];
    const got = steps.map((step) => ({ ...step, gives: terminal.step(step.do, step.arg) }));
    expect(got).toEqual(steps);
  });
});

describe('a full buffer', () => {
  test('a line keeps 4095 bytes and its newline; what comes after takes the place of the last byte', () => {
    const terminal = new Terminal();
    terminal.step('in', `${'x'.repeat(4095)}yz\r`);
    expect(terminal.step('read', 8000)).toBe(`${'x'.repeat(4095)}\n`);
  });

  test('finished lines make the rest wait at the device until they are read', () => {
    const terminal = new Terminal();
    terminal.step('in', `${'a'.repeat(3000)}\r${'b'.repeat(3000)}\r`);
    expect(terminal.step('fionread', undefined)).toBe(3001);
    expect(terminal.step('read', 8000)).toBe(`${'a'.repeat(3000)}\n`);
    expect(terminal.step('read', 8000)).toBe(`${'b'.repeat(3000)}\n`);
  });
});
