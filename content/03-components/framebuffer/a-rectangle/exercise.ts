import { check, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import type { Picture, RunView } from '@ringzero/kernel-sim/lab/types';
import { defineExercise } from '../../../types';

const LEFT = 200;
const TOP = 120;
const WIDTH = 160;
const HEIGHT = 90;
/** 0xRRGGBB. */
const ORANGE = 0xff8000;

const picture = (view: RunView): Picture | null => view.framebuffer?.() ?? null;

const pixel = ({ pixels, stride }: Picture, x: number, y: number): number => {
  const at = y * stride + x * 4;
  return pixels[at] | (pixels[at + 1] << 8) | (pixels[at + 2] << 16);
};

const hex = (colour: number) => `#${colour.toString(16).padStart(6, '0')}`;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
  count: number;
  colour: number;
}

/** The smallest box around all that is not black, and how much that is. */
function drawn(screen: Picture): Box | null {
  let box: Box | null = null;
  for (let y = 0; y < screen.height; y++)
    for (let x = 0; x < screen.width; x++) {
      const colour = pixel(screen, x, y);
      if (colour === 0) continue;
      if (!box) box = { left: x, right: x, top: y, bottom: y, count: 0, colour };
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.bottom = y;
      box.count++;
    }
  return box;
}

export default defineExercise({
  id: 'ex_f2b8',
  kind: 'program',
  title: { ja: 'オレンジ色の長方形', en: 'An orange rectangle' },
  inspector: 'screen',
  readonly: ['fb.h', 'preview.c'],
  hints: [
    {
      ja: '`mmap(NULL, fix.smem_len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)` で、画面が番地になります。',
      en: '`mmap(NULL, fix.smem_len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)` makes addresses of the screen.',
    },
    {
      ja: 'y 行目は `screen + y * fix.line_length` バイトから始まります。`uint32_t *` にすれば `line[x]` が1画素です。',
      en: 'Line y begins at byte `screen + y * fix.line_length`. As a `uint32_t *`, `line[x]` is a pixel.',
    },
    {
      ja: '色は `RED << var.red.offset | GREEN << var.green.offset | BLUE << var.blue.offset` です。',
      en: 'The colour is `RED << var.red.offset | GREEN << var.green.offset | BLUE << var.blue.offset`.',
    },
  ],
  wrong: {
    'pixels-for-bytes': 'wrong-stride',
    'red-first': 'swapped-colours',
    'one-too-many': 'one-too-many',
    'across-then-down': 'elsewhere',
  },
  limits: { instructions: 200_000_000 },
  checks: [
    endsWell(0),
    check('drawn', { ja: '画面に何かが描かれる', en: 'Something is drawn' }, (view) => {
      const screen = picture(view);
      return screen && drawn(screen) ? null : 'nothing';
    }),
    check('colour', { ja: '色が合っている', en: 'The colour is right' }, (view) => {
      const screen = picture(view);
      const box = screen && drawn(screen);
      if (!box || box.colour === ORANGE) return null;
      const got = hex(box.colour);
      return fail(box.colour === 0x0080ff ? 'swapped-colours' : 'other-colour', { got });
    }),
    check('place', { ja: '場所と大きさが合っている', en: 'Place and size are right' }, (view) => {
      const screen = picture(view);
      const box = screen && drawn(screen);
      if (!box) return 'nothing';
      const { left, top, count } = box;
      const [width, height] = [box.right - left + 1, box.bottom - top + 1];
      const params = { left, top, width, height };
      if (count !== width * height) return 'wrong-stride';
      if (left === LEFT && top === TOP && width === WIDTH && height === HEIGHT) return null;
      if (left !== LEFT || top !== TOP) return fail('elsewhere', params);
      return fail(width === WIDTH + 1 || height === HEIGHT + 1 ? 'one-too-many' : 'other-size', params);
    }),
  ],
  messages: {
    nothing: {
      ja: '画面はまだ真っ黒です。`/dev/fb0` を MAP_SHARED で mmap して、画素を書いてください。',
      en: 'The screen is still black. Map `/dev/fb0` by mmap with MAP_SHARED, and write pixels.',
    },
    'swapped-colours': {
      ja: '色が {got} になりました。赤と青が逆です。メモリの並びは青・緑・赤の順です。位置は `var.red.offset` などで分かります。',
      en: 'The colour is {got}: red and blue are swapped. In memory the order is blue, green, red. `var.red.offset` and the others tell.',
    },
    'other-colour': { ja: '色が {got} です。#ff8000 のはずです。', en: 'The colour is {got}; it should be #ff8000.' },
    'wrong-stride': {
      ja: '長方形が崩れて、行が重なったりずれたりしています。次の行は `line_length` **バイト**先です。画素の数ではありません。',
      en: 'It is not a rectangle: lines overlap or are shifted. The next line is `line_length` **bytes** further, not so many pixels.',
    },
    elsewhere: {
      ja: '長方形は左 {left}、上 {top} にあります。左200、上120のはずです。x は右へ、y は下へ数えます。',
      en: 'The rectangle is at left {left}, top {top}. It should be at left 200, top 120. x counts to the right, y downwards.',
    },
    'one-too-many': {
      ja: '大きさが {width} × {height} で、1つはみ出しています。`LEFT + WIDTH` 番目の列は、もう外です。',
      en: 'It is {width} × {height}: one too many. Column `LEFT + WIDTH` is already outside.',
    },
    'other-size': {
      ja: '大きさが {width} × {height} です。160 × 90 のはずです。',
      en: 'It is {width} × {height}; it should be 160 × 90.',
    },
  },
  success: {
    ja: 'システムコールは mmap までで、描くのはただのストア命令です。1画素ごとに write していたら、14,400回かかりました。',
    en: 'After mmap there was no system call: drawing is plain stores. One write a pixel would have made 14,400.',
  },
});
