'use client';
/** The keys that a phone's keyboard lacks, above it. Ctrl holds for the next letter typed on the row's owner. */
import { useI18n } from '../../_i18n/client';
import styles from './KeyRow.module.css';

const KEYS = [
  { label: 'Esc', send: '\u001b' },
  { label: 'Tab', send: '\t' },
  { label: 'Ctrl', send: null },
  { label: '←', send: '\u001b[D' },
  { label: '↑', send: '\u001b[A' },
  { label: '↓', send: '\u001b[B' },
  { label: '→', send: '\u001b[C' },
  { label: '|', send: '|' },
  { label: '/', send: '/' },
  { label: '-', send: '-' },
] as const;

export function KeyRow({ ctrl, onCtrl, onKey }: { ctrl: boolean; onCtrl: () => void; onKey: (text: string) => void }) {
  const { t } = useI18n();
  return (
    <div className={styles.row} role="toolbar" aria-label={t.exercise.keyRow}>
      {KEYS.map(({ label, send }) => (
        <button
          key={label}
          type="button"
          aria-pressed={send === null ? ctrl : undefined}
          // The keyboard of the phone must stay open: the field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => (send === null ? onCtrl() : onKey(send))}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

/** A typed text under a held Ctrl: letters become control characters, as a terminal does it. */
export function withCtrl(text: string): string {
  const code = text.toUpperCase().charCodeAt(0);
  return text.length === 1 && code >= 64 && code < 96 ? String.fromCharCode(code - 64) : text;
}
