/** Words of the home page: what this is, the live machine, the map of chapters. */
import { area } from './define';

export const home = area({
  title: ['カーネルは、動かすとわかります。', 'The kernel makes sense once you run it.'],
  lead: [
    'Ring Zeroは、ブラウザの中の本物と同じ仕組みのx86-64コンピュータで、Linuxカーネルを動かしながら学ぶ講座です。あなたの書いたCがリング3で動き、システムコールでリング0のカーネルに入り、戻ってくるまでを、一歩ずつ見られます。',
    'Ring Zero is a course on the Linux kernel with a whole x86-64 computer in the tab. The C that you write runs on it in ring 3, enters the kernel in ring 0 by a system call and comes back, and you can watch every step of it.',
  ],
  start: ['最初のレッスンを始める', 'Start the first lesson'],
  resume: ['続きから', 'Continue'],
  resumeAt: ['{lesson}：{exercise}', '{lesson}: {exercise}'],
  facts: [
    'インストールもアカウントも要りません。開いたページは、通信が切れても動きます。',
    'Nothing to install, no account needed. An open page goes on working without a connection.',
  ],
  machineTitle: ['この画面の中のLinux', 'A Linux, in this page'],
  machineOff: ['記録された画面です。触れるとこの場で起動します。', 'A recorded screen. Touch it and it boots, here.'],
  machineBooting: ['起動しています', 'Booting'],
  machineLive: ['動いています。コマンドを打てます。', 'Running. Type a command.'],
  machineFailed: [
    '起動できませんでした。記録された画面を表示しています。',
    'It could not boot here. This is the recorded screen.',
  ],
  machineStart: ['起動する', 'Boot it'],
  machineTry: ['たとえば', 'For instance'],
  tasks: ['タスク', 'tasks'],
  calls: ['回のシステムコール', 'system calls'],
  instructions: ['命令', 'instructions'],
  labTitle: ['実験室', 'Lab'],
  labLead: [
    'シェルの動くLinuxです。壊してもかまいません。起動し直せば元に戻ります。',
    'A Linux with a shell. Break it if you like: booting again makes it new.',
  ],
  legendTitle: ['三つの層', 'Three layers'],
  legendBody: [
    'どのページのどの図でも、この三つは同じ色、同じ模様です。層の境目を越える矢印も、いつも同じ形です。',
    'In every picture of every page these three have the same colour and pattern, and a crossing between them is the same arrow.',
  ],
  mapTitle: ['七つの章', 'Seven chapters'],
  mapLead: [
    '読むだけのレッスンはありません。どのページでも、予想してから動かします。',
    'No lesson is only for reading. On every page you predict first, then run.',
  ],
  chapter: ['第{n}章', 'Chapter {n}'],
  minutes: ['約{n}分', 'about {n} min'],
  exercises: ['演習 {n}', '{n} exercises'],
  exercisesOne: ['演習 1', '1 exercise'],
  toCome: ['準備中', 'to come'],
  lessonsToCome: ['このほか {n} レッスンを準備中です', '{n} more lessons to come'],
  allToCome: ['{n} レッスンを準備中です', '{n} lessons, being written'],
  progress: ['{done} / {all} 完了', '{done} of {all} done'],
  done: ['完了', 'Done'],
  started: ['途中', 'Started'],
});
