/**
 * Extended attributes of ext2: a block of their own per inode. Follows fs/ext2/xattr.c and xattr.h; e2fsck checks the hashes.
 * Departs from it: blocks are not shared between inodes (a shared one is copied before it changes).
 */
import { EIO, ENODATA, ENOSPC, EOPNOTSUPP } from '../../errno';
import { settle } from '../../sleeping';
import type { Sleeping } from '../../types';
import { utf8Decode, utf8Encode } from '../text';
import { checkFlags, type Xattrs } from '../xattr';
import { allocBlock, freeBlock } from './alloc';
import type { Ext2Inode } from './inode';
import { SB } from './layout';

const MAGIC = 0xea020000;
const HEADER = 32;
const ENTRY = 16;
const COMPAT_EXT_ATTR = 8;

/** e_name_index. */
const PREFIXES: readonly (readonly [number, string])[] = [
  [1, 'user.'],
  [4, 'trusted.'],
  [6, 'security.'],
];

const pad4 = (n: number): number => (n + 3) & ~3;

/** Name with prefix → value, in the order of the block. null: the block is not one. */
function parse(bytes: Uint8Array): Map<string, Uint8Array> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== MAGIC || view.getUint32(8, true) !== 1) return null;
  const found = new Map<string, Uint8Array>();
  for (let at = HEADER; at + 4 <= bytes.length && view.getUint32(at, true) !== 0; ) {
    const length = view.getUint8(at);
    const prefix = PREFIXES.find(([index]) => index === view.getUint8(at + 1))?.[1];
    const [offset, size] = [view.getUint16(at + 2, true), view.getUint32(at + 8, true)];
    if (at + ENTRY + length > bytes.length || offset + size > bytes.length) return null;
    const name = utf8Decode(bytes, at + ENTRY, at + ENTRY + length);
    if (prefix !== undefined) found.set(prefix + name, bytes.slice(offset, offset + size));
    at += ENTRY + pad4(length);
  }
  return found;
}

/** ext2_xattr_hash_entry. */
function hashOf(name: Uint8Array, value: Uint8Array): number {
  let hash = 0;
  for (const byte of name) hash = ((hash << 5) ^ (hash >>> 27) ^ byte) >>> 0;
  const words = new Uint8Array(pad4(value.length));
  words.set(value);
  const view = new DataView(words.buffer);
  for (let at = 0; at < words.length; at += 4) hash = ((hash << 16) ^ (hash >>> 16) ^ view.getUint32(at, true)) >>> 0;
  return hash;
}

/** The block with these attributes; null: they do not fit. Sorted by index, length, name, as Linux searches them. */
function build(attributes: ReadonlyMap<string, Uint8Array>, size: number): Uint8Array | null {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const entries = [...attributes].map(([full, value]) => {
    const [index, prefix] = PREFIXES.find(([, text]) => full.startsWith(text)) ?? [0, ''];
    return { index, name: utf8Encode(full.slice(prefix.length)), value };
  });
  entries.sort(
    (a, b) => a.index - b.index || a.name.length - b.name.length || (utf8Decode(a.name) < utf8Decode(b.name) ? -1 : 1),
  );
  let at = HEADER;
  let end = size;
  let total = 0;
  for (const { index, name, value } of entries) {
    end -= pad4(value.length);
    if (at + ENTRY + pad4(name.length) + 4 > end) return null;
    const hash = hashOf(name, value);
    view.setUint8(at, name.length);
    view.setUint8(at + 1, index);
    view.setUint16(at + 2, value.length === 0 ? 0 : end, true);
    view.setUint32(at + 8, value.length, true);
    view.setUint32(at + 12, hash, true);
    bytes.set(name, at + ENTRY);
    bytes.set(value, end);
    at += ENTRY + pad4(name.length);
    total = ((total << 16) ^ (total >>> 16) ^ hash) >>> 0;
  }
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, 1, true);
  view.setUint32(8, 1, true);
  view.setUint32(12, total, true);
  return bytes;
}

function* load(inode: Ext2Inode): Sleeping<Map<string, Uint8Array> | number> {
  if (inode.fileAcl === 0) return new Map();
  const buffer = yield* settle(inode.sb.bread(inode.fileAcl));
  if (typeof buffer === 'number') return buffer;
  const found = parse(buffer.bytes);
  return found ?? inode.sb.error('ext2_xattr_get', `inode ${inode.ino}: bad block ${inode.fileAcl}`);
}

/** Gives the attribute block back, or one reference to it. */
export function* dropXattrs(inode: Ext2Inode): Sleeping<void> {
  const { fileAcl: block, sb } = inode;
  if (block === 0) return;
  inode.fileAcl = 0;
  inode.sectors -= sb.blockSize / 512;
  inode.markChanged();
  const buffer = yield* settle(sb.bread(block));
  if (typeof buffer === 'number') return;
  const users = buffer.view.getUint32(4, true);
  if (users > 1) {
    buffer.view.setUint32(4, users - 1, true);
    buffer.markDirty();
  } else yield* freeBlock(sb, block);
}

function* store(inode: Ext2Inode, attributes: ReadonlyMap<string, Uint8Array>): Sleeping<number> {
  const { sb } = inode;
  if (attributes.size === 0) {
    yield* dropXattrs(inode);
    return 0;
  }
  const bytes = build(attributes, sb.blockSize);
  if (bytes === null) return -ENOSPC;
  let block = inode.fileAcl;
  if (block !== 0) {
    const old = yield* settle(sb.bread(block));
    if (typeof old === 'number') return old;
    if (old.view.getUint32(4, true) > 1) {
      yield* dropXattrs(inode);
      block = 0;
    }
  }
  if (block === 0) {
    block = yield* allocBlock(sb, sb.groupStart(Math.floor((inode.ino - 1) / sb.inodesPerGroup)));
    if (block < 0) return block;
    inode.fileAcl = block;
    inode.sectors += sb.blockSize / 512;
  }
  const buffer = yield* settle(sb.bread(block));
  if (typeof buffer === 'number') return -EIO;
  buffer.bytes.set(bytes);
  buffer.markDirty();
  inode.metaBlocks.add(block);
  inode.markChanged();
  if ((sb.get32(SB.compat) & COMPAT_EXT_ATTR) === 0) sb.set32(SB.compat, sb.get32(SB.compat) | COMPAT_EXT_ATTR);
  return 0;
}

const knows = (name: string): boolean =>
  PREFIXES.some(([, prefix]) => name.startsWith(prefix) && name.length > prefix.length);

export function ext2Xattrs(inode: Ext2Inode): Xattrs {
  return {
    *get(name): Sleeping<Uint8Array | number> {
      if (!knows(name)) return -EOPNOTSUPP;
      const all = yield* load(inode);
      return typeof all === 'number' ? all : (all.get(name) ?? -ENODATA);
    },
    *set(name, value, flags): Sleeping<number> {
      if (!knows(name)) return -EOPNOTSUPP;
      const all = yield* load(inode);
      if (typeof all === 'number') return all;
      const error = checkFlags(all.has(name), value, flags);
      if (error < 0) return error;
      if (value === null) all.delete(name);
      else all.set(name, value);
      return yield* store(inode, all);
    },
    *list(): Sleeping<string[] | number> {
      const all = yield* load(inode);
      return typeof all === 'number' ? all : [...all.keys()];
    },
  };
}
