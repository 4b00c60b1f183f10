/**
 * Directories of ext2: blocks full of entries { inode, length, name length, type, name }. Follows fs/ext2/dir.c, its checks
 * (ext2_check_folio) and its words about what is wrong.
 */
import { EIO, ENOENT } from '../../errno';
import { settle } from '../../sleeping';
import type { DirEntry, Sleeping } from '../../types';
import type { Buffer } from '../buffer';
import { touchModified } from '../inode';
import { utf8Decode, utf8Encode } from '../text';
import type { Ext2Inode } from './inode';
import { FILE_TYPES, INDEX_FL, SB } from './layout';

const HEADER = 8;
/** Length of an entry with a name of that many bytes. */
const recLen = (name: number): number => (HEADER + name + 3) & ~3;

interface Entry {
  /** Byte in the block. */
  at: number;
  ino: number;
  length: number;
  nameLength: number;
  type: number;
}

/** The entries of one block; null (and told) when something is wrong with one. */
function entriesIn(dir: Ext2Inode, buffer: Buffer, blockStart: number): Entry[] | null {
  const { view, size } = buffer;
  const entries: Entry[] = [];
  for (let at = 0; at < size; ) {
    const length = view.getUint16(at + 4, true);
    const entry = {
      at,
      ino: view.getUint32(at, true),
      length,
      nameLength: view.getUint8(at + 6),
      type: view.getUint8(at + 7),
    };
    const wrong = whatIsWrong(dir, entry, size);
    if (wrong !== null) {
      dir.sb.error(
        'ext2_check_folio',
        `bad entry in directory #${dir.ino}: : ${wrong} - offset=${blockStart + at}, inode=${entry.ino}, rec_len=${length}, name_len=${entry.nameLength}`,
      );
      return null;
    }
    entries.push(entry);
    at += length;
  }
  return entries;
}

function whatIsWrong(dir: Ext2Inode, entry: Entry, size: number): string | null {
  if (entry.length < recLen(1)) return 'rec_len is smaller than minimal';
  if (entry.length % 4 !== 0) return 'unaligned directory entry';
  if (entry.length < recLen(entry.nameLength)) return 'rec_len is too small for name_len';
  if (entry.at + entry.length > size) return 'directory entry across blocks';
  if (entry.ino > dir.sb.get32(SB.inodes)) return 'inode out of bounds';
  return null;
}

/** Block n of the directory. -EIO where there is none. */
function* readBlock(dir: Ext2Inode, n: number): Sleeping<Buffer | number> {
  const block = yield* settle(dir.blockAt(n, false));
  if (block < 0) return block;
  if (block === 0)
    return dir.sb.error('ext2_readdir', `directory #${dir.ino} contains a hole at offset ${n * dir.sb.blockSize}`);
  return yield* settle(dir.sb.bread(block));
}

const blocksOf = (dir: Ext2Inode): number => Math.floor(dir.size / dir.sb.blockSize);

/** Where a name lies: block of the directory, byte in the block. */
export interface Found {
  n: number;
  entry: Entry;
}

/** The entry of `name`, or -ENOENT, -EIO. */
export function* find(dir: Ext2Inode, name: string): Sleeping<Found | number> {
  const bytes = utf8Encode(name);
  for (let n = 0; n < blocksOf(dir); n++) {
    const buffer = yield* readBlock(dir, n);
    if (typeof buffer === 'number') return buffer;
    const entries = entriesIn(dir, buffer, n * dir.sb.blockSize);
    if (entries === null) return -EIO;
    const entry = entries.find((each) => each.ino !== 0 && isNamed(buffer, each, bytes));
    if (entry !== undefined) return { n, entry };
  }
  return -ENOENT;
}

function isNamed({ bytes }: Buffer, { at, nameLength }: Entry, name: Uint8Array): boolean {
  if (nameLength !== name.length) return false;
  for (let i = 0; i < nameLength; i++) if (bytes[at + HEADER + i] !== name[i]) return false;
  return true;
}

function put({ view, bytes }: Buffer, at: number, length: number, ino: number, type: number, name: Uint8Array): void {
  view.setUint32(at, ino, true);
  view.setUint16(at + 4, length, true);
  view.setUint8(at + 6, name.length);
  view.setUint8(at + 7, type);
  bytes.set(name, at + HEADER);
}

/** A new entry, in the first gap that is large enough, else in a new block. 0 or a negative errno. */
export function* add(dir: Ext2Inode, name: string, ino: number, type: number): Sleeping<number> {
  const bytes = utf8Encode(name);
  const wanted = recLen(bytes.length);
  const { blockSize } = dir.sb;
  for (let n = 0; n < blocksOf(dir); n++) {
    const buffer = yield* readBlock(dir, n);
    if (typeof buffer === 'number') return buffer;
    const entries = entriesIn(dir, buffer, n * blockSize);
    if (entries === null) return -EIO;
    for (const entry of entries) {
      const used = entry.ino === 0 ? 0 : recLen(entry.nameLength);
      if (entry.length - used < wanted) continue;
      if (used > 0) buffer.view.setUint16(entry.at + 4, used, true);
      put(buffer, entry.at + used, entry.length - used, ino, type, bytes);
      return changed(dir, buffer);
    }
  }
  const n = blocksOf(dir);
  const block = yield* settle(dir.blockAt(n, true));
  if (block < 0) return block;
  const buffer = yield* settle(dir.sb.bread(block));
  if (typeof buffer === 'number') return buffer;
  buffer.bytes.fill(0);
  put(buffer, 0, blockSize, ino, type, bytes);
  dir.size = (n + 1) * blockSize;
  return changed(dir, buffer);
}

function changed(dir: Ext2Inode, buffer: Buffer): number {
  buffer.markDirty();
  // A hash tree over the entries would be wrong now.
  dir.flags &= ~INDEX_FL;
  touchModified(dir);
  dir.markChanged();
  return 0;
}

/** Takes an entry away: the one before it in the block takes its room. */
export function* remove(dir: Ext2Inode, { n, entry }: Found): Sleeping<number> {
  const buffer = yield* readBlock(dir, n);
  if (typeof buffer === 'number') return buffer;
  const entries = entriesIn(dir, buffer, n * dir.sb.blockSize);
  if (entries === null) return -EIO;
  const before = entries.find(({ at, length }) => at + length === entry.at);
  if (before !== undefined) buffer.view.setUint16(before.at + 4, before.length + entry.length, true);
  buffer.view.setUint32(entry.at, 0, true);
  return changed(dir, buffer);
}

/** The entry names another inode from now on. */
export function* setLink(dir: Ext2Inode, { n, entry }: Found, ino: number, type: number): Sleeping<number> {
  const buffer = yield* readBlock(dir, n);
  if (typeof buffer === 'number') return buffer;
  buffer.view.setUint32(entry.at, ino, true);
  buffer.view.setUint8(entry.at + 7, type);
  return changed(dir, buffer);
}

/** Has it nothing but `.` and `..`? Negative: cannot be told. */
export function* isEmpty(dir: Ext2Inode): Sleeping<boolean | number> {
  for (let n = 0; n < blocksOf(dir); n++) {
    const buffer = yield* readBlock(dir, n);
    if (typeof buffer === 'number') return buffer;
    const entries = entriesIn(dir, buffer, n * dir.sb.blockSize);
    if (entries === null) return -EIO;
    for (const entry of entries) {
      if (entry.ino === 0) continue;
      const dots = utf8Decode(buffer.bytes, entry.at + HEADER, entry.at + HEADER + entry.nameLength);
      if (dots !== '.' && dots !== '..') return false;
    }
  }
  return true;
}

/** `.` and `..` in the first block of a new directory. */
export function* makeEmpty(dir: Ext2Inode, parent: number): Sleeping<number> {
  const block = yield* settle(dir.blockAt(0, true));
  if (block < 0) return block;
  const buffer = yield* settle(dir.sb.bread(block));
  if (typeof buffer === 'number') return buffer;
  buffer.bytes.fill(0);
  put(buffer, 0, recLen(1), dir.ino, 2, utf8Encode('.'));
  put(buffer, recLen(1), dir.sb.blockSize - recLen(1), parent, 2, utf8Encode('..'));
  dir.size = dir.sb.blockSize;
  return changed(dir, buffer);
}

/** All entries in their order on the disk. */
export function* list(dir: Ext2Inode): Sleeping<DirEntry[] | number> {
  const all: DirEntry[] = [];
  for (let n = 0; n < blocksOf(dir); n++) {
    const buffer = yield* readBlock(dir, n);
    if (typeof buffer === 'number') return all.length > 0 ? all : buffer;
    const entries = entriesIn(dir, buffer, n * dir.sb.blockSize);
    if (entries === null) return all.length > 0 ? all : -EIO;
    for (const { at, ino, nameLength, type } of entries)
      if (ino !== 0)
        all.push({
          name: utf8Decode(buffer.bytes, at + HEADER, at + HEADER + nameLength),
          ino,
          type: FILE_TYPES[type] ?? 0,
        });
  }
  return all;
}
