'use client';
/**
 * The terminal: xterm.js, or a log and a line to type in for screen readers. It shows what the buffer holds and, when it
 * belongs to a shell, sends what is typed. Output reaches it once per frame.
 */
import '@xterm/xterm/css/xterm.css';
import { type FormEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useI18n } from '../../_i18n/client';
import { Button } from '../../_ui/Button';
import type { TerminalBuffer } from '../session/terminal-buffer';
import { onThemeChange, tokenColour } from './editor/tokens';
import { plainText } from './plain-text';
import { useSetting } from './settings';
import styles from './Terminal.module.css';

interface Props {
  buffer: TerminalBuffer;
  label: string;
  /** Absent: output only. */
  onInput?: (bytes: Uint8Array) => void;
  /** Shown over an empty terminal. */
  idle: string;
  autoFocus?: boolean;
}

const encoder = new TextEncoder();

export function Terminal(props: Props) {
  const reader = useSetting('readerTerminal');
  return reader ? <ReaderTerminal {...props} /> : <XtermTerminal {...props} />;
}

/** True while nothing has been shown. */
function useEmpty(buffer: TerminalBuffer): boolean {
  return useSyncExternalStore(
    (listener) => buffer.attach(() => listener()),
    () => buffer.empty,
    () => true,
  );
}

function XtermTerminal({ buffer, label, onInput, idle, autoFocus }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const empty = useEmpty(buffer);
  const send = useRef(onInput);
  useEffect(() => {
    send.current = onInput;
  }, [onInput]);
  const interactive = onInput !== undefined;
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let leave: (() => void) | null = null;
    let gone = false;
    void openXterm(element, {
      label,
      interactive,
      buffer,
      send: (bytes) => send.current?.(bytes),
      autoFocus: autoFocus ?? false,
    }).then((dispose) => {
      if (gone) dispose();
      else leave = dispose;
    });
    return () => {
      gone = true;
      leave?.();
    };
  }, [buffer, label, interactive, autoFocus]);
  return (
    <div className={styles.terminal}>
      <div ref={host} className={styles.host} />
      {empty && <p className={styles.idle}>{idle}</p>}
    </div>
  );
}

async function openXterm(
  host: HTMLElement,
  options: {
    label: string;
    interactive: boolean;
    buffer: TerminalBuffer;
    send: (bytes: Uint8Array) => void;
    autoFocus: boolean;
  },
): Promise<() => void> {
  const [{ Terminal: Xterm }, { FitAddon }] = await Promise.all([import('@xterm/xterm'), import('@xterm/addon-fit')]);
  const colours = () => ({
    background: tokenColour('screen'),
    foreground: tokenColour('screen-ink'),
    cursor: options.interactive ? tokenColour('screen-ink') : tokenColour('screen'),
    selectionBackground: '#4a5f7d',
  });
  const term = new Xterm({
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
    fontSize: 13,
    lineHeight: 1.35,
    convertEol: true,
    scrollback: 5_000,
    disableStdin: !options.interactive,
    cursorBlink: false,
    cursorInactiveStyle: options.interactive ? 'outline' : 'none',
    theme: colours(),
    screenReaderMode: false,
    allowProposedApi: false,
  });
  const fit = new FitAddon();
  term.loadAddon(fit);
  term.open(host);
  term.textarea?.setAttribute('aria-label', options.label);
  // Tab leaves a terminal that takes no input; a shell completes with it, and Ctrl+Shift+Tab style exits stay the browser's.
  if (!options.interactive && term.textarea) term.textarea.tabIndex = -1;
  const resize = new ResizeObserver(() => {
    if (host.clientWidth > 0 && host.clientHeight > 0) fit.fit();
  });
  resize.observe(host);
  const input = options.interactive
    ? [
        term.onData((text) => options.send(encoder.encode(text))),
        term.onBinary((text) => options.send(Uint8Array.from(text, (c) => c.charCodeAt(0)))),
      ]
    : [];
  const detach = options.buffer.attach((chunks, reset) => {
    if (reset) term.reset();
    for (const chunk of chunks) term.write(chunk);
  });
  const leaveTheme = onThemeChange(() => {
    term.options.theme = colours();
  });
  if (options.autoFocus) term.focus();
  return () => {
    detach();
    leaveTheme();
    resize.disconnect();
    for (const one of input) one.dispose();
    term.dispose();
  };
}

/** A log that is read out, and a line to type in. Control sequences are taken out: they mean nothing when heard. */
function ReaderTerminal({ buffer, label, onInput, idle }: Props) {
  const { t } = useI18n();
  const [text, setText] = useState('');
  const [line, setLine] = useState('');
  const log = useRef<HTMLPreElement>(null);
  useEffect(() => buffer.attach(() => setText(plainText(buffer.text()))), [buffer]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the text
  useEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [text]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onInput?.(encoder.encode(`${line}\n`));
    setLine('');
  };
  return (
    <div className={styles.reader}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
      <pre ref={log} className={styles.log} role="log" aria-label={label} tabIndex={0}>
        {text || idle}
      </pre>
      {onInput && (
        <form className={styles.line} onSubmit={submit}>
          <label>
            <span>{t.exercise.lineInput}</span>
            <input
              value={line}
              onChange={(event) => setLine(event.target.value)}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
            />
          </label>
          <Button type="submit" size="s">
            {t.exercise.send}
          </Button>
        </form>
      )}
    </div>
  );
}
