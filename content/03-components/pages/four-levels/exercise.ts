import { defineExercise } from '../../../types';

const option = (id: string, ja: string, en: string, feedbackJa: string, feedbackEn: string, correct = false) => ({
  id,
  text: { ja, en },
  feedback: { ja: feedbackJa, en: feedbackEn },
  ...(correct ? { correct } : {}),
});

export default defineExercise({
  id: 'ex_n6q0',
  kind: 'predict',
  title: { ja: '4段の表をたどる', en: 'Walk the four levels' },
  inspector: 'address-space',
  hints: [
    {
      ja: '番地の下から12ビットがページの中の位置、その上は9ビットずつ4段の添字です。',
      en: 'The low 12 bits are the place within the page; above them, 9 bits index each of the four levels.',
    },
    {
      ja: '0x201000 = 0x200000 + 0x1000 です。0x1000 は1ページ、0x200000 は512ページです。',
      en: '0x201000 = 0x200000 + 0x1000. 0x1000 is one page, 0x200000 is 512 pages.',
    },
  ],
  questions: [
    {
      id: 'offset',
      prompt: {
        ja: '仮想アドレス 0x201abc の、ページの中の位置（オフセット）はどれですか。',
        en: 'Virtual address 0x201abc: which is the offset within its page?',
      },
      options: [
        option(
          'abc',
          '0xabc',
          '0xabc',
          '下位12ビット、16進で3桁です。',
          'The low 12 bits, three hexadecimal digits.',
          true,
        ),
        option(
          '1abc',
          '0x1abc',
          '0x1abc',
          '4桁目からはページの番号です。',
          'The fourth digit belongs to the page number.',
        ),
        option(
          'bc',
          '0xbc',
          '0xbc',
          '8ビットでは256バイトしか区別できません。',
          'Eight bits tell only 256 bytes apart.',
        ),
      ],
    },
    {
      id: 'level1',
      prompt: {
        ja: '同じ 0x201abc の、最下段の表（PT）の添字はいくつですか。',
        en: 'Same address: which entry of the lowest table (PT) is used?',
      },
      options: [
        option('one', '1', '1', '0x201abc のビット20〜12は 0x001 です。', 'Bits 20 to 12 of 0x201abc are 0x001.', true),
        option(
          '201',
          '0x201 = 513',
          '0x201 = 513',
          '表には512個しか項目がありません。513番は隣の表の1番です。',
          'A table has 512 entries. Number 513 is entry 1 of the next table.',
        ),
        option(
          'two',
          '2',
          '2',
          '2になるのは1段上（PD）の添字でもありません。0x201abc のビット29〜21は 1 です。',
          'Not even one level up: bits 29 to 21 of 0x201abc are 1.',
        ),
      ],
    },
    {
      id: 'missing',
      prompt: {
        ja: '上から2段目（PDPT）の項目の存在ビットが0でした。その後、何段読まれますか。',
        en: 'The entry at the second level from the top (PDPT) has its present bit clear. How many more levels are read?',
      },
      options: [
        option(
          'two',
          '残りの2段',
          'The remaining two',
          '次の表の場所が書かれていないので、読みようがありません。',
          'There is no address of a next table to read.',
        ),
        option(
          'none',
          '0段。ページフォルトになる',
          'None: it is a page fault',
          '1段で欠けていれば、512 GiB や 1 GiB の範囲をまとめて「無い」と言えます。',
          'One clear bit says “nothing” for a whole range, 1 GiB here.',
          true,
        ),
        option(
          'retry',
          '最初からもう一度4段',
          'All four again from the top',
          'やり直すのは、カーネルがフォルトを処理して命令を再実行したときです。',
          'That happens when the kernel has dealt with the fault and the instruction is executed anew.',
        ),
      ],
    },
  ],
  solution: { offset: 'abc', level1: 'one', missing: 'none' },
  wrong: [
    { name: 'four-digits', answers: { offset: '1abc', level1: 'one', missing: 'none' }, expect: 'offset/1abc' },
    { name: 'no-wrap', answers: { offset: 'abc', level1: '201', missing: 'none' }, expect: 'level1/201' },
    { name: 'reads-on', answers: { offset: 'abc', level1: 'one', missing: 'two' }, expect: 'missing/two' },
  ],
  messages: {},
  success: {
    ja: '36ビットのページ番号を9ビットずつ4段に分けるので、使っていない範囲の表は作らなくて済みます。128 TiB の番地を、数枚の表で表せます。',
    en: 'Because the 36 bits of a page number are split into four times nine, tables for unused ranges need not exist: a few of them describe 128 TiB of addresses.',
  },
});
