import { abnormalEnd, check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const COLUMNS = 80;
const ROW = 2;
const COLUMN = 10;
const TEXT = 'READY';
const LIGHT_GREEN = 0x0a;

export default defineExercise({
  id: 'ex_q4t8',
  kind: 'bare',
  title: { ja: '文字の画面に書く', en: 'Write to the text screen' },
  inspector: 'screen',
  hints: [
    {
      ja: 'まずマスの番号（行 × 80 + 列）を求め、2倍すると、そのマスの1バイト目の位置になります。',
      en: 'Find the number of the cell, row × 80 + column; twice that is the place of its first byte.',
    },
    {
      ja: '`screen[位置]` に文字、`screen[位置 + 1]` に色を書きます。',
      en: 'Write the character to `screen[place]` and the colour to `screen[place + 1]`.',
    },
  ],
  wrong: { 'one-byte-cells': 'packed', 'no-colour': 'colour', swapped: 'elsewhere' },
  limits: { instructions: 2_000_000 },
  checks: [
    check('ends', { ja: 'プログラムが自分で終わる', en: 'The program ends by itself' }, (view) => abnormalEnd(view)),
    check('text', { ja: '2行10列から READY が表示される', en: 'READY stands in row 2 from column 10 on' }, (view) => {
      const screen = view.bare?.vga.text ?? [];
      if (screen[ROW]?.slice(COLUMN, COLUMN + TEXT.length) === TEXT) return null;
      const row = screen.findIndex((line) => line.includes(TEXT));
      if (row >= 0) return fail('wrong-place', { row, column: screen[row].indexOf(TEXT) });
      const letters = screen.join('').replace(/[^A-Z]/g, '');
      if (/^R?A?Y$|^RAY$/.test(letters)) return 'packed';
      return letters === '' ? 'empty' : 'elsewhere';
    }),
    check('colour', { ja: '明るい緑である', en: 'It is light green' }, (view) => {
      const attributes = view.bare?.vga.attributes ?? [];
      const at = ROW * COLUMNS + COLUMN;
      const other = attributes.slice(at, at + TEXT.length).find((a) => a !== LIGHT_GREEN);
      return other === undefined ? null : fail('colour', { got: `0x${other.toString(16).padStart(2, '0')}` });
    }),
  ],
  messages: {
    empty: {
      ja: '画面は空のままです。0xb8000 から始まるメモリに書いていますか。',
      en: 'The screen is still empty. Does anything write to the memory from 0xb8000 on?',
    },
    packed: {
      ja: '文字が1つおきに消えています。1マスは2バイトなので、次の文字は2バイト先です。間のバイトは色になりました。',
      en: 'Every other character is missing. A cell has two bytes, so the next character is two bytes on; the ones between became colours.',
    },
    elsewhere: {
      ja: '文字がばらばらの場所に出ています。右に1つ進むと1マス、下に1つ進むと80マスです。',
      en: 'The characters are scattered. One to the right is one cell, one down is 80 cells.',
    },
    'wrong-place': {
      ja: 'READY は {row} 行 {column} 列から出ています。2行10列から（0から数えて）にしてください。',
      en: 'READY begins in row {row}, column {column}. It should be row 2, column 10, counted from 0.',
    },
    colour: {
      ja: '色のバイトが {got} です。文字の次のバイトに 0x0a を書いてください。',
      en: 'The colour byte is {got}. Write 0x0a to the byte after the character.',
    },
  },
  success: {
    ja: '番地への書き込みが、そのまま画面になりました。実際のLinuxでも、文字だけの画面（vgacon）は同じ 0xb8000 に同じ形で書きます。',
    en: 'A store to memory became a picture. Linux’s text console, vgacon, writes the same cells to the same 0xb8000.',
  },
});
