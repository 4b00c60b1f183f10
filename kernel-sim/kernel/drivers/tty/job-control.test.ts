/**
 * Who may use a terminal: sessions, foreground and background, hang-up, window size.
 */
import { describe, expect, test } from 'vitest';
import { O_NOCTTY, O_RDWR } from '../../abi/fcntl';
import { SIGCONT, SIGHUP, SIGINT, SIGTTIN, SIGTTOU, SIGWINCH } from '../../abi/signal';
import { EIO, ENOTTY, ENXIO, EPERM, ERESTARTSYS } from '../../errno';
import { TCSETS, TIOCGPGRP, TIOCGSID, TIOCGWINSZ, TIOCNOTTY, TIOCSCTTY, TIOCSPGRP } from '../../fs/ioctls';
import { FakeKernel, Sleeper } from '../../fs/testing/fake-kernel';
import type { Task } from '../../types';
import { ECHO, ICANON, TOSTOP } from './termios';
import type { TtyStruct } from './tty';

/** A session leader on tty1 with a job in its foreground and one in the background. */
function session() {
  const k = new FakeKernel();
  const shell = k.task(10, undefined, k.init);
  const fd = k.call(shell, 'open', '/dev/tty1', O_RDWR, 0);
  const job = (pid: number): Task => {
    const task = k.task(pid, undefined, shell);
    Object.assign(task, { pgid: pid, sid: shell.sid, tty: shell.tty, files: shell.files.clone() });
    return task;
  };
  const [front, back] = [job(20), job(30)];
  const tty = shell.tty as TtyStruct;
  tty.foreground = front.pgid;
  const at = k.room(64);
  return { k, shell, front, back, tty, fd, at };
}

test('the first terminal that a session leader opens becomes its own; O_NOCTTY and /dev/console do not', () => {
  const k = new FakeKernel();
  k.call(k.init, 'open', '/dev/console', O_RDWR, 0);
  expect(k.init.tty).toBe(null);
  k.call(k.init, 'open', '/dev/tty1', O_RDWR | O_NOCTTY, 0);
  expect(k.init.tty).toBe(null);
  expect(k.call(k.init, 'open', '/dev/tty', O_RDWR, 0)).toBe(-ENXIO);
  k.call(k.init, 'open', '/dev/tty1', O_RDWR, 0);
  expect(k.init.tty?.name).toBe('tty1');
  expect([k.init.tty?.session, k.init.tty?.foreground]).toEqual([1, 1]);
  expect(k.call(k.init, 'open', '/dev/tty', O_RDWR, 0)).toBeGreaterThan(0);
});

describe('background', () => {
  test('a read gives the group SIGTTIN and is to be restarted', () => {
    const { k, back, fd, at } = session();
    expect(k.call(back, 'read', fd, at, 10)).toBe(-ERESTARTSYS);
    expect(k.signals).toEqual([[30, SIGTTIN]]);
  });

  test('a read with SIGTTIN ignored, or in an orphaned group, fails with EIO', () => {
    const { k, back, shell, fd, at } = session();
    Object.assign(back, { sighand: { get: () => ({ handler: 1 }) } });
    expect(k.call(back, 'read', fd, at, 10)).toBe(-EIO);
    Object.assign(back, { sighand: undefined, parent: k.init });
    expect(k.call(back, 'read', fd, at, 10)).toBe(-EIO);
    expect(k.signals).toEqual([]);
    expect(shell.tty).not.toBe(null);
  });

  test('a write is free unless TOSTOP is set', () => {
    const { k, back, tty, fd } = session();
    expect(k.write(back, fd, 'x')).toBe(1);
    tty.termios.lflag |= TOSTOP;
    expect(k.write(back, fd, 'x')).toBe(-ERESTARTSYS);
    expect(k.signals).toEqual([[30, SIGTTOU]]);
  });

  test('changing settings needs the foreground', () => {
    const { k, back, front, fd, at } = session();
    expect(k.call(back, 'ioctl', fd, TCSETS, at)).toBe(-ERESTARTSYS);
    expect(k.call(front, 'ioctl', fd, TCSETS, at)).toBe(0);
  });

  test('/dev/console never stops a reader', () => {
    const { k, back, at } = session();
    const console = k.call(back, 'open', '/dev/console', O_RDWR, 0);
    expect(k.start(back, 'read', console, at, 10)).toBeInstanceOf(Sleeper);
  });
});

describe('signals', () => {
  test('^C goes to the foreground group alone', () => {
    const { k } = session();
    k.fs.consoleInput(Uint8Array.of(3));
    expect(k.signals).toEqual([[20, SIGINT]]);
    expect(k.screen()).toBe('^C');
  });

  test('a new size sends SIGWINCH, the same size does not', () => {
    const { k, shell, fd, at } = session();
    k.fs.consoleResize(40, 100);
    k.fs.consoleResize(40, 100);
    expect(k.signals).toEqual([[20, SIGWINCH]]);
    expect(k.call(shell, 'ioctl', fd, TIOCGWINSZ, at)).toBe(0);
    expect([...new Uint16Array(k.user.buffer.slice(at, at + 8))]).toEqual([40, 100, 0, 0]);
  });
});

describe('ioctls', () => {
  test('foreground group and session are told and set', () => {
    const { k, shell, back, front, tty, fd, at } = session();
    k.call(front, 'ioctl', fd, TIOCGPGRP, at);
    expect(k.view(at, 4).getInt32(0, true)).toBe(20);
    k.call(front, 'ioctl', fd, TIOCGSID, at);
    expect(k.view(at, 4).getInt32(0, true)).toBe(10);
    k.view(at, 4).setInt32(0, back.pgid, true);
    expect(k.call(front, 'ioctl', fd, TIOCSPGRP, at)).toBe(0);
    expect(tty.foreground).toBe(30);
    k.view(at, 4).setInt32(0, 1, true);
    expect(k.call(back, 'ioctl', fd, TIOCSPGRP, at)).toBe(-EPERM);
    expect(k.call(shell, 'ioctl', fd, TIOCSPGRP, at)).toBe(-ENOTTY); // a shell whose group is orphaned must ignore SIGTTOU to do this
    expect(k.call(k.init, 'ioctl', k.call(k.init, 'open', '/dev/tty1', O_RDWR | O_NOCTTY), TIOCGPGRP, at)).toBe(
      -ENOTTY,
    );
  });

  test("another session's terminal can be taken only by force", () => {
    const { k, shell } = session();
    const other = k.task(50);
    const fd = k.call(other, 'open', '/dev/tty1', O_RDWR, 0);
    expect(other.tty).toBe(null);
    expect(k.call(other, 'ioctl', fd, TIOCSCTTY, 0)).toBe(-EPERM);
    expect(k.call(other, 'ioctl', fd, TIOCSCTTY, 1)).toBe(0);
    expect([other.tty?.session, shell.tty]).toEqual([50, null]);
  });

  test('TIOCNOTTY of the leader takes the terminal from all and wakes the foreground with SIGHUP and SIGCONT', () => {
    const { k, shell, front, back, fd } = session();
    expect(k.call(shell, 'ioctl', fd, TIOCNOTTY, 0)).toBe(0);
    expect([shell.tty, front.tty, back.tty]).toEqual([null, null, null]);
    expect(k.signals).toEqual([
      [20, SIGHUP],
      [20, SIGCONT],
    ]);
  });
});

describe('waiting', () => {
  test('a blocked read returns when a line is there, or when a signal comes', () => {
    const { k, front, fd, at } = session();
    const reader = k.start(front, 'read', fd, at, 10) as Sleeper<number>;
    expect(reader.asleep?.what).toBe('wait_woken');
    k.fs.consoleInput(Uint8Array.of(0x61));
    expect(reader.wake().result).toBe(undefined);
    k.fs.consoleInput(Uint8Array.of(0x0d));
    expect(reader.wake().result).toBe(2);
    const other = k.start(front, 'read', fd, at, 10) as Sleeper<number>;
    expect(other.wake(1).result).toBe(-ERESTARTSYS);
  });

  test('VMIN and VTIME: a byte within the time, else nothing', () => {
    const { k, front, tty, fd, at } = session();
    tty.termios.lflag &= ~(ICANON | ECHO);
    tty.termios.cc[6] = 0;
    tty.termios.cc[5] = 3;
    const reader = k.start(front, 'read', fd, at, 10) as Sleeper<number>;
    expect(reader.asleep?.until).toBe(30_000_000);
    expect(reader.wake(2).result).toBe(0);
    tty.termios.cc[6] = 2;
    k.fs.consoleInput(Uint8Array.of(0x61));
    const two = k.start(front, 'read', fd, at, 10) as Sleeper<number>;
    expect(two.asleep?.until).toBe(30_000_000);
    expect(two.wake(2).result).toBe(1);
  });

  test('hang-up ends a read and makes writes fail', async () => {
    const { hangup } = await import('./job-control');
    const { k, front, tty, fd, at } = session();
    const reader = k.start(front, 'read', fd, at, 10) as Sleeper<number>;
    hangup(tty);
    expect(reader.wake().result).toBe(0);
    expect(k.write(front, fd, 'x')).toBe(-EIO);
    expect(k.signals).toContainEqual([10, SIGHUP]);
  });
});
