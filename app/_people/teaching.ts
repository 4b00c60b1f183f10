/** Words of the pages of a class: frame, people, roster, assignments, announcements, settings. */
import { area } from '../_i18n/define';

export const teachingWords = area({
  path: ['現在の場所', 'Where you are'],
  allClasses: ['クラスの一覧', 'All classes'],
  tabs: ['クラスのページ', 'Pages of the class'],
  archivedNotice: [
    'このクラスは保管されています。見ることはできますが、変更はできません。',
    'This class is archived. It can be read, not changed.',
  ],
});

export type TeachingWords = typeof teachingWords.ja;
