/** The token of a link in a mail: after the `#`, so that it is in no log and no Referer. Taken out of the address bar as well. */
export function tokenOfAddress(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (token) window.history.replaceState(null, '', window.location.pathname);
  return token || null;
}
