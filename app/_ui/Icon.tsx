/** The few line icons of the site, 16 × 16, drawn in the colour of the text beside them. Always beside a label or in a labelled button. */
const PATHS = {
  check: 'M3 8.5 6.4 12 13 4.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  dot: 'M8 7.5a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1z',
  play: 'M5 3.5v9l7-4.5z',
  stop: 'M4.5 4.5h7v7h-7z',
  chevron: 'M6 3.5 10.5 8 6 12.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  up: 'M3.5 10 8 5.5 12.5 10',
  first: 'M4 3.5v9M12 3.5 6.5 8l5.5 4.5z',
  last: 'M12 3.5v9M4 3.5 9.5 8 4 12.5z',
  prev: 'M10.5 3.5 5 8l5.5 4.5z',
  next: 'M5.5 3.5 11 8l-5.5 4.5z',
  undo: 'M5 4 2.5 6.5 5 9M2.5 6.5H9.5a3.5 3.5 0 0 1 0 7H7',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01',
  bulb: 'M5.8 10.5a4 4 0 1 1 4.4 0v1.5H5.8zM6.5 14h3',
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6',
  picture: 'M3 12.5 6.5 6l3 4 1.5-2 2 4.5M2.5 3.5h11v9h-11z',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  sun: 'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1',
  grip: 'M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  warning: 'M8 2.5 14.2 13H1.8zM8 6.5v3M8 11.3h.01',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5v3.5M8 5h.01',
  save: 'M8 2.5v8M4.5 7.5 8 11l3.5-3.5M2.5 13.5h11',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  folder: 'M2.5 4h4l1.5 2h5.5v6.5h-11z',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.5M13 2.5v3h-3',
  verified: 'M1.8 8.6 4.6 11.5 10 5M7.6 10.7l.9.8L14 5',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.3 1.7',
  expand: 'M9.5 2.5h4v4M6.5 13.5h-4v-4M13.5 2.5 9 7M2.5 13.5 7 9',
} as const;

export type IconName = keyof typeof PATHS;
const FILLED: ReadonlySet<IconName> = new Set(['play', 'stop', 'prev', 'next']);

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill={FILLED.has(name) ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={name === 'grip' || name === 'more' || name === 'dot' ? 2.2 : 1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: 'none' }}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
