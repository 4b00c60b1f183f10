/**
 * File names and /proc texts between JavaScript strings and the bytes that user programs see (UTF-8).
 * Host-independent on purpose: no TextEncoder. Lone surrogates become U+FFFD.
 */

/** Bytes that `text` takes in UTF-8: NAME_MAX and PATH_MAX count these. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) length += 1;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLow(text.charCodeAt(i + 1))) {
      length += 2;
      i++;
    } else length += 2;
  }
  return length;
}

/** The bytes of `text`, without a NUL. */
export function utf8Encode(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code >= 0xd800 && code < 0xe000) {
      const low = text.charCodeAt(i + 1);
      if (code < 0xdc00 && isLow(low)) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        i++;
      } else code = 0xfffd;
    }
    if (code < 0x80) bytes[at++] = code;
    else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 0x3f);
    } else if (code < 0x10000) {
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[at++] = 0x80 | (code & 0x3f);
    } else {
      bytes[at++] = 0xf0 | (code >> 18);
      bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[at++] = 0x80 | (code & 0x3f);
    }
  }
  return bytes;
}

/** Reads UTF-8; a broken sequence gives one U+FFFD and goes on at the next byte. */
export function utf8Decode(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  let i = start;
  while (i < end) {
    const lead = bytes[i];
    const extra = lead < 0x80 ? 0 : lead >= 0xf0 && lead < 0xf5 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : -1;
    let code = extra === 0 ? lead : extra === 1 ? lead & 0x1f : extra === 2 ? lead & 0x0f : lead & 0x07;
    let good = extra >= 0 && lead < 0xf5 && i + extra < end;
    for (let k = 1; good && k <= extra; k++) {
      const next = bytes[i + k];
      if ((next & 0xc0) !== 0x80) good = false;
      else code = (code << 6) | (next & 0x3f);
    }
    // F4 90 and above would be beyond the last code point.
    if (code > 0x10ffff) good = false;
    text += good ? String.fromCodePoint(code) : '\ufffd';
    i += good ? extra + 1 : 1;
  }
  return text;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
