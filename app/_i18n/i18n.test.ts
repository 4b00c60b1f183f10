/** Both languages say the same things: same placeholders, no English left in Japanese but for field terms, and negotiation as HTTP means it. */
import { describe, expect, test } from 'vitest';
import { AREAS, fill, negotiateLanguage, pathInLanguage } from './index';

const messages = Object.entries(AREAS).flatMap(([area, { ja, en }]) =>
  Object.keys(ja).map((key) => ({
    key: `${area}.${key}`,
    ja: (ja as Record<string, string>)[key],
    en: (en as Record<string, string>)[key],
  })),
);
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

/** What Japanese engineers write in Latin letters too. */
const TERMS =
  /^(Ring|Zero|Linux|ABI|Debian|x|proc|C|CPU|PID|VGA|VFS|IRET|iret|libc|strace|hlt|T|Tab|Esc|Ctrl|Enter|P|W|U|A|D|NX|syscall|English|CR|CPL|I|O|eBPF|oops|TLB|TCP|UDP|IP|QEMU|ELF|XDP|ICMP|ARP|dentry|inode|dev|fb|bin|root|ko|insmod|dmesg|MiB)$/;

describe('the dictionary', () => {
  test('has the same placeholders in both languages', () => {
    for (const { key, ja, en } of messages) expect(placeholders(ja), key).toEqual(placeholders(en));
  });

  test('has no empty message', () => {
    for (const { key, ja, en } of messages) expect(ja !== '' && en !== '', key).toBe(true);
  });

  test('keeps English words off Japanese pages, field terms apart', () => {
    const left = messages.flatMap(({ key, ja }) =>
      (ja.replace(/\{\w+\}/g, '').match(/[A-Za-z]+/g) ?? [])
        .filter((word) => !TERMS.test(word))
        .map((word) => `${key}: ${word}`),
    );
    expect(left).toEqual([]);
  });

  test('keeps Japanese characters off English pages', () => {
    const left = messages.filter(
      ({ key, en }) => key !== 'shell.otherLanguage' && /[\u3040-\u30ff\u4e00-\u9fff]/.test(en),
    );
    expect(left).toEqual([]);
  });

  test('fills parameters and leaves unknown ones to be seen', () => {
    expect(fill('{n} of {all}', { n: 1, all: 2 })).toBe('1 of 2');
    expect(fill('{n} of {all}', { n: 1 })).toBe('1 of {all}');
  });
});

describe('the language of a reader', () => {
  test.each([
    [null, 'ja,en;q=0.5', 'ja'],
    [null, 'en-GB,en;q=0.9,ja;q=0.8', 'en'],
    [null, 'fr,ja;q=0.3,en;q=0.2', 'ja'],
    [null, 'fr', 'en'],
    [null, 'ja;q=0, en', 'en'],
    [null, '*', 'ja'],
    [null, null, 'ja'],
    ['a=b; rz-lang=en', 'ja', 'en'],
    ['rz-lang=xx', 'ja', 'ja'],
  ])('cookie %s, Accept-Language %s → %s', (cookie, accept, lang) => {
    expect(negotiateLanguage(cookie, accept)).toBe(lang);
  });

  test('switching keeps the page', () => {
    expect(pathInLanguage('/ja/bare-metal/one-program', 'en')).toBe('/en/bare-metal/one-program');
    expect(pathInLanguage('/ja', 'en')).toBe('/en');
    expect(pathInLanguage('/', 'ja')).toBe('/ja');
  });
});
