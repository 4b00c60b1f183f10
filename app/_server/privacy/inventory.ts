/**
 * What is stored, table by table and column by column: what it is, why it is kept, how long, and who sees it. From this one
 * table come the page /privacy, the export and the deletion of a person; inventory.test.ts compares it with the schema, so a
 * new column cannot be stored without a line here.
 */
import type { RetentionKey } from './retention';

type Text = readonly [ja: string, en: string];

/** Why something is stored. */
export type Purpose = 'account' | 'sign-in' | 'course' | 'class' | 'grade' | 'platform' | 'security' | 'operation';

/** How long: with the account, with the class, with the attempt, until it expires, as long as the site, or a retention setting. */
export type Keep = 'account' | 'class' | 'attempt' | 'expires' | 'site' | RetentionKey;

export type Viewer = 'me' | 'teachers' | 'classmates' | 'admins' | 'link' | 'platform' | 'nobody';

export interface Group {
  fields: readonly string[];
  what: Text;
  why: Purpose;
  keep: Keep;
  seen: readonly Viewer[];
  /** Left out of the export: a secret that opens something, of no use as information. */
  secret?: true;
}

/**
 * A column by which a row is about a person. own: exported, and gone with the person. author: exported, and at deletion the name
 * is taken off (what was said to others stays theirs). A row may also hang on a person's attempt (`attempt`).
 */
export interface Tie {
  column: string;
  as: 'own' | 'author' | 'attempt';
}

export interface Entry {
  title: Text;
  ties: readonly Tie[];
  groups: readonly Group[];
}

const own = (column = 'userId'): Tie => ({ column, as: 'own' });
const author = (column = 'authorId'): Tie => ({ column, as: 'author' });
const ofAttempt: Tie = { column: 'attemptId', as: 'attempt' };

const ALL_ME: readonly Viewer[] = ['me', 'teachers'];

function group(fields: string, what: Text, why: Purpose, keep: Keep, seen: readonly Viewer[], secret?: true): Group {
  return { fields: fields.split(' '), what, why, keep, seen, ...(secret ? { secret } : {}) };
}

export const INVENTORY: Readonly<Record<string, Entry>> = {
  User: {
    title: ['アカウント', 'Account'],
    ties: [own('id')],
    groups: [
      group(
        'id name email emailVerified image isAnonymous role language createdAt updatedAt',
        [
          '名前、メールアドレス、言語、権限。アカウントが無いときは番号だけ',
          'Name, address, language and rights; without an account only a number',
        ],
        'account',
        'anonymousIdle',
        ['me', 'teachers', 'admins'],
      ),
      group('lastSeenAt', ['最後に学習した日時', 'When you last worked'], 'class', 'account', [
        'me',
        'teachers',
        'admins',
      ]),
    ],
  },
  Session: {
    title: ['サインインの状態', 'Sessions'],
    ties: [own()],
    groups: [
      group(
        'id userId createdAt updatedAt expiresAt ipAddress userAgent',
        ['どの端末で、いつ、どのIPアドレスからサインインしたか', 'Which browser signed in when, from which IP address'],
        'security',
        'sessionsUnused',
        ['me', 'admins'],
      ),
      group('token', ['セッションの鍵', 'The key of the session'], 'sign-in', 'sessionsUnused', ['nobody'], true),
    ],
  },
  Account: {
    title: ['サインインの方法', 'Ways to sign in'],
    ties: [own()],
    groups: [
      group(
        'id userId providerId accountId scope createdAt updatedAt',
        ['パスワードか外部サービスか、外部サービスでの番号', 'Password or another service, and your number there'],
        'sign-in',
        'account',
        ['me'],
      ),
      group(
        'password',
        ['パスワードのハッシュ（scrypt）', 'A hash of the password (scrypt)'],
        'sign-in',
        'account',
        ['nobody'],
        true,
      ),
      group(
        'accessToken refreshToken idToken accessTokenExpiresAt refreshTokenExpiresAt',
        ['外部サービスの鍵。保存していません（常に空）', 'Keys of the other service: not kept, always empty'],
        'sign-in',
        'account',
        ['nobody'],
        true,
      ),
    ],
  },
  Passkey: {
    title: ['パスキー', 'Passkeys'],
    ties: [own()],
    groups: [
      group(
        'id name userId createdAt deviceType backedUp transports aaguid',
        ['パスキーの名前と種類', 'Name and kind of each passkey'],
        'sign-in',
        'account',
        ['me'],
      ),
      group(
        'publicKey credentialID counter',
        ['公開鍵。指紋や顔の情報は端末の外に出ません', 'The public key; fingerprint or face never leave your device'],
        'sign-in',
        'account',
        ['nobody'],
        true,
      ),
    ],
  },
  Verification: {
    title: ['確認待ち', 'Confirmations under way'],
    ties: [],
    groups: [
      group(
        'id identifier value expiresAt createdAt updatedAt',
        ['メールのリンクやパスキーの確認が済むまでの控え', 'What a link in a mail or a passkey is checked against'],
        'sign-in',
        'expires',
        ['nobody'],
        true,
      ),
    ],
  },
  RateLimit: {
    title: ['要求の回数', 'Counted requests'],
    ties: [],
    groups: [
      group(
        'id key count lastRequest',
        ['IPアドレスごとの、サインインなどの要求の回数（1分間）', 'Requests per IP address within a minute'],
        'security',
        'expires',
        ['nobody'],
      ),
    ],
  },
  Throttle: {
    title: ['試した回数', 'Counted tries'],
    ties: [],
    groups: [
      group(
        'key count resetsAt',
        ['アカウントごとの、間違ったパスワードや参加コードの回数', 'Wrong passwords and join codes per account'],
        'security',
        'expires',
        ['nobody'],
      ),
    ],
  },
  Class: {
    title: ['クラス', 'Classes'],
    ties: [],
    groups: [
      group(
        'id name joinCode joinEndsAt archivedAt createdAt',
        ['クラスの名前と参加コード', 'Name and join code of the class'],
        'class',
        'archivedClasses',
        ['teachers', 'classmates'],
      ),
    ],
  },
  Membership: {
    title: ['クラスへの参加', 'Classes you are in'],
    ties: [own()],
    groups: [
      group(
        'classId userId role groupId createdAt',
        ['どのクラスに、どの役割で参加しているか', 'Which classes, in which role and group'],
        'class',
        'class',
        ALL_ME,
      ),
    ],
  },
  ClassGroup: {
    title: ['クラスの班', 'Groups of a class'],
    ties: [],
    groups: [group('id classId name', ['班の名前', 'Name of the group'], 'class', 'class', ['teachers', 'classmates'])],
  },
  RosterEntry: {
    title: ['クラス名簿', 'Lists of classes'],
    ties: [own()],
    groups: [
      group(
        'id classId email name externalId role groupId userId createdAt',
        ['先生が登録した名前、メールアドレス、学籍番号', 'Name, address and school number as the teacher entered them'],
        'class',
        'class',
        ALL_ME,
      ),
    ],
  },
  Assignment: {
    title: ['課題', 'Assignments'],
    ties: [],
    groups: [
      group(
        'id classId kind targetId opensAt dueAt latePolicy latePerDay closesAt points position createdAt',
        ['何をいつまでにするか', 'What is due when'],
        'class',
        'class',
        ['teachers', 'classmates'],
      ),
    ],
  },
  Extension: {
    title: ['締め切りの延長', 'Extensions'],
    ties: [own()],
    groups: [
      group(
        'assignmentId userId dueAt reason createdAt',
        ['あなただけの締め切りと、その理由', 'A due date of your own, and why'],
        'class',
        'class',
        ALL_ME,
      ),
    ],
  },
  Announcement: {
    title: ['お知らせ', 'Announcements'],
    ties: [author()],
    groups: [
      group(
        'id classId authorId text createdAt editedAt',
        [
          '先生からクラスへのお知らせ。書いた人が退会すると名前が消えます',
          'What a teacher tells the class; unsigned once its author is gone',
        ],
        'class',
        'class',
        ['teachers', 'classmates'],
      ),
    ],
  },
  Comment: {
    title: ['コメント', 'Comments'],
    ties: [author(), ofAttempt],
    groups: [
      group(
        'id classId attemptId authorId text file line step createdAt editedAt readAt',
        ['あなたの実行への先生のコメントと、読んだ日時', 'What teachers say about your attempts, and when you read it'],
        'class',
        'attempt',
        ALL_ME,
      ),
    ],
  },
  AuditEntry: {
    title: ['閲覧の記録', 'Record of access'],
    ties: [own('subjectId'), author('actorId')],
    groups: [
      group(
        'id at actorId action subjectId classId detail',
        ['誰があなたのデータを見たか、権限を変えたか', 'Who looked at your data or changed your rights'],
        'security',
        'audit',
        ['me', 'admins'],
      ),
    ],
  },
  Draft: {
    title: ['書きかけのコード', 'Drafts'],
    ties: [own()],
    groups: [
      group(
        'userId exerciseId version clientId writerId exerciseHash submission updatedAt savedAt',
        ['演習ごとの、いまのコードや答え', 'The text of each exercise as it stands'],
        'course',
        'account',
        ['me'],
      ),
    ],
  },
  DraftVersion: {
    title: ['前のコード', 'Earlier drafts'],
    ties: [own()],
    groups: [
      group(
        'id userId clientId exerciseId exerciseHash submission updatedAt savedAt',
        ['別の端末のコードに置き換わった版', 'Texts that another device replaced'],
        'course',
        'draftVersions',
        ['me'],
      ),
    ],
  },
  Attempt: {
    title: ['実行の記録', 'Attempts'],
    ties: [own()],
    groups: [
      group(
        'id userId clientId exerciseId exerciseHash simHash toolHash record digest clientPassed checks outcome endedAt createdAt',
        ['実行したコード、入力した文字、結果', 'Code, what was typed, and the result of each run'],
        'course',
        'attemptsOfArchived',
        ALL_ME,
      ),
      group(
        'serverVerdict serverDigest gradedAt gradeTries claimedUntil gradeAfter gradeError serverSeeds',
        ['サーバーでもう一度実行した結果', 'The result of the server’s own run'],
        'grade',
        'attemptsOfArchived',
        ALL_ME,
      ),
    ],
  },
  ExerciseState: {
    title: ['演習の進み具合', 'Progress'],
    ties: [own()],
    groups: [
      group(
        'userId exerciseId status attempts verdict bestAttemptId updatedAt',
        ['どの演習に合格したか、何回実行したか', 'Which exercises are passed, after how many tries'],
        'course',
        'account',
        ALL_ME,
      ),
    ],
  },
  Prediction: {
    title: ['予想と答え', 'Predictions and answers'],
    ties: [own()],
    groups: [
      group(
        'userId clientId exerciseId questionId optionId text answeredAt',
        ['実行の前に選んだ、または書いた答え', 'What you chose or wrote before a run'],
        'course',
        'account',
        ALL_ME,
      ),
    ],
  },
  LessonView: {
    title: ['読んだ場所', 'Reading places'],
    ties: [own()],
    groups: [
      group(
        'userId lessonId language exerciseId firstAt updatedAt',
        ['どのレッスンを、いつ、どこまで読んだか', 'Which lessons you opened when, and where you were'],
        'course',
        'account',
        ['me'],
      ),
    ],
  },
  Regrade: {
    title: ['採点のやり直し', 'Regrades'],
    ties: [author()],
    groups: [
      group(
        'id exerciseId authorId status simHash toolHash createdAt publishedAt',
        ['どの演習の採点を、誰がやり直したか', 'Who had which exercise graded again'],
        'grade',
        'site',
        ['teachers', 'admins'],
      ),
    ],
  },
  RegradeItem: {
    title: ['やり直しの結果', 'Results of regrades'],
    ties: [ofAttempt],
    groups: [
      group(
        'regradeId attemptId before after passedBefore passedAfter why claimedUntil tries',
        ['あなたの実行の判定がどう変わったか', 'How the verdict on an attempt of yours changed'],
        'grade',
        'attempt',
        ALL_ME,
      ),
    ],
  },
  Certificate: {
    title: ['修了証', 'Certificates'],
    ties: [own()],
    groups: [
      group(
        'id userId name body createdAt',
        [
          'あなたが作った修了証：名前と、合格した演習のダイジェスト',
          'Certificates you made: name and digests of what you passed',
        ],
        'course',
        'account',
        ['me', 'link'],
      ),
    ],
  },
  Setting: {
    title: ['サイトの設定', 'Settings of the site'],
    ties: [],
    groups: [
      group(
        'key value updatedAt',
        ['保存期間など。個人のデータはありません', 'Retention times and the like; nothing about people'],
        'operation',
        'site',
        ['admins'],
      ),
    ],
  },
  LtiPlatform: {
    title: ['学習プラットフォーム', 'Learning platforms'],
    ties: [],
    groups: [
      group(
        'id name issuer clientId authUrl tokenUrl jwksUrl tokenAudience createdAt',
        ['学校の学習プラットフォームの登録', 'Which platforms of schools are known'],
        'platform',
        'site',
        ['admins'],
      ),
    ],
  },
  LtiDeployment: {
    title: ['プラットフォームの配置', 'Deployments'],
    ties: [],
    groups: [
      group('platformId deploymentId', ['プラットフォームの登録番号', 'Registration numbers'], 'platform', 'site', [
        'admins',
      ]),
    ],
  },
  LtiUser: {
    title: ['プラットフォームでの番号', 'Your number on a platform'],
    ties: [own()],
    groups: [
      group(
        'platformId sub userId',
        ['学習プラットフォームでのあなたの番号', 'How the platform names you'],
        'platform',
        'account',
        ['me', 'platform'],
      ),
    ],
  },
  LtiContext: {
    title: ['プラットフォームのコース', 'Courses of a platform'],
    ties: [],
    groups: [
      group(
        'id platformId deploymentId contextId classId membershipsUrl lineItemsUrl scopes',
        ['どのコースがどのクラスか', 'Which course is which class'],
        'platform',
        'class',
        ['teachers', 'platform'],
      ),
    ],
  },
  LtiLink: {
    title: ['コースに置かれた演習', 'Links in a course'],
    ties: [],
    groups: [
      group(
        'id contextId resourceLinkId kind targetId assignmentId lineItemUrl',
        ['コースのどこにどの演習があるか', 'Which exercise is where in the course'],
        'platform',
        'class',
        ['teachers', 'platform'],
      ),
    ],
  },
  LtiScore: {
    title: ['送られる点数', 'Scores sent'],
    ties: [own()],
    groups: [
      group(
        'linkId userId given maximum scoredAt sentAt tries nextTryAt error',
        ['学習プラットフォームに送る点数', 'Your scores as sent to the platform'],
        'platform',
        'class',
        ['me', 'teachers', 'platform'],
      ),
    ],
  },
  LtiNonce: {
    title: ['一度だけの番号', 'Numbers used once'],
    ties: [],
    groups: [
      group(
        'value detail expiresAt',
        ['プラットフォームからの入室を確かめる番号', 'What a launch from a platform is checked against'],
        'platform',
        'expires',
        ['nobody'],
        true,
      ),
    ],
  },
  LtiKey: {
    title: ['サイトの鍵', 'Keys of the site'],
    ties: [],
    groups: [
      group(
        'kid publicKey createdAt',
        ['プラットフォームに見せる公開鍵', 'The public key that platforms see'],
        'platform',
        'site',
        ['platform'],
      ),
      group('privateKey', ['その秘密鍵', 'Its private key'], 'platform', 'site', ['nobody'], true),
    ],
  },
};

/** Tables with something about a person, and how. */
export function tiedTables(): { table: string; entry: Entry }[] {
  return Object.entries(INVENTORY).flatMap(([table, entry]) => (entry.ties.length > 0 ? { table, entry } : []));
}
