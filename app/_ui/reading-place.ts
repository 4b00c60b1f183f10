/**
 * The reader's place in a text, kept over a change of language: the number of the block at the top of the window and how
 * far it is scrolled. Both languages have the same blocks in the same order, so the number is enough.
 */
const KEY = 'rz.place';
const blocks = () => [...document.querySelectorAll<HTMLElement>('[data-reading] > *')];
const TOP = 72;

/** Notes where the reader is, for the page `href` that is opened next. */
export function rememberPlace(href: string): void {
  const all = blocks();
  const index = all.findIndex((block) => block.getBoundingClientRect().bottom > TOP);
  if (index < 0) return;
  const box = all[index].getBoundingClientRect();
  const part = (TOP - box.top) / Math.max(1, box.height);
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ href, index, part }));
  } catch {
    // Without storage the new page starts at its top.
  }
}

/** Goes to the noted place if it was noted for this page. */
export function restorePlace(href: string): void {
  try {
    const noted: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    sessionStorage.removeItem(KEY);
    if (typeof noted !== 'object' || noted === null || !('href' in noted) || noted.href !== href) return;
    const { index, part } = noted as { index?: unknown; part?: unknown };
    const block = typeof index === 'number' ? blocks()[index] : undefined;
    if (!block || typeof part !== 'number') return;
    const box = block.getBoundingClientRect();
    window.scrollTo({ top: window.scrollY + box.top + box.height * part - TOP, behavior: 'instant' });
  } catch {
    // A damaged note is no reason to move the page.
  }
}
