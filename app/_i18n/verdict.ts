/** Words of the server's verdict on a passed exercise: waiting, verified, not confirmed; why, and what to do. */
import { area } from './define';

export const verdict = area({
  waiting: ['確認待ち', 'Being verified'],
  waitingTip: [
    'サーバーが同じ実行をもう一度行い、同じ結果になるか確かめています。オフラインなら、つながったときに送られます。',
    'The server makes the same run again and sees whether it comes out the same. Off-line, it is sent once you are connected.',
  ],
  verified: ['確認済み', 'Verified'],
  verifiedTip: [
    'サーバーで同じ実行をもう一度行い、同じ結果になりました。クラスの成績に数えられます。',
    'The server made the same run again with the same result. It counts in your classes.',
  ],
  refused: ['未確認', 'Not confirmed'],
  refusedTitle: ['合格はまだ確認されていません', 'This pass is not confirmed'],
  simulator: [
    'シミュレーターが新しくなる前の実行です。いまの版でもう一度実行してください。コードはそのままで構いません。',
    'It was run on an earlier version of the simulator. Run it again on the present one; the code can stay as it is.',
  ],
  exercise: [
    'この演習が改められる前の実行です。いまの演習でもう一度実行してください。',
    'The exercise has changed since that run. Run it again as it is now.',
  ],
  digest: [
    'サーバーでの実行が、送られた記録と違う結果になりました。もう一度実行してください。繰り返すときは、ブラウザの拡張機能が妨げていないか確かめてください。',
    'The server’s run came out differently from the record that was sent. Run it again. If it happens again, see whether an extension of the browser interferes.',
  ],
  fails: [
    'サーバーでの実行では、チェックに合格しませんでした。もう一度実行して、結果を見てください。',
    'On the server the run did not pass the checks. Run it again and look at the result.',
  ],
  seed: [
    'サーバーが選んだ別の入力では合格しませんでした。{cause} 同じ入力で実行して、確かめてください。',
    'With other inputs, chosen by the server, it did not pass. {cause} Run it with the same inputs to see why.',
  ],
  record: [
    '送られた記録が、この演習の実行として受け付けられませんでした（{code}）。ページを読み込み直して、もう一度実行してください。',
    'The record that was sent cannot be a run of this exercise ({code}). Load the page again, then run it again.',
  ],
  grader: [
    'サーバーがこの実行を最後まで行えませんでした。もう一度実行してください。続くようなら、先生か管理者に知らせてください。',
    'The server could not finish this run. Run it again; if that does not help, tell your teacher or the admin.',
  ],
  again: ['もう一度実行', 'Run it again'],
  withSeed: ['その入力で実行', 'Run with those inputs'],
  seedRun: [
    'サーバーが選んだ入力（シード {seed}）での実行です。',
    'This run had the inputs that the server chose (seed {seed}).',
  ],
  usual: ['いつもの入力で実行', 'Run with the usual inputs'],
  varies: [
    '入力は実行ごとに変わります。サーバーは、別の入力でも確かめます。',
    'Inputs differ from run to run. The server checks other inputs too.',
  ],
});
