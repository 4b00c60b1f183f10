/**
 * The plain editor behind the EditorPort: a text area with line numbers. Tab indents; Esc, then Tab leaves. What the
 * compiler says is a list under it (Diagnostics), so nothing is lost without squiggles.
 */

import styles from './plain.module.css';
import type { EditorOptions, EditorPort } from './port';

/** Above the first line, as in plain.module.css. */
const PADDING = 10;

export function createPlain(host: HTMLElement, options: EditorOptions): EditorPort {
  const root = document.createElement('div');
  root.className = styles.plain;
  const numbers = document.createElement('pre');
  numbers.className = styles.numbers;
  numbers.setAttribute('aria-hidden', 'true');
  const area = document.createElement('textarea');
  area.className = styles.area;
  area.setAttribute('aria-label', options.label);
  area.spellcheck = false;
  area.autocapitalize = 'off';
  area.setAttribute('autocorrect', 'off');
  area.wrap = 'off';
  area.readOnly = options.readOnly;
  area.value = options.value;
  root.append(numbers, area);
  host.append(root);

  const band = document.createElement('div');
  band.className = styles.current;
  band.hidden = true;
  root.prepend(band);

  let wrong = new Set<number>();
  let points = new Set<number>();
  let now: number | null = null;
  const count = () => {
    const lines = area.value.split('\n').length;
    numbers.replaceChildren(
      ...Array.from({ length: lines }, (_, at) => {
        const line = document.createElement('span');
        line.textContent = `${at + 1}\n`;
        if (points.has(at + 1)) line.className = styles.breakpoint;
        else if (wrong.has(at + 1)) line.className = styles.wrong;
        return line;
      }),
    );
  };
  const height = () => Number.parseFloat(getComputedStyle(area).lineHeight) || 20;
  const scroll = () => {
    numbers.style.transform = `translateY(${-area.scrollTop}px)`;
    band.hidden = now === null;
    if (now !== null) band.style.top = `${PADDING + (now - 1) * height() - area.scrollTop}px`;
  };
  const { onBreakpoint } = options;
  /** A press on the line numbers, which lie under the margin of the text. */
  const onPress = (event: MouseEvent) => {
    const margin = Number.parseFloat(getComputedStyle(area).paddingInlineStart);
    if (!onBreakpoint || event.offsetX > margin - 8) return;
    const line = Math.floor((event.offsetY + area.scrollTop - PADDING) / height()) + 1;
    if (line < 1 || line > area.value.split('\n').length) return;
    event.preventDefault();
    onBreakpoint(line);
  };
  let free = false;
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'F9' && onBreakpoint) {
      event.preventDefault();
      onBreakpoint(area.value.slice(0, area.selectionStart).split('\n').length);
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      options.onRun();
    } else if (event.key === 'Escape') {
      // In a sheet Esc would close it: here it frees Tab.
      event.preventDefault();
      free = true;
    } else if (event.key === 'Tab' && !event.shiftKey && !free && !options.readOnly) {
      event.preventDefault();
      area.setRangeText('    ', area.selectionStart, area.selectionEnd, 'end');
      changed();
    } else if (event.key !== 'Shift') {
      free = false;
    }
  };
  const changed = () => {
    count();
    options.onChange(area.value);
  };
  area.addEventListener('input', changed);
  area.addEventListener('keydown', onKey);
  area.addEventListener('scroll', scroll);
  area.addEventListener('mousedown', onPress);
  count();
  return {
    setValue(value) {
      if (area.value === value) return;
      area.value = value;
      count();
    },
    setSquiggles(squiggles) {
      wrong = new Set(squiggles.filter((s) => s.severity === 'error').map((s) => s.line));
      count();
    },
    reveal(line) {
      const lines = area.value.split('\n');
      const from = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0);
      area.focus();
      area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
      area.scrollTop = Math.max(0, (line - 4) * height());
    },
    setBreakpoints(lines) {
      points = new Set(lines);
      count();
    },
    setCurrent(line) {
      now = line;
      if (line !== null) {
        const top = PADDING + (line - 1) * height() - area.scrollTop;
        if (top < 0 || top + height() > area.clientHeight) area.scrollTop = Math.max(0, (line - 4) * height());
      }
      scroll();
    },
    focus: () => area.focus(),
    dispose: () => root.remove(),
  };
}
