/**
 * The three layers in running text: a mark with the layer's pattern before the words. Hardware is dotted, the kernel is
 * solid, userland is hatched; so a reader who sees no colour tells them apart, in the text as in the pictures.
 */
import type { ReactNode } from 'react';
import styles from './Ring.module.css';

export type LayerName = 'hw' | 'ring0' | 'ring3';

export function LayerSwatch({ layer, size = 12 }: { layer: LayerName; size?: number }) {
  return (
    <svg className={styles[layer]} width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
      <rect className={styles.frame} x="0.75" y="0.75" width="10.5" height="10.5" rx="2" />
      {layer === 'hw' && <path className={styles.dots} d="M3.5 3.5h.01M8.5 3.5h.01M6 6h.01M3.5 8.5h.01M8.5 8.5h.01" />}
      {layer === 'ring0' && <rect className={styles.solid} x="3" y="3" width="6" height="6" rx="0.8" />}
      {layer === 'ring3' && <path className={styles.hatch} d="M2 6 6 2M2.4 9.6 9.6 2.4M6 10l4-4" />}
    </svg>
  );
}

export function Ring({ layer, children }: { layer: LayerName; children: ReactNode }) {
  return (
    <span className={`${styles.ring} ${styles[layer]}`}>
      <LayerSwatch layer={layer} />
      <span>{children}</span>
    </span>
  );
}
