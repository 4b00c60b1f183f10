import { describe, expect, it } from 'vitest';
import { defuse, toCsv } from './csv-out';
import { readRoster } from './read';

const utf8 = (text: string) => new TextEncoder().encode(text);
const BOM = [0xef, 0xbb, 0xbf];
/** "氏名,メール,学籍番号,班" and "髙橋 花子,hanako@example.jp,A001,1班" in Windows-31J, as a Japanese Windows writes them. */
const SHIFT_JIS = Uint8Array.from(
  (
    '8e 81 96 bc 2c 83 81 81 5b 83 8b 2c 8a 77 90 d0 94 d4 8d 86 2c 94 c7 0d 0a ' +
    'fb fc 8b b4 20 89 d4 8e 71 2c 68 61 6e 61 6b 6f 40 65 78 61 6d 70 6c 65 2e 6a 70 2c 41 30 30 31 2c 31 94 c7 0d 0a'
  )
    .split(' ')
    .map((byte) => Number.parseInt(byte, 16)),
);
const utf16 = (text: string) =>
  new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]));

const people = (bytes: Uint8Array) => readRoster(bytes).lines.map(({ has, ...line }) => line);
const problems = (text: string) =>
  readRoster(utf8(text)).problems.map(({ line, code, value }) => [line, code, value].join(' ').trim());
const HANAKO = {
  line: 2,
  name: '髙橋 花子',
  email: 'hanako@example.jp',
  externalId: 'A001',
  group: '1班',
  role: 'student',
};
const TEXT = '氏名,メール,学籍番号,班\r\n髙橋 花子,hanako@example.jp,A001,1班\r\n';

describe('a file is read', () => {
  it.each([
    ['UTF-8', utf8(TEXT), 'utf-8'],
    ['UTF-8 with a byte order mark', Uint8Array.from([...BOM, ...utf8(TEXT)]), 'utf-8'],
    ['Shift_JIS', SHIFT_JIS, 'shift_jis'],
    ['UTF-16 as Excel writes Unicode text', utf16(TEXT.replaceAll(',', '\t')), 'utf-16'],
  ])('in %s', (_name, bytes, encoding) => {
    expect(readRoster(bytes)).toMatchObject({ encoding, problems: [] });
    expect(people(bytes)).toEqual([HANAKO]);
  });

  it.each([
    ['commas', ',', 'name,email\nAda,ada@example.org'],
    ['semicolons', ';', 'name;email\nAda;ada@example.org'],
    ['tabs', '\t', 'name\temail\nAda\tada@example.org'],
    ['the hint of Excel', ';', 'sep=;\r\nname;email\r\nAda;ada@example.org'],
    ['old Macintosh line ends', ',', 'name,email\rAda,ada@example.org\r'],
  ])('with %s', (_name, separator, text) => {
    expect(readRoster(utf8(text))).toMatchObject({ separator, problems: [] });
    expect(people(utf8(text))).toMatchObject([{ name: 'Ada', email: 'ada@example.org' }]);
  });

  it.each([
    'name,email,id,group,role',
    'Full Name,E-mail Address,Student ID,Group,Role',
    '氏名,メールアドレス,学籍番号,班,役割',
    '名前, Ｅメール（必須）,学生番号,グループ,権限',
  ])('with the headings %s', (heading) => {
    const text = `${heading}\nAda,ada@example.org,7,A,ta\n`;
    expect(people(utf8(text))).toMatchObject([
      { name: 'Ada', email: 'ada@example.org', externalId: '7', group: 'A', role: 'assistant' },
    ]);
  });

  it('with family and given names apart, in the order of the file', () => {
    expect(people(utf8('姓,名,メール\n山田,太郎,t@example.jp'))).toMatchObject([{ name: '山田 太郎' }]);
    expect(people(utf8('First name,Last name,Email\nAda,Lovelace,a@example.org'))).toMatchObject([
      { name: 'Ada Lovelace' },
    ]);
  });

  it('without headings, by what looks like an address', () => {
    expect(people(utf8('7,Ada,ada@example.org\n8,Grace,grace@example.org'))).toMatchObject([
      { line: 1, name: 'Ada', email: 'ada@example.org' },
      { line: 2, name: 'Grace' },
    ]);
    expect(people(utf8('ada@example.org\n'))).toMatchObject([{ name: '', email: 'ada@example.org' }]);
  });

  it('with quotes that hold separators, line ends and quotes; a line is where it begins', () => {
    const text = 'name,email\n"Ada, ""the first""\nLovelace",ada@example.org\n\nGrace,grace@example.org\nX,bad\n';
    expect(people(utf8(text))).toMatchObject([
      { line: 2, name: 'Ada, "the first" Lovelace' },
      { line: 5, name: 'Grace' },
    ]);
    expect(problems(text)).toEqual(['6 email-wrong bad']);
  });

  it('with full-width letters in an address taken as meant', () => {
    expect(people(utf8('name,email\nAda,Ａｄａ@Example.ORG'))).toMatchObject([{ email: 'ada@example.org' }]);
  });
});

describe('what is wrong is told by line', () => {
  it('all of it, and the other lines are read all the same', () => {
    const text = [
      'name,email,role',
      'Ada,ada@example.org,',
      'Nobody,,',
      'Wrong,not-an-address,',
      'Twice,ADA@example.org,',
      'King,king@example.org,king',
      `${'x'.repeat(81)},long@example.org,`,
      'Grace,grace@example.org,学生',
    ].join('\n');
    expect(problems(text)).toEqual([
      '3 email-missing Nobody',
      '4 email-wrong not-an-address',
      '5 email-twice ada@example.org',
      '6 role-unknown king',
      `7 too-long ${'x'.repeat(60)}`,
    ]);
    expect(people(utf8(text)).map((one) => one.name)).toEqual(['Ada', 'Grace']);
  });

  it.each([
    ['an empty file', '', '0 empty'],
    ['blank lines', '\n\n ,\n', '0 empty'],
    ['headings only', 'name,email\n', '0 empty'],
    ['no column of addresses', 'name,id\nAda,1\n', '0 no-email-column'],
    ['a quote that does not end', 'name,email\n"Ada,ada@example.org\n', 'unreadable'],
  ])('%s', (_name, text, expected) => {
    expect(problems(text).join()).toContain(expected);
    expect(people(utf8(text))).toEqual([]);
  });

  it('a picture and too many lines', () => {
    const picture = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0xff, 0xfd, 0x80]);
    expect(readRoster(picture).problems).toMatchObject([{ line: 0, code: 'unreadable' }]);
    const many = Array.from({ length: 5_001 }, (_, n) => `p${n}@example.org`).join('\n');
    expect(readRoster(utf8(`email\n${many}`)).problems).toMatchObject([{ line: 0, code: 'too-many' }]);
  });
});

describe('a file is written', () => {
  it.each(['=1+1', '+49', '-1', '@SUM(A1)', '\tx', '\rx', '＝1+1', '=HYPERLINK("http://x.test";"y")'])(
    'so that a spreadsheet takes %j for words',
    (text) => {
      expect(defuse(text)).toBe(`'${text}`);
      expect(toCsv([[text]])).not.toMatch(/^\ufeff?"?[=+\-@\t\r＝]/);
    },
  );

  it('with a byte order mark, quotes where needed, numbers as numbers', () => {
    expect(toCsv([['a,b', 'say "x"', -1.5, null, 'ok']])).toBe('\ufeff"a,b","say ""x""",-1.5,,ok\r\n');
  });

  it('and read again as it was', () => {
    const csv = toCsv([
      ['氏名', 'メール', 'グループ'],
      ['=cmd()', 'ada@example.org', '-1'],
      ["O'Neil, Jr.", 'o@example.org', ''],
    ]);
    expect(people(utf8(csv))).toMatchObject([
      { name: '=cmd()', group: '-1' },
      { name: "O'Neil, Jr.", group: null },
    ]);
  });
});
