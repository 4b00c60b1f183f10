/** "Firefox, Windows": what a session's list calls a browser, from its User-Agent. A guess, and only ever shown to its owner. */

/** First match wins: most browsers also name the ones that they descend from. */
const BROWSERS: readonly [name: string, sign: RegExp][] = [
  ['Edge', /\bEdgA?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(Chrome|CriOS|HeadlessChrome)\//],
  ['Safari', /\bSafari\//],
];
const SYSTEMS: readonly [name: string, sign: RegExp][] = [
  ['iPad', /\biPad\b/],
  ['iPhone', /\biPhone\b/],
  ['Android', /\bAndroid\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
];

/** Null when nothing is known. */
export function deviceName(userAgent: string | null): string | null {
  const parts = [BROWSERS, SYSTEMS].flatMap((table) => table.find(([, sign]) => sign.test(userAgent ?? ''))?.[0] ?? []);
  return parts.length > 0 ? parts.join(', ') : null;
}
