/**
 * The class that somebody wanted to join before they had an account: kept in this browser through sign-up (with mail to
 * confirm, or another provider in between), and for a day at most.
 */
const KEY = 'rz.join';
const A_DAY = 24 * 60 * 60 * 1000;

export function keepJoin(code: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ code, at: Date.now() }));
  } catch {
    // Nothing is kept: the link must be opened again.
  }
}

/** The code, once. */
export function takeJoin(): string | null {
  try {
    const { code, at } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as { code?: unknown; at?: unknown };
    localStorage.removeItem(KEY);
    const fresh = typeof at === 'number' && Date.now() - at < A_DAY;
    return typeof code === 'string' && /^\w{1,40}$/.test(code) && fresh ? code : null;
  } catch {
    return null;
  }
}
