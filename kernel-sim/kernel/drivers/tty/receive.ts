/**
 * Input of a terminal: signals, line editing, echo. Follows drivers/tty/n_tty.c: n_tty_receive_char_special, eraser, echo_char.
 */
import { SIGINT, SIGQUIT, SIGTSTP } from '../../abi/signal';
import { isContinuation, isControl } from './output';
import { TTY_BUFFER_SIZE } from './read-buffer';
import {
  ECHO,
  ECHOCTL,
  ECHOE,
  ECHOK,
  ECHOKE,
  ECHONL,
  ICANON,
  ICRNL,
  IEXTEN,
  IGNCR,
  INLCR,
  ISIG,
  ISTRIP,
  IXANY,
  IXON,
  NOFLSH,
  VEOF,
  VEOL,
  VEOL2,
  VERASE,
  VINTR,
  VKILL,
  VLNEXT,
  VQUIT,
  VREPRINT,
  VSTART,
  VSTOP,
  VSUSP,
  VWERASE,
} from './termios';
import type { TtyStruct } from './tty';

const NEWLINE = 10;
const RETURN = 13;
const BACKSPACE = 8;
const TAB = 9;
const CARET = 0x5e;
const RUB_OUT = [BACKSPACE, 32, BACKSPACE];

/** Bytes from the device. What does not fit waits until somebody reads (the flip buffer). */
export function receive(tty: TtyStruct, bytes: Iterable<number>): void {
  for (const byte of bytes) tty.waiting.push(byte);
  receiveWaiting(tty);
}

/** Takes in as much as there is room for. A line that fills the buffer loses its further bytes, but not its newline. */
export function receiveWaiting(tty: TtyStruct): void {
  let taken = 0;
  while (taken < tty.waiting.length && hasRoom(tty)) receiveChar(tty, tty.waiting[taken++]);
  if (taken === 0) return;
  tty.waiting.splice(0, taken);
  if (tty.has(ICANON) ? tty.input.finished > 0 : tty.input.length > 0) tty.readable.wake();
}

/** Only an unfinished line may go on when the buffer is full: each further byte takes the place of the last one. */
function hasRoom(tty: TtyStruct): boolean {
  const { input } = tty;
  if (input.length < TTY_BUFFER_SIZE - 1) return true;
  if (!tty.has(ICANON) || input.finished > 0) return false;
  if (input.length === TTY_BUFFER_SIZE) input.truncate(input.length - 1);
  return true;
}

function receiveChar(tty: TtyStruct, raw: number): void {
  const c = tty.hasInput(ISTRIP) ? raw & 0x7f : raw;
  if (tty.literalNext) {
    tty.literalNext = false;
    ordinary(tty, c);
    return;
  }
  if (flowControl(tty, c) || signalChar(tty, c)) return;
  if (tty.stopped && tty.hasInput(IXON) && tty.hasInput(IXANY)) tty.start();
  const mapped = mapReturn(tty, c);
  if (mapped === null) return;
  if (!tty.has(ICANON) || !editingChar(tty, mapped)) ordinary(tty, mapped, c === RETURN && mapped === NEWLINE);
}

/** Control characters are off when they are NUL (_POSIX_VDISABLE). */
function is(tty: TtyStruct, c: number, which: number): boolean {
  return c !== 0 && tty.termios.cc[which] === c;
}

function flowControl(tty: TtyStruct, c: number): boolean {
  if (!tty.hasInput(IXON)) return false;
  if (is(tty, c, VSTART)) tty.start();
  else if (is(tty, c, VSTOP)) tty.stop();
  else return false;
  return true;
}

const SIGNAL_CHARS: readonly [number, number][] = [
  [VINTR, SIGINT],
  [VQUIT, SIGQUIT],
  [VSUSP, SIGTSTP],
];

/** ^C, ^\ and ^Z: a signal to the foreground group; input and held output are thrown away. */
function signalChar(tty: TtyStruct, c: number): boolean {
  if (!tty.has(ISIG)) return false;
  const found = SIGNAL_CHARS.find(([which]) => is(tty, c, which));
  if (found === undefined) return false;
  if (tty.foreground !== 0) tty.kernel.signalGroup(tty.foreground, found[1]);
  if (!tty.has(NOFLSH)) {
    tty.input.clear();
    tty.held = [];
  }
  if (tty.hasInput(IXON)) tty.start();
  if (tty.has(ECHO)) echo(tty, c);
  return true;
}

function mapReturn(tty: TtyStruct, c: number): number | null {
  if (c === RETURN) {
    if (tty.hasInput(IGNCR)) return null;
    return tty.hasInput(ICRNL) ? NEWLINE : c;
  }
  return c === NEWLINE && tty.hasInput(INLCR) ? RETURN : c;
}

/** Characters that mean something while a line is edited. */
function editingChar(tty: TtyStruct, c: number): boolean {
  const extended = tty.has(IEXTEN);
  if (is(tty, c, VERASE) || is(tty, c, VKILL) || (is(tty, c, VWERASE) && extended)) erase(tty, c);
  else if (is(tty, c, VLNEXT) && extended) literalNext(tty);
  else if (is(tty, c, VREPRINT) && tty.has(ECHO) && extended) reprint(tty, c);
  else if (c === NEWLINE) {
    if (tty.has(ECHO) || tty.has(ECHONL)) echoRaw(tty, NEWLINE);
    tty.input.endLine(c);
  } else if (is(tty, c, VEOF)) tty.input.endLine(null);
  else if (is(tty, c, VEOL) || (is(tty, c, VEOL2) && extended)) {
    if (tty.has(ECHO)) echo(tty, c);
    tty.input.endLine(c);
  } else return false;
  return true;
}

function ordinary(tty: TtyStruct, c: number, fromReturn = false): void {
  if (tty.has(ECHO)) {
    if (tty.input.editing === 0) tty.output.canonColumn = tty.output.column;
    // A newline that came as one is a control character here; one that return was mapped to moves the cursor.
    if (fromReturn) echoRaw(tty, c);
    else echo(tty, c);
  }
  tty.input.push(c);
}

function literalNext(tty: TtyStruct): void {
  tty.literalNext = true;
  if (tty.has(ECHO) && tty.has(ECHOCTL)) echoRaw(tty, CARET, BACKSPACE);
}

/** ^R: the line once more. */
function reprint(tty: TtyStruct, c: number): void {
  echo(tty, c);
  echoRaw(tty, NEWLINE);
  for (let i = tty.input.finished; i < tty.input.length; i++) echo(tty, tty.input.at(i));
}

/** Backspace takes a character, ^W a word, ^U the line. */
function erase(tty: TtyStruct, c: number): void {
  const { input } = tty;
  if (input.editing === 0) return;
  const kill = is(tty, c, VKILL);
  if (kill && !killsVisibly(tty)) {
    input.truncate(input.finished);
    if (!tty.has(ECHO)) return;
    echo(tty, tty.termios.cc[VKILL]);
    if (tty.has(ECHOK)) echoRaw(tty, NEWLINE);
    return;
  }
  const word = is(tty, c, VWERASE);
  let seenWord = false;
  while (input.editing > 0) {
    let head = input.length - 1;
    while (head > input.finished && isContinuation(input.at(head), tty.termios)) head--;
    const last = input.at(head);
    if (isContinuation(last, tty.termios)) break;
    if (word) {
      if (isWordChar(last)) seenWord = true;
      else if (seenWord) break;
    }
    input.truncate(head);
    if (tty.has(ECHO)) rubOut(tty, last, !word && !kill);
    if (!word && !kill) break;
  }
}

const killsVisibly = (tty: TtyStruct): boolean => tty.has(ECHO) && tty.has(ECHOK) && tty.has(ECHOKE) && tty.has(ECHOE);

function isWordChar(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95;
}

/** Takes the erased character off the screen. */
function rubOut(tty: TtyStruct, c: number, single: boolean): void {
  if (single && !tty.has(ECHOE)) echo(tty, tty.termios.cc[VERASE]);
  else if (c === TAB) eraseTab(tty);
  else {
    if (isControl(c) && tty.has(ECHOCTL)) echoRaw(tty, ...RUB_OUT);
    if (!isControl(c) || tty.has(ECHOCTL)) echoRaw(tty, ...RUB_OUT);
  }
}

/** Goes back as many columns as the tab took: counted from the last tab before it, or from where the line began. */
function eraseTab(tty: TtyStruct): void {
  const { input } = tty;
  let columns = 0;
  let afterTab = false;
  for (let i = input.length - 1; i >= input.finished && !afterTab; i--) {
    const c = input.at(i);
    if (c === TAB) afterTab = true;
    else if (isControl(c)) columns += tty.has(ECHOCTL) ? 2 : 0;
    else if (!isContinuation(c, tty.termios)) columns++;
  }
  if (!afterTab) columns += tty.output.canonColumn;
  for (let i = 8 - (columns & 7); i > 0; i--) echoRaw(tty, BACKSPACE);
}

/** ^X for a control character, except tab. */
function echo(tty: TtyStruct, c: number): void {
  if (tty.has(ECHOCTL) && isControl(c) && c !== TAB) echoRaw(tty, CARET, c ^ 0x40);
  else echoRaw(tty, c);
}

function echoRaw(tty: TtyStruct, ...bytes: number[]): void {
  const out: number[] = [];
  for (const byte of bytes) tty.output.put(tty.termios, byte, out);
  tty.transmit(out);
}
