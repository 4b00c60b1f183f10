/** The site's colour tokens as plain colours, for the editor and the terminal, which draw on their own. */

/** Resolves `var(--name)` to `#rrggbb` as it is on the page now. */
export function tokenColour(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  const parts = color
    .match(/[\d.]+/g)
    ?.slice(0, 3)
    .map(Number) ?? [0, 0, 0];
  return `#${parts.map((p) => Math.round(p).toString(16).padStart(2, '0')).join('')}`;
}

/** Whether the page is dark now. */
export function isDark(): boolean {
  const forced = document.documentElement.dataset.theme;
  return forced ? forced === 'dark' : window.matchMedia('(prefers-color-scheme: dark)').matches;
}

/** Calls back when the theme changes, by the reader or by the system. */
export function onThemeChange(listener: () => void): () => void {
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', listener);
  window.addEventListener('rz-theme', listener);
  return () => {
    query.removeEventListener('change', listener);
    window.removeEventListener('rz-theme', listener);
  };
}
