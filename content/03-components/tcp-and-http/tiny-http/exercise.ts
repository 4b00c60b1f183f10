import { check, difference, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const EXPECTED =
  'HTTP/1.0 200 OK~\nContent-Length: 6~\n~\nhello\nHTTP/1.0 404 Not Found~\nContent-Length: 13~\n~\nno such page\n';

export default defineExercise({
  id: 'ex_h2p7',
  kind: 'program',
  title: { ja: '小さなHTTPサーバー', en: 'A tiny HTTP server' },
  inspector: 'network',
  hints: [
    {
      ja: '`length` を覚えながら読み足し、`strstr(request, "\\r\\n\\r\\n")` が見つかるまで繰り返します。',
      en: 'Read on, keeping `length`, until `strstr(request, "\\r\\n\\r\\n")` finds something.',
    },
    {
      ja: '`strncmp(request, "GET / ", 6) == 0` なら `/` です。',
      en: '`strncmp(request, "GET / ", 6) == 0` means `/`.',
    },
    {
      ja: '`snprintf` で返事を組み立て、`write` します。',
      en: 'Put the answer together by `snprintf` and `write` it.',
    },
  ],
  wrong: {
    'reads-once': 'too-early',
    'only-newlines': 'line-ends',
    'always-hello': 'no-404',
    'wrong-length': 'length',
  },
  limits: { instructions: 600_000_000, tasks: 16 },
  checks: [
    endsWell(0),
    check('whole-request', { ja: '要求を最後まで読む', en: 'The whole request is read' }, (view) => {
      const reset = view
        .of('syscall-exit')
        .some((e) => /^(read|write)$/.test(e.name) && (e.result === -104 || e.result === -32));
      const server = view.of('syscall-exit').filter((e) => e.pid === 2 && e.name === 'read' && e.result > 0);
      return reset || server.length < 4 ? 'too-early' : null;
    }),
    check('line-ends', { ja: '行の終わりが \\r\\n', en: 'Lines end in \\r\\n' }, (view) =>
      /^HTTP\/1\.\d \d+ [^~\n]*\n/m.test(view.stdout) ? 'line-ends' : null,
    ),
    check('not-found', { ja: '無いページには404', en: '404 for other pages' }, (view) =>
      /404/.test(view.stdout) ? null : 'no-404',
    ),
    check('answers', { ja: '返事が正しい', en: 'The answers are right' }, (view) => {
      if (view.stdout === EXPECTED) return null;
      const lengths = [...view.stdout.matchAll(/Content-Length: (\d+)/g)].map((m) => m[1]).join();
      if (lengths !== '6,13') return fail('length', { got: lengths });
      return fail('stdout-differs', difference(EXPECTED, view.stdout));
    }),
  ],
  messages: {
    'too-early': {
      ja: '要求の途中で返事をして閉じました。空行（`\\r\\n\\r\\n`）が届くまで読み続けてください。読み残したまま閉じると、相手にはリセット（RST）が届きます。',
      en: 'It answered and closed in the middle of a request. Read until the empty line, `\\r\\n\\r\\n`. Closing with unread data sends a reset (RST).',
    },
    'line-ends': { ja: '状態の行が `\\r\\n` で終わっていません。', en: 'The status line does not end in `\\r\\n`.' },
    'no-404': { ja: '`/nothing` に404が返っていません。', en: '`/nothing` was not answered by 404.' },
    length: {
      ja: 'Content-Length が {got} です。本文のバイト数（改行も数える）は 6 と 13 です。',
      en: 'Content-Length is {got}. The bodies have 6 and 13 bytes, newline included.',
    },
  },
  success: {
    ja: 'HTTPサーバーができました。カーネルはHTTPという言葉を知りません。',
    en: 'That is an HTTP server. The kernel has never heard of HTTP.',
  },
});
