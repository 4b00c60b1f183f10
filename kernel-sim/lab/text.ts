/** Bytes from the guest as text: UTF-8, broken sequences shown as U+FFFD; pieces may end in the middle of a character. */
export class Output {
  private readonly chunks: Uint8Array[] = [];
  length = 0;

  push(bytes: Uint8Array): void {
    this.chunks.push(bytes.slice());
    this.length += bytes.length;
  }

  toString(): string {
    const decoder = new TextDecoder();
    return this.chunks.map((c) => decoder.decode(c, { stream: true })).join('') + decoder.decode();
  }
}

export const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (b) => String.fromCharCode(b)).join('');
export const fromLatin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0) & 0xff);
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
