/** Words of the free lab: editor into the machine, its files, its screen, and programs dropped in. */
import { area } from './define';

export const lab = area({
  views: ['実験室の表示', 'Views of the lab'],
  picture: ['図', 'Picture'],
  editor: ['エディター', 'Editor'],
  files: ['ファイル', 'Files'],
  screen: ['画面', 'Screen'],

  // Dropping a file
  drop: ['ファイルを入れる', 'Put a file in'],
  dropHint: [
    'ELFの実行ファイルなどを、このページに落とすか、ここで選ぶと、/root に入ります。',
    'Drop a file on this page, or choose one: an ELF program, for instance. It goes to /root.',
  ],
  dropHere: ['ここに落とすと /root に入ります', 'Drop it: it goes to /root'],
  dropBusy: ['{name} を入れています', 'Putting {name} in'],
  dropRun: [
    '{path} に入れました（{size} バイト）。シェルで {run} と打つと動きます。',
    'It is at {path} ({size} bytes). To run it, type {run} in the shell.',
  ],
  dropFile: [
    '{path} に入れました（{size} バイト）。ELFではないので、ふつうのファイルとして使えます。',
    'It is at {path} ({size} bytes). It is no ELF: a file like any other.',
  ],
  dropOther: [
    '{path} に入れました。ただし {machine} 用のELFなので、このx86-64の計算機では動きません。',
    'It is at {path}. But this ELF is for {machine}: an x86-64 machine cannot run it.',
  ],
  dropDynamic: [
    '{path} に入れました。共有ライブラリが要るELFです（{interpreter}）。静的にリンクしたものを入れてください。',
    'It is at {path}. This ELF asks for shared libraries ({interpreter}): link it statically to run it here.',
  ],
  dropLarge: [
    '{name} は大きすぎます（{size} バイト）。16 MiB までのファイルを入れられます。',
    '{name} is too large ({size} bytes). Files of up to 16 MiB can be put in.',
  ],
  dropFailed: ['{name} を入れられませんでした：{error}', 'Could not put {name} in: {error}'],
  dropMany: ['一度に入れるのは 16 個までにしてください。', 'At most 16 files at once, please.'],
  machineOff: ['マシンが動いていません。起動してください。', 'The machine is off. Boot it first.'],

  // Editor
  kind: ['作るもの', 'What to make'],
  kindProgram: ['プログラム', 'Program'],
  kindModule: ['カーネルモジュール', 'Kernel module'],
  name: ['名前', 'Name'],
  build: ['コンパイルして入れる', 'Compile into the machine'],
  building: ['コンパイルしています', 'Compiling'],
  builtProgram: ['{path} に入れました。{run} で動きます。', 'It is at {path}. Run it by {run}.'],
  builtModule: ['{path} に入れました。{run} で組み込めます。', 'It is at {path}. Load it by {run}.'],
  buildFailed: ['コンパイルできませんでした。下の指摘を見てください。', 'It does not compile. See below why.'],
  badName: ['名前には、英数字と _ - だけを使ってください。', 'Use letters, digits, _ and - for the name.'],

  // Files
  place: ['フォルダー', 'Directory'],
  open: ['開く', 'Open'],
  up: ['一つ上へ', 'Up'],
  again: ['読み直す', 'Read again'],
  noPlace: ['{path} というフォルダーはありません。', 'There is no directory {path}.'],
  emptyPlace: ['空のフォルダーです。', 'An empty directory.'],
  colName: ['名前', 'Name'],
  colMode: ['権限', 'Mode'],
  colSize: ['大きさ', 'Size'],
  download: ['{name} を保存', 'Download {name}'],
  notRead: ['{path} を読めませんでした。', 'Could not read {path}.'],
});
