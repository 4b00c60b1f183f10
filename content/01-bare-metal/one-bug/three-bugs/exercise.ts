import { defineExercise } from '../../../types';

export default defineExercise({
  id: 'ex_p5d0',
  kind: 'predict',
  title: { ja: '3つのバグ、3つの結末', en: 'Three bugs, three ends' },
  inspector: 'registers',
  hints: [
    {
      ja: 'このプログラムのほかに、動いているものは何もありません。',
      en: 'Nothing else is running besides this program.',
    },
  ],
  questions: [
    {
      id: 'wild',
      prompt: {
        ja: '存在しない番地（RAMは16 MiB）に書き込むと何が起きますか。例外の行き先の表（IDT）は空です。',
        en: 'The program writes to an address beyond the 16 MiB of RAM. The table that says where exceptions go (IDT) is empty. What happens?',
      },
      options: [
        {
          id: 'message',
          text: { ja: '「Segmentation fault」と表示されて終わる', en: '“Segmentation fault” is printed and it ends' },
          feedback: {
            ja: 'その文字列を表示するのは、カーネルから知らせを受けたシェルです。どちらもここにはいません。',
            en: 'Those words are printed by a shell that a kernel has told. Neither is here.',
          },
        },
        {
          id: 'skip',
          text: { ja: '書き込みは無視され、次に進む', en: 'The store is ignored and it goes on' },
          feedback: {
            ja: 'ページテーブルに無い番地への書き込みは、必ずページフォルトになります。',
            en: 'A store to an address that the page tables do not map is always a page fault.',
          },
        },
        {
          id: 'triple',
          text: { ja: 'CPUが停止する（トリプルフォルト）', en: 'The CPU shuts down (triple fault)' },
          correct: true,
          feedback: {
            ja: 'ページフォルトの行き先が無いのでダブルフォルト、その行き先も無いのでトリプルフォルトになります。実機ではここで再起動します。',
            en: 'The page fault has nowhere to go, so a double fault; that has nowhere to go either: triple fault. A PC resets here.',
          },
        },
      ],
    },
    {
      id: 'loop',
      prompt: { ja: '`while (1) {}` を実行すると、いつ終わりますか。', en: 'When does `while (1) {}` end?' },
      options: [
        {
          id: 'timer',
          text: { ja: 'タイマーが自動的に止める', en: 'A timer ends it by itself' },
          feedback: {
            ja: 'タイマー割り込みの処理を誰も書いていません。そもそも割り込みは禁止されています。',
            en: 'Nobody wrote a timer handler, and interrupts are off anyway.',
          },
        },
        {
          id: 'never',
          text: { ja: '電源を切るまで終わらない', en: 'Not before the power is switched off' },
          correct: true,
          feedback: {
            ja: 'CPUを取り返す者がいません。カーネルがタイマー割り込みを使う理由の1つです。',
            en: 'Nobody is there to take the CPU back. That is one reason why kernels use a timer interrupt.',
          },
        },
        {
          id: 'cpu',
          text: { ja: 'CPUが気づいて止める', en: 'The CPU notices and stops' },
          feedback: {
            ja: 'CPUは命令を実行するだけで、意味のないループかどうかは判断しません。',
            en: 'A CPU executes instructions. It does not judge whether a loop makes sense.',
          },
        },
      ],
    },
    {
      id: 'own-code',
      prompt: {
        ja: 'ポインタが壊れて、プログラム自身の命令がある 0x100000 に書き込みました。何が起きますか。',
        en: 'A broken pointer writes to 0x100000, where the program’s own instructions lie. What happens?',
      },
      options: [
        {
          id: 'refused',
          text: { ja: '書き込みが拒否される', en: 'The store is refused' },
          feedback: {
            ja: 'この計算機のページテーブルは全部のRAMを書き込み可能にしています。守るように設定する者がいないからです。',
            en: 'The page tables of this machine make all of RAM writable: nobody has set them up to protect anything.',
          },
        },
        {
          id: 'silent',
          text: {
            ja: '何も言われずに書き換わり、その命令を次に実行したときにおかしくなる',
            en: 'It is changed silently, and goes wrong when those instructions are next executed',
          },
          correct: true,
          feedback: {
            ja: '壊れた場所と壊した場所が離れているので、見つけにくいバグになります。',
            en: 'The place that breaks is far from the place that broke it, which makes such bugs hard to find.',
          },
        },
        {
          id: 'copy',
          text: { ja: '書き込みはコピーに対して行われる', en: 'The store goes to a copy' },
          feedback: {
            ja: 'コピーオンライトはカーネルの仕事です。ここにはカーネルがいません。',
            en: 'Copy on write is a kernel’s work, and there is no kernel.',
          },
        },
      ],
    },
  ],
  demo: {
    kind: 'bare',
    limits: { instructions: 2_000_000 },
    files: [
      {
        path: 'main.c',
        text: `static inline void outb(unsigned short port, unsigned char value) {
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}
static inline unsigned char inb(unsigned short port) {
    unsigned char value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}
static void puts(const char *text) {
    for (; *text; text++) {
        outb(0x3f8, *text);
        while ((inb(0x3fd) & 0x20) == 0) {
        }
    }
}
int main(void) {
    puts("before\\n");
    while ((inb(0x3fd) & 0x40) == 0) {
    }
    *(volatile int *)0x4000000 = 1; /* 64 MiB: there is no such memory */
    puts("after\\n");
    return 0;
}
`,
      },
    ],
  },
  solution: { wild: 'triple', loop: 'never', 'own-code': 'silent' },
  wrong: [
    { name: 'segfault', answers: { wild: 'message', loop: 'never', 'own-code': 'silent' }, expect: 'wild/message' },
    { name: 'timer', answers: { wild: 'triple', loop: 'timer', 'own-code': 'silent' }, expect: 'loop/timer' },
    { name: 'refused', answers: { wild: 'triple', loop: 'never', 'own-code': 'refused' }, expect: 'own-code/refused' },
  ],
  messages: {},
  success: {
    ja: '3つとも、守る者がいないことが原因です。次の演習では、最初の守りである例外の行き先を1つだけ用意します。',
    en: 'All three come from there being nobody on guard. In the next exercise you set up the first guard: one place for an exception to go.',
  },
});
