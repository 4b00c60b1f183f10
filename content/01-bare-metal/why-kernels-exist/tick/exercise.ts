import { abnormalEnd, check, fail, INSTRUCTIONS_PER_SECOND } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const TIMER = 32;
const RATE = 100;
const EXPECTED = '5 ticks\n';

export default defineExercise({
  id: 'ex_t6v4',
  kind: 'bare',
  title: { ja: 'タイマー割り込みを数える', en: 'Count timer interrupts' },
  inspector: 'devices',
  readonly: ['machine.h', 'machine.c', 'timer.s'],
  hints: [
    { ja: '1,193,182 ÷ 100 は 11,931 です。', en: '1,193,182 divided by 100 is 11,931.' },
    {
      ja: '`__asm__ volatile("sti")` で割り込みを許可し、`while (ticks < 5) __asm__ volatile("hlt");` で待ちます。',
      en: '`__asm__ volatile("sti")` turns interrupts on; `while (ticks < 5) __asm__ volatile("hlt");` waits.',
    },
    {
      ja: '`on_timer` の最後に `outb(0x20, 0x20)` が要ります。',
      en: '`on_timer` needs `outb(0x20, 0x20)` at its end.',
    },
  ],
  wrong: { 'no-eoi': 'no-eoi', 'no-sti': 'no-interrupt', 'too-slow': 'rate', 'does-not-wait': 'too-soon' },
  limits: { instructions: 100_000_000 },
  checks: [
    check('interrupts', { ja: 'タイマー割り込みが5回届く', en: 'Five timer interrupts arrive' }, (view) => {
      const count = view.bare?.interrupts[TIMER] ?? 0;
      if (count === 0) return 'no-interrupt';
      if (count === 1) return 'no-eoi';
      return count < 5 ? fail('too-soon', { count }) : null;
    }),
    check('ends', { ja: 'プログラムが自分で終わる', en: 'The program ends by itself' }, (view) => abnormalEnd(view)),
    check('rate', { ja: '1秒に100回である', en: 'They come 100 times a second' }, (view) => {
      const times = view.of('device').filter((e) => e.op === 'interrupt' && e.value === TIMER);
      if (times.length < 5) return fail('too-soon', { count: times.length });
      const period = (times[4].at - times[0].at) / 4 / INSTRUCTIONS_PER_SECOND;
      const rate = Math.round(1 / period);
      return Math.abs(rate - RATE) <= 1 ? null : fail('rate', { rate });
    }),
    check('report', { ja: '5 ticks と報告する', en: 'It reports 5 ticks' }, (view) =>
      view.console === EXPECTED
        ? null
        : fail('stdout-differs', { line: 1, expected: EXPECTED.trimEnd(), got: view.console.trimEnd() }),
    ),
  ],
  messages: {
    'no-interrupt': {
      ja: '割り込みは1度も届きませんでした。起動したときは禁止されています（IF=0）。`sti` で許可してください。',
      en: 'No interrupt arrived. They are off when the program starts (IF = 0): turn them on by `sti`.',
    },
    'no-eoi': {
      ja: '割り込みは1回届いたきりです。ハンドラが EOI（ポート 0x20 に 0x20）を送らないと、PIC は次を渡しません。',
      en: 'One interrupt came, and no more. Until the handler sends an EOI (0x20 to port 0x20), the PIC passes on no other.',
    },
    'too-soon': {
      ja: '割り込みが {count} 回のところで終わりました。5回になるまで `hlt` で待ってください。',
      en: 'It ended after {count} interrupts. Wait by `hlt` until there were five.',
    },
    rate: {
      ja: '1秒に約 {rate} 回の割り合いで届いています。分周の値は 1,193,182 ÷ 100 です。',
      en: 'They come about {rate} times a second. The divisor is 1,193,182 / 100.',
    },
  },
  success: {
    ja: '`hlt` の間、CPUは眠っていました。ポーリングとの違いはそこです。このハンドラの中で2本のプログラムを入れ替えれば、前のレッスンの切り替えになります。',
    en: 'During `hlt` the CPU slept: that is the difference from polling. Exchange two programs in this handler and you have the switch of an earlier lesson.',
  },
});
