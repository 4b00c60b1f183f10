/**
 * `sysroot.bin`: the headers and libraries that the compiler needs, in one file. The format, little-endian:
 *
 *   8 bytes  "RZSYSRT1"
 *   u32      number of files
 *   for each: u32 length of the path, u32 length of the contents, path (UTF-8), contents
 *
 * Paths are `include/stdio.h`, `bpf-include/linux/bpf.h`, `kernel-include/linux/module.h`, `lib/crt1.o`, `lib/libc.a`, sorted. Reads and writes in browser and Node alike.
 */
const MAGIC = 'RZSYSRT1';

/** Whose headers: the C library's, those of eBPF programs, those of kernel modules. */
export type HeaderTarget = 'linux' | 'bare' | 'bpf' | 'module';

/** Where headers are looked up, in order. Modules see nothing of the C library, as with kbuild's -nostdinc. */
export const HEADER_FOLDERS: Readonly<Record<HeaderTarget, readonly string[]>> = {
  linux: ['include'],
  bare: ['include'],
  bpf: ['bpf-include', 'include'],
  module: ['kernel-include'],
};

/** What the compiler asks of a sysroot. */
export interface Sysroot {
  /** All files by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Text of a header, by the path that stands in `#include <…>`; eBPF programs and kernel modules have their own. */
  header(path: string, target?: HeaderTarget): string | undefined;
  /** What every program is linked with: crt1.o and libc.a. */
  readonly libraries: readonly Uint8Array[];
}

/** Opens the contents of `sysroot.bin`. Throws when a library is missing. */
export function openSysroot(bytes: Uint8Array): Sysroot {
  const files = readSysroot(bytes);
  const decoder = new TextDecoder();
  const library = (path: string): Uint8Array => {
    const found = files.get(path);
    if (!found) throw new Error(`sysroot: ${path} is missing`);
    return found;
  };
  return {
    files,
    header: (path, target = 'linux') => {
      // Loaders of eBPF programs speak the language of bpf(2).
      const folders = /^linux\/bpf(_common)?\.h$/.test(path) ? HEADER_FOLDERS.bpf : HEADER_FOLDERS[target];
      for (const folder of folders) {
        const found = files.get(`${folder}/${path}`);
        if (found) return decoder.decode(found);
      }
      return undefined;
    },
    libraries: [library('lib/crt1.o'), library('lib/libc.a')],
  };
}

/** Packs files by path. */
export function packSysroot(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const encoder = new TextEncoder();
  const entries = [...files]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([path, data]) => ({ path: encoder.encode(path), data }));
  const size = entries.reduce((sum, e) => sum + 8 + e.path.length + e.data.length, 12);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(encoder.encode(MAGIC));
  view.setUint32(8, entries.length, true);
  let at = 12;
  for (const { path, data } of entries) {
    view.setUint32(at, path.length, true);
    view.setUint32(at + 4, data.length, true);
    bytes.set(path, at + 8);
    bytes.set(data, at + 8 + path.length);
    at += 8 + path.length + data.length;
  }
  return bytes;
}

/** Unpacks; the contents are views into `bytes`. Throws on anything that is not such a file. */
export function readSysroot(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const decoder = new TextDecoder();
  if (bytes.length < 12 || decoder.decode(bytes.subarray(0, 8)) !== MAGIC)
    throw new Error('sysroot: not a sysroot file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files = new Map<string, Uint8Array>();
  let at = 12;
  for (let left = view.getUint32(8, true); left > 0; left--) {
    if (at + 8 > bytes.length) throw new Error('sysroot: cut off');
    const pathLength = view.getUint32(at, true);
    const dataLength = view.getUint32(at + 4, true);
    const start = at + 8 + pathLength;
    if (start + dataLength > bytes.length) throw new Error('sysroot: cut off');
    files.set(decoder.decode(bytes.subarray(at + 8, start)), bytes.subarray(start, start + dataLength));
    at = start + dataLength;
  }
  return files;
}
