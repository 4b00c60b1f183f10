import { check, difference, endsWell, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const EXPECTED = 'FIRST CLIENT SAYS A LONG SENTENCE\nSECOND ONE\n';
const SERVER = 2;

export default defineExercise({
  id: 'ex_s4t1',
  kind: 'program',
  title: { ja: '大声のサーバー', en: 'A server that shouts' },
  inspector: 'network',
  hints: [
    {
      ja: 'socket → bind → listen → （準備ができたと知らせる）→ accept を2回、です。',
      en: 'socket, bind, listen, tell that it is ready, then accept twice.',
    },
    {
      ja: '`attend` は `while ((got = read(…)) > 0)` で繰り返します。',
      en: '`attend` repeats: `while ((got = read(…)) > 0)`.',
    },
  ],
  wrong: {
    'no-listen': 'not-listening',
    'one-client': 'one-client',
    'reads-once': 'cut',
    'reads-the-listener': 'listener',
  },
  limits: { instructions: 600_000_000, tasks: 16 },
  checks: [
    check('listens', { ja: '待ち受ける', en: 'It listens' }, (view) =>
      view.of('syscall-exit').some((e) => e.pid === SERVER && e.name === 'listen' && e.result === 0)
        ? null
        : 'not-listening',
    ),
    check('accepts', { ja: '2人の客を受け付ける', en: 'It accepts two clients' }, (view) => {
      const accepted = view
        .of('syscall-exit')
        .filter((e) => e.pid === SERVER && /^accept4?$/.test(e.name) && e.result >= 0);
      if (accepted.length === 0) return 'listener';
      return accepted.length < 2 ? 'one-client' : null;
    }),
    endsWell(0),
    check('answers', { ja: '大文字で全部返る', en: 'Everything comes back in capitals' }, (view) => {
      if (view.stdout === EXPECTED) return null;
      const [sentence] = EXPECTED.split('\n');
      const [first] = view.stdout.split('\n');
      if (first === sentence) return fail('stdout-differs', difference(EXPECTED, view.stdout));
      return fail('cut', { got: sentence.startsWith(first) ? first.length : 0 });
    }),
  ],
  messages: {
    'not-listening': {
      ja: '`listen` が成功していません。`bind` だけでは、客の接続は断られます（ECONNREFUSED）。',
      en: '`listen` did not succeed. With `bind` alone connections are refused (ECONNREFUSED).',
    },
    listener: {
      ja: '`accept` が成功していません。待ち受けのソケットそのものからは、読み書きできません（ENOTCONN）。',
      en: '`accept` did not succeed. The listening socket itself cannot be read or written (ENOTCONN).',
    },
    'one-client': { ja: '受け付けたのは1人だけです。', en: 'Only one client was accepted.' },
    cut: {
      ja: '1人目には {got} 文字しか返っていません。TCPには区切りがありません。0が返るまで読み続けてください。読み残したまま閉じると、リセット（RST）が届き、返した分まで失われることがあります。',
      en: 'Only {got} characters came back to the first client. TCP has no pieces: read until 0. Closing with unread data sends a reset (RST), which may destroy even what was answered.',
    },
  },
  success: {
    ja: '待ち受けのソケットは1つ、客ごとのソケットは2つ。SYNのやりとりも送り直しも、カーネルが済ませていました。',
    en: 'One socket to listen, one for each client. Handshakes and everything else were the kernel’s.',
  },
});
