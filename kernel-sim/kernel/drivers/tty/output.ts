/**
 * What happens to bytes on their way out to a terminal: `\n` becomes `\r\n`, and the column is kept for tabs and erasing.
 * Follows drivers/tty/n_tty.c: do_output_char.
 */
import { IUTF8, OCRNL, OLCUC, ONLCR, ONLRET, ONOCR, OPOST, TABDLY, type Termios, XTABS } from './termios';

const BACKSPACE = 8;
const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;

export const isControl = (c: number): boolean => c < 32 || c === 127;
/** In UTF-8 mode a byte that continues a character takes no column. */
export const isContinuation = (c: number, termios: Termios): boolean =>
  (termios.iflag & IUTF8) !== 0 && (c & 0xc0) === 0x80;

export class OutputProcessor {
  column = 0;
  /** Column where the line being edited began. */
  canonColumn = 0;

  /** Appends to `to` what the device gets for byte `c`. */
  put(termios: Termios, c: number, to: number[]): void {
    if ((termios.oflag & OPOST) === 0) {
      to.push(c);
      return;
    }
    let byte = c;
    if (c === NEWLINE) {
      if ((termios.oflag & ONLRET) !== 0) this.column = 0;
      if ((termios.oflag & ONLCR) !== 0) {
        this.column = 0;
        this.canonColumn = 0;
        to.push(RETURN, NEWLINE);
        return;
      }
      this.canonColumn = this.column;
    } else if (c === RETURN) {
      if ((termios.oflag & ONOCR) !== 0 && this.column === 0) return;
      if ((termios.oflag & OCRNL) !== 0) {
        byte = NEWLINE;
        if ((termios.oflag & ONLRET) === 0) {
          to.push(byte);
          return;
        }
      }
      this.column = 0;
      this.canonColumn = 0;
    } else if (c === TAB) {
      const spaces = 8 - (this.column & 7);
      this.column += spaces;
      if ((termios.oflag & TABDLY) === XTABS) {
        for (let i = 0; i < spaces; i++) to.push(32);
        return;
      }
    } else if (c === BACKSPACE) {
      if (this.column > 0) this.column--;
    } else if (!isControl(c)) {
      if ((termios.oflag & OLCUC) !== 0 && c >= 97 && c <= 122) byte = c - 32;
      if (!isContinuation(c, termios)) this.column++;
    }
    to.push(byte);
  }
}
