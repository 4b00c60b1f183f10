'use client';
/** The picture of /dev/fb0: blue, green, red and one unused byte a pixel, drawn as they are; as a table, its colours. */
import type { FromWorker } from '@ringzero/kernel-sim/lab/types';
import { useEffect, useRef } from 'react';
import { fill } from '../../_i18n/define';
import styles from './framebuffer.module.css';
import { DataTable } from './Table';
import type { Words } from './words';

export type Frame = Extract<FromWorker, { type: 'framebuffer' }>;

export function FramebufferPicture({ frame, table, w }: { frame: Frame; table: boolean; w: Words }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(frame.width, frame.height);
    for (let y = 0; y < frame.height; y += 1)
      for (let x = 0; x < frame.width; x += 1) {
        const from = y * frame.stride + x * 4;
        const to = (y * frame.width + x) * 4;
        image.data[to] = frame.pixels[from + 2];
        image.data[to + 1] = frame.pixels[from + 1];
        image.data[to + 2] = frame.pixels[from];
        image.data[to + 3] = 255;
      }
    context.putImageData(image, 0, 0);
  }, [frame]);
  const label = fill(w.screenFb, { width: frame.width, height: frame.height });
  if (table) return <ColourTable frame={frame} label={label} w={w} />;
  return (
    <figure className={styles.figure}>
      <canvas
        ref={canvas}
        className={styles.canvas}
        width={frame.width}
        height={frame.height}
        aria-label={label}
        role="img"
      />
      <figcaption>{label}</figcaption>
    </figure>
  );
}

interface Patch {
  colour: number;
  count: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}
const MOST = 16;

/** The colours of a picture with where they are, the largest first. */
export function coloursOf({ width, height, stride, pixels }: Frame): Patch[] {
  const patches = new Map<number, Patch>();
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = y * stride + x * 4;
      const colour = pixels[at] | (pixels[at + 1] << 8) | (pixels[at + 2] << 16);
      const patch = patches.get(colour);
      if (patch) {
        patch.count += 1;
        patch.left = Math.min(patch.left, x);
        patch.right = Math.max(patch.right, x);
        patch.bottom = y;
      } else patches.set(colour, { colour, count: 1, left: x, top: y, right: x, bottom: y });
    }
  return [...patches.values()].sort((a, b) => b.count - a.count);
}

function ColourTable({ frame, label, w }: { frame: Frame; label: string; w: Words }) {
  const rows = coloursOf(frame)
    .slice(0, MOST)
    .map((p) => {
      const colour = `#${p.colour.toString(16).padStart(6, '0')}`;
      return { key: p.colour, cells: [colour, p.count, `(${p.left}, ${p.top})`, `(${p.right}, ${p.bottom})`] };
    });
  const columns = [w.fbColour, w.fbPixels, w.fbFrom, w.fbTo].map((head) => ({ head, mono: true }));
  return <DataTable caption={label} columns={columns} rows={rows} />;
}
