/** Words of the search. */
import { area } from './define';

export const search = area({
  title: ['検索', 'Search'],
  label: ['講座の中を検索', 'Search the course'],
  placeholder: ['システムコール、ページテーブル…', 'mmap, page table, zombie …'],
  clear: ['消す', 'Clear'],
  found: ['{n} か所見つかりました', '{n} places'],
  none: ['見つかりませんでした。別の言葉で試してください。', 'Nothing found. Try other words.'],
  failed: [
    '検索の索引を読み込めませんでした。接続を確かめて、ページを開き直してください。',
    'The index could not be loaded. Check the connection and open the page again.',
  ],
  needsScript: ['検索には、ブラウザのスクリプトを有効にしてください。', 'Searching needs JavaScript.'],
});
