/** Plain text with its http(s) addresses as links. Text in, React elements out: nothing is ever inserted as HTML. */
import { Fragment, type ReactNode } from 'react';

const ADDRESS = /https?:\/\/[^\s<>"'`（）「」『』【】、。，]+/g;
/** Punctuation at its end is the sentence's, not the address's. */
const TAIL = /[.,;:!?)\]}]+$/;

export function Linked({ text }: { text: string }) {
  return <>{linked(text)}</>;
}

export function linked(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let from = 0;
  for (const hit of text.matchAll(ADDRESS)) {
    const address = hit[0].replace(TAIL, '');
    if (!isWeb(address)) continue;
    out.push(<Fragment key={`t${from}`}>{text.slice(from, hit.index)}</Fragment>);
    out.push(
      <a key={`a${hit.index}`} href={address} rel="nofollow noopener noreferrer">
        {address}
      </a>,
    );
    from = hit.index + address.length;
  }
  out.push(<Fragment key={`t${from}`}>{text.slice(from)}</Fragment>);
  return out;
}

function isWeb(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
