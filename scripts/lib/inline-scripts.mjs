/** The inline scripts of a page, by their SHA-256 as a Content-Security-Policy names them. */
import { createHash } from 'node:crypto';

const SCRIPT = /<script(?<attributes>[^>]*)>(?<text>[\s\S]*?)<\/script>/g;

export function scriptHash(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Hashes of the inline scripts in a page, each once. */
export function inlineScriptHashes(html) {
  const inline = [...html.matchAll(SCRIPT)].filter(({ groups }) => !/\ssrc=/.test(groups.attributes));
  return [...new Set(inline.map(({ groups }) => scriptHash(groups.text)))];
}
