/**
 * The clock that a battery keeps going: MC146818 (Motorola data sheet), ports 0x70 (index) and 0x71 (data), IRQ 8.
 * Registers 0–9 are time and alarm, in BCD unless B.DM, 0x32 the century; A the rate and UIP; B what interrupts; C which did (reading it
 * clears it and lowers the line); D that the battery is good. 0x0e–0x7f are memory that stays.
 * Time is the run's virtual time on top of the second it began with. Not modelled: daylight saving, a divider that is stopped.
 */
import { INSTRUCTIONS_PER_SECOND } from '../types';
import type { Device, DeviceHost } from './device';

const IRQ = 8;
const A = 10;
const B = 11;
const C = 12;
const D = 13;
const CENTURY = 0x32;
const UIP = 0x80;
const FLAG = { IRQF: 0x80, PERIODIC: 0x40, ALARM: 0x20, UPDATE: 0x10 } as const;
const MODE = { SET: 0x80, BINARY: 0x04, HOURS_24: 0x02 } as const;
const SECONDS_A_DAY = 86_400;
/** UIP is up this long before the second changes (244 µs). */
const WARNING = Math.round((244 * INSTRUCTIONS_PER_SECOND) / 1_000_000);
/** Seconds from 1970 to 2000-03-01, from which leap years are easy to count. */
const MARCH_2000 = 951_868_800;
const DAYS_400_YEARS = 146_097;

export interface ClockTime {
  second: number;
  minute: number;
  hour: number;
  /** 1 = Sunday. */
  weekday: number;
  day: number;
  month: number;
  year: number;
}

/** Seconds since 1970 as a date of the Gregorian calendar, UTC. */
export function dateOf(seconds: number): ClockTime {
  const inDay = ((seconds % SECONDS_A_DAY) + SECONDS_A_DAY) % SECONDS_A_DAY;
  const days = Math.floor((seconds - MARCH_2000) / SECONDS_A_DAY);
  const era = Math.floor(days / DAYS_400_YEARS);
  const d = days - era * DAYS_400_YEARS;
  const year = Math.floor((d - Math.floor(d / 1460) + Math.floor(d / 36_524) - Math.floor(d / 146_096)) / 365);
  const yearDay = d - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const m = Math.floor((5 * yearDay + 2) / 153);
  const month = m < 10 ? m + 3 : m - 9;
  return {
    second: inDay % 60,
    minute: Math.floor(inDay / 60) % 60,
    hour: Math.floor(inDay / 3600),
    // 2000-03-01 was a Wednesday.
    weekday: ((((days + 3) % 7) + 7) % 7) + 1,
    day: yearDay - Math.floor((153 * m + 2) / 5) + 1,
    month,
    year: 2000 + era * 400 + year + (month <= 2 ? 1 : 0),
  };
}

/** The inverse of `dateOf`. */
export function secondsOf({ second, minute, hour, day, month, year }: Omit<ClockTime, 'weekday'>): number {
  const y = month <= 2 ? year - 2001 : year - 2000;
  const era = Math.floor(y / 400);
  const inEra = y - era * 400;
  const m = month > 2 ? month - 3 : month + 9;
  const yearDay = Math.floor((153 * m + 2) / 5) + day - 1;
  const days = era * DAYS_400_YEARS + inEra * 365 + Math.floor(inEra / 4) - Math.floor(inEra / 100) + yearDay;
  return MARCH_2000 + days * SECONDS_A_DAY + hour * 3600 + minute * 60 + second;
}

export class Rtc implements Device {
  readonly name = 'rtc';
  readonly ports = [[0x70, 0x71]] as const;
  private index = 0;
  private readonly memory = new Uint8Array(128);
  private flags = 0;
  /** Time of the clock minus virtual time, in seconds. */
  private offset: number;
  /** Time that stands still while B.SET is on. */
  private frozen: ClockTime | null = null;
  private periodicNext = Number.POSITIVE_INFINITY;
  private secondNext = INSTRUCTIONS_PER_SECOND;

  constructor(
    private readonly host: DeviceHost,
    start: number,
  ) {
    this.offset = start;
    this.memory[A] = 0x26;
    this.memory[B] = MODE.HOURS_24;
  }

  private get seconds(): number {
    return this.offset + Math.floor(this.host.now() / INSTRUCTIONS_PER_SECOND);
  }
  private get time(): ClockTime {
    return this.frozen ?? dateOf(this.seconds);
  }

  // ---------------------------------------------------------------- registers

  private encode(value: number): number {
    return this.memory[B] & MODE.BINARY ? value : Math.floor(value / 10) * 16 + (value % 10);
  }
  private decode(value: number): number {
    return this.memory[B] & MODE.BINARY ? value : (value >> 4) * 10 + (value & 15);
  }
  private encodeHour(hour: number): number {
    if (this.memory[B] & MODE.HOURS_24) return this.encode(hour);
    return this.encode(hour % 12 || 12) | (hour >= 12 ? 0x80 : 0);
  }
  private decodeHour(value: number): number {
    if (this.memory[B] & MODE.HOURS_24) return this.decode(value);
    return (this.decode(value & 0x7f) % 12) + (value & 0x80 ? 12 : 0);
  }

  private timeRegister(n: number): number | undefined {
    const t = this.time;
    const fields: Record<number, number> = {
      0: t.second,
      2: t.minute,
      6: t.weekday,
      7: t.day,
      8: t.month,
      9: t.year % 100,
      [CENTURY]: Math.floor(t.year / 100),
    };
    if (n === 4) return this.encodeHour(t.hour);
    return fields[n] === undefined ? undefined : this.encode(fields[n]);
  }

  read(port: number): number {
    if (port === 0x70) return 0xff;
    this.catchUp();
    const n = this.index;
    if (n === A) return this.memory[A] | (this.updating ? UIP : 0);
    if (n === C) {
      const flags = this.flags;
      this.flags = 0;
      this.host.line(IRQ, false);
      return flags;
    }
    if (n === D) return 0x80;
    return this.timeRegister(n) ?? this.memory[n];
  }

  private get updating(): boolean {
    if (this.frozen) return false;
    const into = this.host.now() % INSTRUCTIONS_PER_SECOND;
    return into >= INSTRUCTIONS_PER_SECOND - WARNING;
  }

  write(port: number, _size: number, value: number): void {
    if (port === 0x70) {
      this.index = value & 0x7f;
      return;
    }
    this.catchUp();
    const n = this.index;
    if (n === A) {
      this.memory[A] = value & 0x7f;
      this.schedulePeriodic();
    } else if (n === B) this.writeMode(value & 0xff);
    else if (n === C || n === D) return;
    else if (this.timeRegister(n) !== undefined) this.setTime(n, value & 0xff);
    else this.memory[n] = value;
  }

  private writeMode(value: number): void {
    if (value & MODE.SET && !this.frozen) this.frozen = dateOf(this.seconds);
    else if (!(value & MODE.SET) && this.frozen) {
      this.offset += secondsOf(this.frozen) - this.seconds;
      this.frozen = null;
    }
    this.memory[B] = value;
    this.schedulePeriodic();
    this.update(0);
  }

  private setTime(n: number, value: number): void {
    const t = { ...this.time };
    const v = this.decode(value);
    if (n === 0) t.second = v;
    else if (n === 2) t.minute = v;
    else if (n === 4) t.hour = this.decodeHour(value);
    else if (n === 6) t.weekday = v;
    else if (n === 7) t.day = v;
    else if (n === 8) t.month = v;
    else if (n === 9) t.year = Math.floor(t.year / 100) * 100 + v;
    else t.year = (t.year % 100) + v * 100;
    if (this.frozen) this.frozen = t;
    else this.offset += secondsOf(t) - this.seconds;
  }

  // ---------------------------------------------------------------- interrupts

  private update(flags: number): void {
    this.flags |= flags;
    const asked = this.flags & this.memory[B] & 0x70;
    if (asked) this.flags |= FLAG.IRQF;
    this.host.line(IRQ, asked !== 0);
  }

  /** Rate 3 is 8192 Hz, each further one half of it; 1 and 2 are as 8 and 9. */
  private get periodicLength(): number {
    const rate = this.memory[A] & 15;
    if (rate === 0) return Number.POSITIVE_INFINITY;
    return INSTRUCTIONS_PER_SECOND / (32_768 >> ((rate < 3 ? rate + 7 : rate) - 1));
  }

  private schedulePeriodic(): void {
    const length = this.periodicLength;
    this.periodicNext =
      this.memory[B] & FLAG.PERIODIC && length !== Number.POSITIVE_INFINITY
        ? (Math.floor(this.host.now() / length) + 1) * length
        : Number.POSITIVE_INFINITY;
    this.host.stop();
  }

  /** An alarm field of 0xc0 or more matches anything. */
  private get alarmMatches(): boolean {
    const t = this.time;
    const fits = (register: number, shown: number) => this.memory[register] >= 0xc0 || this.memory[register] === shown;
    return fits(1, this.encode(t.second)) && fits(3, this.encode(t.minute)) && fits(5, this.encodeHour(t.hour));
  }

  /** Whether something would come of the second's end. */
  private get watchesSeconds(): boolean {
    return (this.memory[B] & (FLAG.ALARM | FLAG.UPDATE)) !== 0 && !this.frozen;
  }

  nextEvent(): number {
    return Math.min(this.periodicNext, this.watchesSeconds ? this.secondNext : Number.POSITIVE_INFINITY);
  }

  tick(): void {
    this.catchUp();
  }

  /** What was due by now. */
  private catchUp(): void {
    const now = this.host.now();
    let flags = 0;
    if (now >= this.secondNext) {
      this.secondNext = (Math.floor(now / INSTRUCTIONS_PER_SECOND) + 1) * INSTRUCTIONS_PER_SECOND;
      if (!this.frozen) flags |= FLAG.UPDATE | (this.alarmMatches ? FLAG.ALARM : 0);
    }
    if (now >= this.periodicNext) {
      const length = this.periodicLength;
      this.periodicNext = (Math.floor(now / length) + 1) * length;
      flags |= FLAG.PERIODIC;
    }
    if (flags) this.update(flags);
  }

  /** A reset of the machine stops the interrupts; time and memory stay. */
  reset(): void {
    this.memory[B] &= ~0x78;
    this.flags = 0;
    this.periodicNext = Number.POSITIVE_INFINITY;
    this.host.line(IRQ, false);
  }

  state() {
    const t = this.time;
    const two = (n: number) => String(n).padStart(2, '0');
    return {
      time: `${t.year}-${two(t.month)}-${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}`,
      interrupts: this.memory[B] & 0x70,
      index: this.index,
    };
  }
}
