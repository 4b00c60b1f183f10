/** Strings as strace quotes them. Follows strace's util.c: string_quote, with the default limit of 32 bytes. */
export const STRING_LIMIT = 32;

const ESCAPES: Readonly<Record<number, string>> = {
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};

/** The inside of the quotes. */
function escapeBytes(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) {
    const byte = bytes[i];
    const escaped = ESCAPES[byte];
    if (escaped) text += escaped;
    else if (byte >= 32 && byte < 127) text += String.fromCharCode(byte);
    else {
      const next = i + 1 < length ? bytes[i + 1] : 0;
      const digits = byte.toString(8);
      // A digit after it would be read as part of the number.
      text += `\\${next >= 0x30 && next <= 0x39 ? digits.padStart(3, '0') : digits}`;
    }
  }
  return text;
}

/** `"text"`, with `...` after it when it was cut. */
export function quote(bytes: Uint8Array, limit = STRING_LIMIT): string {
  const cut = bytes.length > limit;
  return `"${escapeBytes(bytes, cut ? limit : bytes.length)}"${cut ? '...' : ''}`;
}
