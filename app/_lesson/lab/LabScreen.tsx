'use client';
/** The picture of /dev/fb0: blue, green, red and one unused byte a pixel, drawn as they are. */
import { useEffect, useRef } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import type { Frame } from '../session/free-machine';
import styles from './FreeLab.module.css';

export function LabScreen({ frame }: { frame: Frame | null }) {
  const { t } = useI18n();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!frame || !context) return;
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
  if (!frame) return <p className={styles.empty}>{t.inspect.screenFbOff}</p>;
  const label = fill(t.inspect.screenFb, { width: frame.width, height: frame.height });
  return (
    <figure className={styles.panel}>
      <canvas
        ref={canvas}
        className={styles.canvas}
        width={frame.width}
        height={frame.height}
        aria-label={label}
        role="img"
      />
      <figcaption className={styles.quiet}>{label}</figcaption>
    </figure>
  );
}
