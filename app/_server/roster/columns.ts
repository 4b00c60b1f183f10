/** What the columns of a list are, by their headings in Japanese and English, and the words for roles. */
import type { ClassRole } from '@/app/_shared/api';

export type Column = 'name' | 'family' | 'given' | 'email' | 'id' | 'group' | 'role';

const HEADINGS: Readonly<Record<Column, string>> = {
  name: 'name fullname displayname studentname learner student 氏名 名前 生徒氏名 学生氏名 生徒名 学生名 受講者名 お名前 漢字氏名',
  family: 'familyname lastname surname last 姓 苗字 名字',
  given: 'givenname firstname first 名',
  email:
    'email emailaddress mail mailaddress address メール メールアドレス eメール eメールアドレス 電子メール 電子メールアドレス',
  id: 'id studentid studentno studentnumber number no externalid sisid 学籍番号 学生番号 生徒番号 番号 出席番号 受講者番号 社員番号',
  group: 'group groupname team section 班 グループ グループ名 組 チーム',
  role: 'role 役割 権限 区分 立場',
};

const COLUMN_OF: ReadonlyMap<string, Column> = new Map(
  (Object.entries(HEADINGS) as [Column, string][]).flatMap(([column, words]) =>
    words.split(' ').map((word) => [word, column] as const),
  ),
);

const ROLES: Readonly<Record<ClassRole, string>> = {
  student: 'student learner participant 学生 生徒 受講者 受講生 学習者',
  assistant: 'assistant teachingassistant ta 助手 アシスタント 補助 ティーチングアシスタント',
  teacher: 'teacher instructor lecturer professor 教員 教師 先生 講師 担当 教授',
};

const ROLE_OF: ReadonlyMap<string, ClassRole> = new Map(
  (Object.entries(ROLES) as [ClassRole, string][]).flatMap(([role, words]) =>
    words.split(' ').map((word) => [word, role] as const),
  ),
);

/** "E-Mail Address", "Ｅメール（必須）" → what the tables above hold. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[(（［[].*$/, '')
    .replace(/[\s_\-.:'"/]/g, '');

export const columnOf = (heading: string): Column | null => COLUMN_OF.get(plain(heading)) ?? null;

/** Empty is a student; null for a word that nobody knows. */
export function roleOf(word: string): ClassRole | null {
  return plain(word) === '' ? 'student' : (ROLE_OF.get(plain(word)) ?? null);
}
