/**
 * Decodes one instruction from its bytes by the opcode map: SDM 2, chapter 2 (formats, prefixes, REX, ModRM, SIB).
 * Allocates nothing: the result lies in the decoder's own fields until the next call.
 */

import { HOST_HANDLERS } from '../cpu/host-names';
import { State } from '../cpu/state';
import { type Encoding, Prefix, TABLE } from './table';

export const Decoding = { OK: 0, /** The bytes end before the instruction does. */ TRUNCATED: 1 } as const;

const UNDEFINED = HOST_HANDLERS.indexOf('undefined');
const UNKNOWN = HOST_HANDLERS.indexOf('unknown');
const NARROW_STRING = HOST_HANDLERS.indexOf('narrowString');
const NARROW_LOOP = HOST_HANDLERS.indexOf('narrowLoop');
const NESTED_ENTER = HOST_HANDLERS.indexOf('nestedEnter');
const TOO_LONG = HOST_HANDLERS.indexOf('tooLong');
const NO_REGISTER = State.ZERO;
const MAX_LENGTH = 15;

export class Decoder {
  /** Row number; -1 when `host` names a TypeScript handler instead. */
  row = -1;
  host = -1;
  length = 0;
  size = 0;
  /** Register fields as offsets into the register file. */
  d = 0;
  s = 0;
  base = 0;
  index = 0;
  scale = 0;
  dispLow = 0;
  dispHigh = 0;
  immLow = 0;
  immHigh = 0;
  /** The memory operand counts from the next instruction. */
  ripRelative = false;
  memory = false;
  /** Pseudo register of the segment base that applies to the memory operand, or State.ZERO. */
  segment = 0;
  address32 = false;
  /** It has a relative destination (in `imm`, from the end of the instruction). */
  relative = false;
  control = false;
  encoding: Encoding | undefined;
  /** The ModRM byte, where the instruction has one. */
  get modrmByte(): number {
    return this.modrm;
  }

  private bytes!: Uint8Array;
  private at = 0;
  private end = 0;
  private truncated = false;
  private rex = 0;
  private operandSize16 = false;
  private repeat = 0;
  private lock = false;
  private modrm = 0;

  /** Decodes at `at`; bytes from `end` on are not there. */
  decode(bytes: Uint8Array, at: number, end: number): number {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.truncated = false;
    this.reset();
    const opcode = this.prefixes();
    const encoding = this.find(opcode);
    if (encoding) this.operands(encoding, opcode);
    this.length = this.at - at;
    if (this.truncated && this.length < MAX_LENGTH) return Decoding.TRUNCATED;
    if (this.length > MAX_LENGTH) this.toHost(TOO_LONG);
    else if (!encoding) this.toHost(UNKNOWN);
    return Decoding.OK;
  }

  private reset(): void {
    this.row = -1;
    this.host = -1;
    this.d = this.s = this.base = this.index = NO_REGISTER;
    this.scale = this.dispLow = this.dispHigh = this.immLow = this.immHigh = this.size = 0;
    this.ripRelative = this.memory = this.address32 = this.relative = this.control = false;
    this.segment = NO_REGISTER;
    this.rex = this.repeat = 0;
    this.operandSize16 = this.lock = false;
  }

  private toHost(handler: number): void {
    this.row = -1;
    this.host = handler;
    this.control = true;
    this.memory = this.relative = false;
  }

  private byte(): number {
    if (this.at >= this.end) {
      this.truncated = true;
      this.at++;
      return 0;
    }
    return this.bytes[this.at++];
  }

  private word(): number {
    return this.byte() | (this.byte() << 8);
  }

  private dword(): number {
    return this.word() | (this.word() << 16);
  }

  /** Reads prefixes; returns map * 256 + opcode. */
  private prefixes(): number {
    for (let n = 0; n <= MAX_LENGTH; n++) {
      const b = this.byte();
      if (b === 0x66) this.operandSize16 = true;
      else if (b === 0x67) this.address32 = true;
      else if (b === 0xf0) this.lock = true;
      else if (b === 0xf2 || b === 0xf3) this.repeat = b;
      else if (b === 0x64) this.segment = State.FS_BASE;
      else if (b === 0x65) this.segment = State.GS_BASE;
      else if (b === 0x2e || b === 0x36 || b === 0x3e || b === 0x26)
        this.segment = this.segment; // no meaning in 64-bit mode
      else if ((b & 0xf0) === 0x40) {
        this.rex = b;
        continue;
      } else return this.opcode(b);
      this.rex = 0; // REX counts only right before the opcode
    }
    return -1;
  }

  private opcode(first: number): number {
    if (first !== 0x0f) return first;
    const second = this.byte();
    if (second === 0x38) return 512 + this.byte();
    return 256 + second;
  }

  private find(opcode: number): Encoding | undefined {
    if (opcode < 0) return undefined;
    const candidates = TABLE.opcodes[opcode];
    if (candidates.length === 0) return undefined;
    let peeked = false;
    for (const c of candidates) {
      if (!this.prefixMatches(c.prefix)) continue;
      if (c.hasModrm && !peeked) {
        this.modrm = this.byte();
        peeked = true;
      }
      if (c.hasModrm) {
        if (c.digit >= 0 && ((this.modrm >> 3) & 7) !== c.digit) continue;
        if (c.exact >= 0 && this.modrm !== c.exact) continue;
        if (c.only !== '' && c.exact < 0 && this.modrm >= 0xc0 !== (c.only === 'r')) continue;
      }
      // 90 is nop unless REX.B makes it an exchange with r8.
      if (opcode === 0x90 && (c.definition.mnemonic === 'nop') === ((this.rex & 1) !== 0)) continue;
      return c;
    }
    return undefined;
  }

  private prefixMatches(wanted: number): boolean {
    switch (wanted) {
      case Prefix.ANY:
        return true;
      case Prefix.PF3:
        return this.repeat === 0xf3;
      case Prefix.PF2:
        return this.repeat === 0xf2;
      case Prefix.P66:
        return this.operandSize16 && this.repeat === 0;
      default:
        return this.repeat === 0 && (!this.operandSize16 || this.stringOpcode());
    }
  }

  /** String instructions take 66 as operand size and F2/F3 as prefixes of their own. */
  private stringOpcode(): boolean {
    const b = this.bytes[this.at - 1];
    return ((b >= 0xa4 && b <= 0xaf) || (b >= 0x6c && b <= 0x6f)) && this.bytes[this.at - 2] !== 0x0f;
  }

  private operandSize(c: Encoding): number {
    const wide = (this.rex & 8) !== 0;
    if (c.sizing === 'v') return wide ? 64 : this.operandSize16 ? 16 : 32;
    if (c.sizing === 'wide') return this.operandSize16 && !wide ? 16 : 64;
    if (c.sizing === 'y') return wide ? 64 : 32;
    return c.fixedSize;
  }

  private operands(c: Encoding, opcode: number): void {
    const { attributes, mnemonic } = c.definition;
    const size = this.operandSize(c);
    this.size = size;
    this.encoding = c;
    this.control = attributes.control === true || c.host >= 0;
    if (c.hasModrm && c.exact < 0 && this.modrm < 0xc0) this.memoryOperand();
    const list = c.operands;
    for (let i = 0; i < list.length; i++) this.operand(c, i, size, opcode);
    if (attributes.string) {
      this.s = this.segment;
      if (this.address32 && !this.lock) {
        this.immHigh = ((opcode & 255) << 8) | this.repeat;
        this.toHost(NARROW_STRING);
        return;
      }
    }
    if (mnemonic === 'enter') {
      const level = this.byte();
      if (level !== 0 && !this.lock) {
        this.immHigh = ((opcode & 255) << 8) | level;
        this.toHost(NESTED_ENTER);
        return;
      }
    }
    // loop and jrcxz count in ecx then.
    if (this.address32 && !this.lock && this.relative && opcode >= 0xe0 && opcode <= 0xe3) {
      this.immHigh = opcode << 8;
      this.toHost(NARROW_LOOP);
      return;
    }
    // SDM 2B, POP: an address with rsp counts from the popped stack pointer.
    if (mnemonic === 'pop' && this.memory && this.base === 4 * 8) this.dispLow += size / 8;
    // SDM 2A, LOCK: #UD unless the destination is memory.
    if (this.lock && !(attributes.lock && this.memory && list[0].place !== 'G')) {
      this.toHost(UNDEFINED);
      return;
    }
    if (c.host >= 0) {
      this.host = c.host;
      // For handlers that serve a whole group: opcode and ModRM byte.
      if (c.hasModrm) this.immHigh = ((opcode & 255) << 8) | this.modrm;
      else if (c.sizing === 'wide') this.immHigh = (opcode & 255) << 8;
      return;
    }
    const slot = c.sizing === 'fixed' || size === 16 ? 0 : size === 32 ? 1 : 2;
    this.row = c.rows[slot * 4 + (this.memory ? 2 : 0)];
    if (this.memory && this.index === NO_REGISTER) {
      const short = c.rows[slot * 4 + 3];
      if (short >= 0) this.row = short;
    }
    if (this.row < 0) this.toHost(UNKNOWN);
  }

  /** Row for a relative branch that leaves its page. */
  farRow(): number {
    return this.encoding!.rows[1];
  }

  private operand(c: Encoding, position: number, size: number, opcode: number): void {
    const o = c.operands[position];
    const { modrm, rex } = this;
    switch (o.place) {
      case 'E':
      case 'R':
      case 'T':
        if (!this.memory) this.setRegister(position, (modrm & 7) | ((rex & 1) << 3), o.size);
        else if (o.place === 'T') this.memory = false;
        return;
      case 'W':
      case 'U':
        if (!this.memory) this.setField(position, ((modrm & 7) | ((rex & 1) << 3)) * 16);
        return;
      case 'G':
        this.setRegister(position, ((modrm >> 3) & 7) | ((rex & 4) << 1), o.size);
        return;
      case 'V':
        this.setField(position, (((modrm >> 3) & 7) | ((rex & 4) << 1)) * 16);
        return;
      case 'C':
        this.setField(position, ((modrm >> 3) & 7) | ((rex & 4) << 1));
        return;
      case 'Z':
        this.setRegister(position, (opcode & 7) | ((rex & 1) << 3), o.size);
        return;
      case '$':
        this.setField(position, o.register * 8);
        return;
      case 'I':
        this.immediate(o.size, size);
        return;
      case 'J':
        this.relative = true;
        this.immediate(o.size === 'b' ? 's' : 'z', 64);
        return;
      case '1':
        this.immLow = 1;
        return;
      case 'O':
        this.memory = true;
        this.dispLow = this.dword();
        this.dispHigh = this.address32 ? 0 : this.dword();
        return;
      case 'N':
        this.memory = false;
        return;
      default:
    }
  }

  private setField(position: number, value: number): void {
    if (position === 0) this.d = value;
    else if (position === 1) this.s = value;
  }

  /** Without REX, byte registers 4 to 7 are ah, ch, dh, bh. */
  private setRegister(position: number, number: number, size: string): void {
    const high = size === 'b' && this.rex === 0 && number >= 4 && number < 8;
    this.setField(position, high ? (number - 4) * 8 + 1 : number * 8);
  }

  private immediate(letter: string, size: number): void {
    let low: number;
    if (letter === 'b') {
      this.immLow = this.byte();
      this.immHigh = 0;
      return;
    }
    if (letter === 'w') {
      this.immLow = this.word();
      this.immHigh = 0;
      return;
    }
    if (letter === 's') low = (this.byte() << 24) >> 24;
    else if (size === 16) low = (this.word() << 16) >> 16;
    else low = this.dword();
    this.immLow = low;
    this.immHigh = letter === 'v' && size === 64 ? this.dword() : low >> 31;
  }

  private memoryOperand(): void {
    const mod = this.modrm >> 6;
    const rm = this.modrm & 7;
    this.memory = true;
    let base = rm | ((this.rex & 1) << 3);
    let none = false;
    if (rm === 4) {
      const sib = this.byte();
      const index = ((sib >> 3) & 7) | ((this.rex & 2) << 2);
      if (index !== 4) {
        this.index = index * 8;
        this.scale = sib >> 6;
      }
      base = (sib & 7) | ((this.rex & 1) << 3);
      none = (sib & 7) === 5 && mod === 0;
    } else if (rm === 5 && mod === 0) {
      this.ripRelative = true;
      none = true;
    }
    if (!none) this.base = base * 8;
    if (mod === 1) this.dispLow = (this.byte() << 24) >> 24;
    else if (mod === 2 || none) this.dispLow = this.dword();
    this.dispHigh = this.dispLow >> 31;
  }
}
