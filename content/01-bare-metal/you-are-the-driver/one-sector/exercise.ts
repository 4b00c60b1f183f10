import { abnormalEnd, check, fail, given } from '@ringzero/kernel-sim/lab/checks';
import { defineExercise } from '../../../types';

const SECTOR = 5;
const TEXT = 'The disk knows sectors, not files.\n';
const COMMAND_PORT = 0x1f7;
const READ = 0x20;
const LBA_LOW = 0x1f3;

export default defineExercise({
  id: 'ex_d8s1',
  kind: 'bare',
  title: { ja: 'ディスクのセクタを読む', en: 'Read a sector of the disk' },
  inspector: 'devices',
  readonly: ['serial.h'],
  seeds: {
    server: 3,
    vary: (draw) => ({
      disk: [{ sector: SECTOR, text: draw.usual(TEXT, () => `${draw.word(8)} ${draw.word(12)} ${draw.word(6)}.\n`) }],
    }),
  },
  hints: [
    {
      ja: '命令を書いた直後、装置は場所を探し始めます。その間 BSY は1で、0x1f0 には何もありません。',
      en: 'Once it has the command, the device looks for the place. Meanwhile BSY is set and 0x1f0 holds nothing.',
    },
    {
      ja: '1セクタは512バイト、つまり16ビットが256個です。`inw` で読みます。',
      en: 'A sector is 512 bytes: 256 words of 16 bits, read by `inw`.',
    },
  ],
  wrong: {
    'no-second-wait': 'too-early',
    'byte-number': 'not-that-sector',
    'write-command': 'wrote',
    'half-a-sector': 'bytes',
    'prints-the-text': 'stdout-differs',
  },
  limits: { instructions: 5_000_000 },
  checks: [
    check('command', { ja: '読み出しの命令 0x20 が送られる', en: 'The read command 0x20 is sent' }, (view) => {
      const outs = view.of('device').filter((e) => e.op === 'out');
      const sent = outs.find((e) => e.port === COMMAND_PORT);
      if (!sent) return 'no-command';
      if (sent.value === 0x30) return 'wrote';
      if (sent.value !== READ) return fail('other-command', { value: `0x${(sent.value ?? 0).toString(16)}` });
      const low = outs.find((e) => e.port === LBA_LOW);
      return low?.value === SECTOR ? null : fail('not-that-sector', { value: low?.value ?? 0 });
    }),
    check('ends', { ja: 'プログラムが自分で終わる', en: 'The program ends by itself' }, (view) => abnormalEnd(view)),
    check('text', { ja: 'セクタ5の中身が出る', en: 'What sector 5 holds is sent' }, (view) => {
      const text = given(view).disk?.[0].text ?? '';
      if (view.console === text) return null;
      if (view.console === '') return 'too-early';
      if (view.console[0] === text[0]) return 'bytes';
      return fail('stdout-differs', { line: 1, expected: text.trimEnd(), got: view.console.trimEnd() });
    }),
  ],
  messages: {
    'no-command': {
      ja: '装置にはまだ命令が届いていません。レジスタを書いただけでは何も始まりません。0x1f7 に 0x20 を書きます。',
      en: 'No command has reached the device. Registers alone start nothing: write 0x20 to 0x1f7.',
    },
    wrote: {
      ja: '0x30 は書き込みの命令です。装置は512バイトが送られてくるのを待っています。読み出しは 0x20 です。',
      en: '0x30 is the write command: the device waits for 512 bytes to be sent. Reading is 0x20.',
    },
    'other-command': {
      ja: '命令 {value} が送られました。読み出しは 0x20 です。',
      en: 'Command {value} was sent. Reading is 0x20.',
    },
    'not-that-sector': {
      ja: '0x1f3 に {value} が書かれました。数えるのはバイトではなくセクタです。',
      en: '{value} was written to 0x1f3. What counts here are sectors, not bytes.',
    },
    'too-early': {
      ja: '何も読めていません。命令を書いてから BSY が0になるまで、0x1f0 を読んでも0しか返りません。',
      en: 'Nothing was read. Between the command and the end of BSY, 0x1f0 gives only zeros.',
    },
    bytes: {
      ja: '文字が欠けています。0x1f0 からは16ビットずつ（`inw`）、256回読みます。',
      en: 'Characters are missing. Read 0x1f0 16 bits at a time, by `inw`, 256 times.',
    },
  },
  success: {
    ja: 'ディスクが知っているのは番号のついたセクタだけです。「ファイル」も「フォルダ」も、そこに誰かが書いた約束ごとです。その約束がファイルシステムで、第3章で扱います。',
    en: 'A disk knows numbered sectors and nothing else. Files and folders are an agreement that somebody has written into them: a file system. Chapter 3 comes to it.',
  },
});
