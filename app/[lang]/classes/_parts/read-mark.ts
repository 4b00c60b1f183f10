/** Up to when announcements of a class were read in this browser. A browser that keeps nothing sees all as new. */
const KEY = 'rz.announcements';

type Marks = Readonly<Record<string, number>>;

function read(): Marks {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof found === 'object' && found !== null ? (found as Marks) : {};
  } catch {
    return {};
  }
}

export function lastRead(classId: string): number {
  const at = read()[classId];
  return typeof at === 'number' ? at : 0;
}

export function markRead(classId: string, at: number): void {
  if (at <= lastRead(classId)) return;
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...read(), [classId]: at }));
  } catch {
    // Nothing is kept: the mark comes back next time.
  }
}
