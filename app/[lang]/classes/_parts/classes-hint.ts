/** Whether it is worth asking the server for what is due: somebody with an account has been at this browser. */
const KEY = 'rz.account';

export function rememberClasses(): void {
  try {
    localStorage.setItem(KEY, '1');
  } catch {
    // Nothing is kept: the home page shows nothing of classes.
  }
}

export function mayHaveClasses(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}
