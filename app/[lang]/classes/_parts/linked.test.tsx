import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Linked } from './Linked';

const html = (text: string) => renderToStaticMarkup(<Linked text={text} />);

test.each([
  ['See https://example.org/a?b=1&c=2.', ['https://example.org/a?b=1&amp;c=2']],
  ['（https://example.jp/あ）を見る', ['https://example.jp/あ']],
  ['javascript:alert(1) data:text/html,x ftp://example.org', []],
  ['https:// http://', []],
  ['http://a.test, https://b.test', ['http://a.test', 'https://b.test']],
])('links in %j', (text, links) => {
  const found = [...html(text).matchAll(/<a href="([^"]*)" rel="nofollow noopener noreferrer">/g)].map((hit) => hit[1]);
  expect(found).toEqual(links);
});

test('text stays text: nothing becomes markup', () => {
  const text = '<img src=x onerror=alert(1)> https://x.test/"onmouseover="alert(1) <b>';
  expect(html(text)).not.toMatch(/<img|<b>|onmouseover="/);
  expect(html(text).replace(/<[^>]+>/g, '')).toBe(
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  );
});
