import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const PAGE_FAULT = 14;
const KERNEL_CODE = 0x10;

export default defineExercise({
  id: 'ex_m9t3',
  kind: 'bare',
  title: { ja: '例外の行き先を用意する', en: 'Give the exception somewhere to go' },
  inspector: 'registers',
  hints: [
    {
      ja: 'ページフォルトのベクタ番号は14です。IDTの14番目に、`on_page_fault` の番地を書いたゲートを置きます。',
      en: 'The page fault is vector 14: entry 14 of the IDT must hold a gate with the address of `on_page_fault`.',
    },
    {
      ja: 'コードセグメントのセレクタは 0x10、種類は 0x8e（存在ビット0x80 ＋ 64ビット割り込みゲート0x0e）です。',
      en: 'The code segment selector is 0x10; the type is 0x8e: the present bit 0x80 and 0x0e, a 64-bit interrupt gate.',
    },
    {
      ja: '表を書いただけではCPUは知りません。`lidt` で番地と大きさを教えます。',
      en: 'Writing the table is not enough: the CPU learns its address and size by `lidt`.',
    },
  ],
  wrong: {
    'wrong-vector': 'other-vector',
    'not-present': 'not-present',
    'wrong-selector': 'selector',
    'no-lidt': 'no-lidt',
  },
  limits: { instructions: 5_000_000 },
  checks: [
    check('gate', { ja: 'IDTの14番にゲートがある', en: 'Entry 14 of the IDT holds a gate' }, (view) => {
      const idt = view.bare?.idt;
      if (!idt || idt.limit === 0) return 'no-lidt';
      const gate = idt.gates.find((g) => g.vector === PAGE_FAULT);
      if (!gate) return idt.gates.length ? fail('other-vector', { vector: idt.gates[0].vector }) : 'no-gate';
      if (!gate.present) return 'not-present';
      if (gate.selector !== KERNEL_CODE) return fail('selector', { selector: `0x${gate.selector.toString(16)}` });
      return null;
    }),
    check('caught', { ja: 'ページフォルトが報告される', en: 'The page fault is reported' }, (view) =>
      view.console === 'page fault\n' ? null : fail('not-caught', { got: view.console, reason: view.reason }),
    ),
  ],
  messages: {
    'no-lidt': {
      ja: 'CPUはまだ空のIDTを見ています。`lidt` で表の番地と大きさ（バイト数−1）を教えてください。',
      en: 'The CPU still looks at an empty IDT. Tell it the table’s address and size (bytes − 1) by `lidt`.',
    },
    'no-gate': {
      ja: 'IDTは教えましたが、ゲートが1つもありません。',
      en: 'The CPU knows the IDT, but it holds no gate.',
    },
    'other-vector': {
      ja: 'ゲートは {vector} 番にあります。ページフォルト（#PF）が見るのは14番です。',
      en: 'The gate is at entry {vector}. A page fault (#PF) looks at entry 14.',
    },
    'not-present': {
      ja: '14番のゲートの存在ビット（0x80）が0なので、CPUは「行き先なし」とみなします。',
      en: 'The present bit (0x80) of gate 14 is 0, so to the CPU there is nowhere to go.',
    },
    selector: {
      ja: 'ゲートのセレクタが {selector} です。ここのコードセグメントは 0x10 なので、CPUはハンドラに入れません。',
      en: 'The gate’s selector is {selector}. The code segment here is 0x10; the CPU cannot enter the handler.',
    },
    'not-caught': {
      ja: 'ゲートはありますが、シリアルポートに届いたのは「{got}」でした（終わり方: {reason}）。ハンドラの番地を3つに分けて正しく書いていますか。',
      en: 'The gate is there, but “{got}” arrived at the serial port (end: {reason}). Is the handler’s address split into its three parts correctly?',
    },
  },
  success: {
    ja: '例外が起きても、マシンは自分が何をされたかを言えるようになりました。Linuxも起動の最初に同じ表（256個のゲート）を作ります。ページフォルトの行き先は `asm_exc_page_fault` です。',
    en: 'Now the machine can say what happened to it. Linux fills the same table, 256 gates, early in its boot; its page fault goes to `asm_exc_page_fault`.',
  },
});
