import { abnormalEnd, check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const PIN = 'PIN=20817';

export default defineExercise({
  id: 'ex_w2g6',
  kind: 'bare',
  title: { ja: 'ページを閉じる', en: 'Close the page' },
  inspector: 'registers',
  readonly: ['machine.h', 'machine.c', 'fault.s'],
  run: { disk: [{ sector: 3, text: PIN }] },
  hints: [
    {
      ja: '`*entry(address) &= ~1UL;` で存在ビットが0になります。',
      en: '`*entry(address) &= ~1UL;` clears the present bit.',
    },
    {
      ja: '`hide(VAULT)` はよそ者の前、`show(VAULT)` はよそ者の後、持ち主の前です。',
      en: '`hide(VAULT)` belongs before the stranger, `show(VAULT)` after it and before the owner.',
    },
  ],
  wrong: { 'user-bit': 'still-readable', 'never-shown': 'owner-shut-out', 'next-page': 'still-readable' },
  limits: { instructions: 20_000_000 },
  checks: [
    check('ends', { ja: 'プログラムが自分で終わる', en: 'The program ends by itself' }, (view) => abnormalEnd(view)),
    check('stranger', { ja: 'よそ者は読めない', en: 'The stranger cannot read it' }, (view) => {
      const line = view.console.split('\n').find((text) => text.startsWith('stranger: ')) ?? '';
      if (line.includes('PIN=')) return fail('still-readable', { got: line });
      return line === 'stranger: page fault at 0x00600000' ? null : fail('other-fault', { got: line });
    }),
    check('owner', { ja: '持ち主は読める', en: 'The owner can' }, (view) => {
      const line = view.console.split('\n').find((text) => text.startsWith('owner: ')) ?? '';
      return line === `owner: ${PIN}` ? null : fail('owner-shut-out', { got: line });
    }),
  ],
  messages: {
    'still-readable': {
      ja: 'よそ者が読めてしまいました: 「{got}」。リング0では U ビットは効きません。正しい項目（1項目が 2 MiB）の**存在ビット**を0にしていますか。',
      en: 'The stranger could read it: “{got}”. In ring 0 the U bit makes no difference. Is the **present bit** of the right entry (one for every 2 MiB) cleared?',
    },
    'other-fault': {
      ja: 'よそ者の行が「{got}」です。0x600000 でページフォルトになるはずです。',
      en: 'The stranger’s line is “{got}”. It should be a page fault at 0x600000.',
    },
    'owner-shut-out': {
      ja: '持ち主まで締め出されました: 「{got}」。よそ者が終わったら `show` で戻してください。',
      en: 'The owner is shut out too: “{got}”. Bring the page back by `show` when the stranger has ended.',
    },
  },
  success: {
    ja: '2本のプログラムは同じ番地を使い、片方だけが中身を見ました。どちらが動いているかによって表を替える。Linuxがプロセスを切り替えるたびにしているのは、これです。',
    en: 'Two programs used one address, and one of them saw what is there. Another table for whoever runs: that is what Linux does at every switch of processes.',
  },
});
