import { expect, it } from 'vitest';
import { coloursOf } from './FramebufferPicture';

it('the table of a screen names its colours, the largest first, with the corners of each', () => {
  const [width, height, stride] = [4, 3, 20];
  const pixels = new Uint8Array(stride * height);
  for (const [x, y] of [
    [1, 1],
    [2, 1],
  ])
    pixels.set([0x00, 0x80, 0xff, 0], y * stride + x * 4);
  expect(coloursOf({ type: 'framebuffer', id: 1, width, height, stride, pixels })).toEqual([
    { colour: 0, count: 10, left: 0, top: 0, right: 3, bottom: 2 },
    { colour: 0xff8000, count: 2, left: 1, top: 1, right: 2, bottom: 1 },
  ]);
});
