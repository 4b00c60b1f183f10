/**
 * The text of a file as school systems and Excel write it: UTF-8 with or without a byte order mark, UTF-16 with one, or
 * Shift_JIS (Windows-31J, as the WHATWG Encoding Standard reads that name). Null when it is none of them.
 */
export type Encoding = 'utf-8' | 'utf-16' | 'shift_jis';

export interface Decoded {
  text: string;
  encoding: Encoding;
}

export function decode(bytes: Uint8Array): Decoded | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return as(bytes, 'utf-16le', 'utf-16');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return as(bytes, 'utf-16be', 'utf-16');
  return as(bytes, 'utf-8', 'utf-8') ?? as(bytes, 'shift_jis', 'shift_jis');
}

/** A byte order mark is dropped. A NUL is in no list of people. */
function as(bytes: Uint8Array, label: string, encoding: Encoding): Decoded | null {
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : { text, encoding };
  } catch {
    return null;
  }
}
