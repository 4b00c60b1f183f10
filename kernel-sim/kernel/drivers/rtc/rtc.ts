/** /dev/rtc0: the clock that goes on when the machine is off. Follows drivers/rtc/dev.c. Departs from it: it is read only, and has no alarms. */
import { EINVAL, ENOTTY } from '../../errno';
import { contextOf } from '../../fs/context';
import { createNode } from '../../fs/devtmpfs';
import { makedev } from '../../fs/inode';
import { sysfsOf } from '../../fs/sysfs/index';
import { showCharDevice } from '../../fs/sysfs/system';
import type { FileOperations, Kernel } from '../../types';
import { S_IFCHR } from '../../types';

const RTC_MAJOR = 252;
const RTC_RD_TIME = 0x80247009;
const DAY = 86400;

/** struct rtc_time: seconds, minutes, hours, day, month from 0, years since 1900, week day, day of the year, DST. */
export function brokenDown(seconds: number): number[] {
  const days = Math.floor(seconds / DAY);
  const rest = seconds - days * DAY;
  const leap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  let year = 1970;
  let left = days;
  while (left >= (leap(year) ? 366 : 365)) left -= leap(year++) ? 366 : 365;
  const yearDay = left;
  const lengths = [31, leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  let month = 0;
  while (left >= lengths[month]) left -= lengths[month++];
  const clock = [rest % 60, Math.floor(rest / 60) % 60, Math.floor(rest / 3600)];
  return [...clock, left + 1, month, year - 1900, (days + 4) % 7, yearDay, 0];
}

const rtcOps: FileOperations = {
  ioctl(kernel, task, _file, command, arg) {
    if (command >>> 0 !== RTC_RD_TIME) return ((command >>> 8) & 0xff) === 0x70 ? -EINVAL : -ENOTTY;
    return kernel.copyToUser(task, arg, new Uint8Array(Int32Array.from(brokenDown(kernel.realtime()[0])).buffer));
  },
};

export function addClock(kernel: Kernel): void {
  contextOf(kernel).charDevices.register(RTC_MAJOR, 0, 1, 'rtc', rtcOps);
  createNode(kernel, 'rtc0', S_IFCHR | 0o600, makedev(RTC_MAJOR, 0));
  const parent = '/devices/pnp0/00:04';
  showCharDevice(kernel, 'rtc', 'rtc0', RTC_MAJOR, 0, parent);
  const two = (n: number) => String(n).padStart(2, '0');
  const now = () => brokenDown(kernel.realtime()[0]);
  const tree = sysfsOf(kernel);
  const place = `${parent}/rtc/rtc0`;
  tree.create(`${place}/name`, { show: () => 'rtc_cmos 00:04\n' });
  tree.create(`${place}/since_epoch`, { show: () => `${kernel.realtime()[0]}\n` });
  tree.create(`${place}/time`, { show: () => `${now().slice(0, 3).reverse().map(two).join(':')}\n` });
  tree.create(`${place}/date`, { show: () => `${now()[5] + 1900}-${two(now()[4] + 1)}-${two(now()[3])}\n` });
}
