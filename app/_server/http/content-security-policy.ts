/** The policy, but for the scripts that a page may run inline and for who may frame it. */
import { frameAncestors } from './frames';

const REST = [
  "default-src 'self'",
  // Monaco and xterm set styles from scripts.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  // Workers are started from our own files; the bundler starts some of them through a blob.
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
];

/** `inline`: quoted hashes or a nonce. The simulator compiles WebAssembly, hence `wasm-unsafe-eval`; `eval` stays forbidden. */
export function policy(inline: readonly string[]): string {
  const ancestors = frameAncestors();
  const frames = `frame-ancestors ${ancestors.length > 0 ? ["'self'", ...ancestors].join(' ') : "'none'"}`;
  return [`script-src 'self' 'wasm-unsafe-eval' ${inline.join(' ')}`, ...REST, frames].join('; ');
}
