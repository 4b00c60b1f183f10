/**
 * Who may ask what: a row for every method of every file under app/api. access.test.ts walks that folder, so a new route without
 * a row fails, and asks each of them as each role: whoever is not named gets 401, 403 or 404 and not a word of the data.
 *
 * A row's path segments, query and body are filled from a small world (access-world.ts); bodies are such that a request that is let
 * through gets as far as its work. A request that says by itself who it is (a signed launch, a token) has `elsewhere`: its own test.
 */
import type { AskingRole, Ids } from './access-world';

export interface Row {
  may: readonly AskingRole[];
  /** Values of the [segments] that differ from the usual ones (SEGMENTS). */
  params?: (ids: Ids) => Record<string, string>;
  query?: (ids: Ids) => string;
  json?: (ids: Ids) => unknown;
}
export interface Elsewhere {
  elsewhere: string;
}

const ANYONE: readonly AskingRole[] = [
  'nobody',
  'anonymous',
  'learner',
  'stranger',
  'student',
  'assistant',
  'teacher',
  'admin',
];
const SESSION = ANYONE.filter((role) => role !== 'nobody');
const ACCOUNT = SESSION.filter((role) => role !== 'anonymous');
const INSTRUCTORS: readonly AskingRole[] = ['stranger', 'teacher', 'admin'];
const MEMBERS: readonly AskingRole[] = ['student', 'assistant', 'teacher'];
const STAFF: readonly AskingRole[] = ['assistant', 'teacher'];
const TEACHER: readonly AskingRole[] = ['teacher'];
const ADMIN: readonly AskingRole[] = ['admin'];
/** Rows about oneself: nothing of others' can be named in them. */
const STUDENT: readonly AskingRole[] = ['student'];

/** What [segments] usually mean, by the folder that they are in. */
export const SEGMENTS: Readonly<Record<string, keyof Ids>> = {
  'classes/[id]': 'classId',
  'lti/classes/[id]': 'classId',
  'lti/platforms/[id]': 'platformId',
  'attempts/[id]': 'attemptId',
  'comments/[id]': 'commentId',
  'regrades/[id]': 'regradeId',
  'certificates/[id]': 'certificateId',
  'admin/people/[id]': 'studentId',
  '[attemptId]': 'attemptId',
  '[userId]': 'studentId',
  '[groupId]': 'groupId',
  '[assignmentId]': 'assignmentId',
  '[announcementId]': 'announcementId',
  '[commentId]': 'commentId',
  '[entryId]': 'entryId',
  '[exerciseId]': 'exerciseId',
  '[code]': 'joinCode',
};

const RETENTION = {
  anonymousEmpty: 30,
  anonymousIdle: null,
  sessionsUnused: 180,
  draftVersions: null,
  audit: null,
  archivedClasses: null,
  attemptsOfArchived: null,
};
const ASSIGNMENT = { opensAt: null, dueAt: null, latePolicy: 'accept', latePerDay: 10, closesAt: null, points: 5 };
const DUE = Date.UTC(2099, 0);

export const ACCESS: Readonly<Record<string, Row | Elsewhere>> = {
  'GET me': { may: ANYONE },
  'PATCH me': { may: SESSION, json: () => ({ language: 'en' }) },
  'DELETE me': { may: SESSION, json: () => ({ confirm: 'delete' }) },
  'GET me/export': { may: SESSION },
  'GET me/access': { may: SESSION },
  'GET me/sessions': { may: ACCOUNT },
  'DELETE me/sessions': { may: ACCOUNT, json: () => ({ which: 'others' }) },
  'GET progress': { may: ANYONE },
  'POST sync': { may: ANYONE, json: () => ({ drafts: [], attempts: [], predictions: [], lessonViews: [] }) },
  'GET attempts': { may: ANYONE, query: ({ exerciseId }) => `exerciseId=${exerciseId}` },
  'GET attempts/[id]': { may: STUDENT },
  'GET attempts/verdicts': { may: ANYONE, query: ({ exerciseId }) => `exercises=${exerciseId}` },
  'GET comments': { may: ANYONE, query: ({ exerciseId }) => `exerciseId=${exerciseId}` },
  'POST comments/[id]/read': { may: STUDENT, json: () => ({}) },

  'GET auth/[...all]': { elsewhere: 'app/_server/auth/doors.test.ts' },
  'POST auth/[...all]': { elsewhere: 'app/_server/auth/doors.test.ts' },

  'GET admin/people': { may: ADMIN, query: () => 'q=Student' },
  'PATCH admin/people/[id]': { may: ADMIN, json: () => ({ role: 'instructor' }) },
  'DELETE admin/people/[id]/sessions': { may: ADMIN },
  'POST admin/people/[id]/reset-link': { may: ADMIN },
  'GET admin/retention': { may: ADMIN },
  'PUT admin/retention': { may: ADMIN, json: () => ({ retention: RETENTION }) },
  'GET audit': { may: ADMIN },

  'GET classes': { may: ANYONE },
  'POST classes': { may: INSTRUCTORS, json: () => ({ name: 'New' }) },
  'GET classes/due': { may: ANYONE },
  // A join code is the proof: it says the class's name to whoever has it.
  'GET classes/join/[code]': { elsewhere: 'app/_server/classes/people.test.ts' },
  'POST classes/join': { may: ACCOUNT, json: ({ joinCode }) => ({ code: joinCode }) },
  'GET classes/invitations': { may: ACCOUNT },
  // By one's own proved address alone: nobody in this world has one.
  'POST classes/invitations': { may: [], json: ({ entryId }) => ({ id: entryId }) },
  'DELETE classes/invitations': { may: [], json: ({ entryId }) => ({ id: entryId }) },
  'GET classes/[id]': { may: MEMBERS },
  'PATCH classes/[id]': { may: TEACHER, json: () => ({ name: 'Other' }) },
  'DELETE classes/[id]': { may: TEACHER, json: ({ className }) => ({ name: className }) },
  // The last teacher may ask, and is told to find another one first.
  'POST classes/[id]/leave': { may: MEMBERS, json: () => ({}) },
  'POST classes/[id]/join-code': { may: TEACHER, json: () => ({}) },
  'GET classes/[id]/members': { may: STAFF },
  'POST classes/[id]/members': { may: TEACHER, json: () => ({ email: 'new@example.org', role: 'student' }) },
  'PATCH classes/[id]/members/[userId]': { may: TEACHER, json: () => ({ role: 'assistant' }) },
  'DELETE classes/[id]/members/[userId]': { may: TEACHER },
  'DELETE classes/[id]/expected/[entryId]': { may: TEACHER },
  'POST classes/[id]/groups': { may: TEACHER, json: () => ({ name: 'H' }) },
  'PATCH classes/[id]/groups/[groupId]': { may: TEACHER, json: () => ({ name: 'H' }) },
  'DELETE classes/[id]/groups/[groupId]': { may: TEACHER },
  'POST classes/[id]/groups/move': {
    may: TEACHER,
    json: ({ groupId, studentId }) => ({ groupId, userIds: [studentId], entryIds: [] }),
  },
  'GET classes/[id]/roster': { may: STAFF },
  'POST classes/[id]/roster': {
    may: TEACHER,
    json: () => ({ file: Buffer.from('email,name\nx@example.org,X\n').toString('base64'), store: false }),
  },
  'GET classes/[id]/announcements': { may: MEMBERS },
  'POST classes/[id]/announcements': { may: STAFF, json: () => ({ text: 'x' }) },
  'PATCH classes/[id]/announcements/[announcementId]': { may: TEACHER, json: () => ({ text: 'x' }) },
  'DELETE classes/[id]/announcements/[announcementId]': { may: TEACHER },
  'GET classes/[id]/assignments': { may: STAFF },
  'POST classes/[id]/assignments': {
    may: TEACHER,
    json: ({ exerciseId }) => ({ kind: 'exercise', targetId: exerciseId, ...ASSIGNMENT }),
  },
  'PUT classes/[id]/assignments/order': { may: TEACHER, json: ({ assignmentId }) => ({ ids: [assignmentId] }) },
  'PATCH classes/[id]/assignments/[assignmentId]': { may: TEACHER, json: () => ({ points: 3 }) },
  'DELETE classes/[id]/assignments/[assignmentId]': { may: TEACHER },
  'GET classes/[id]/assignments/[assignmentId]/scores': { may: STAFF },
  'PUT classes/[id]/assignments/[assignmentId]/extensions/[userId]': {
    may: TEACHER,
    json: () => ({ dueAt: DUE, reason: '' }),
  },
  'DELETE classes/[id]/assignments/[assignmentId]/extensions/[userId]': { may: TEACHER },
  'GET classes/[id]/due': { may: MEMBERS },
  'GET classes/[id]/matrix': { may: STAFF },
  'GET classes/[id]/live': { may: STAFF },
  'GET classes/[id]/attempts/[attemptId]': { may: STAFF },
  'GET classes/[id]/students/[userId]': { may: STAFF },
  'GET classes/[id]/exercises': { may: STAFF },
  'GET classes/[id]/exercises/[exerciseId]': { may: STAFF },
  'GET classes/[id]/export': { may: STAFF, query: () => 'format=json&submissions=1' },
  'GET classes/[id]/similar': { may: STAFF, query: ({ exerciseId }) => `exercise=${exerciseId}` },
  'GET classes/[id]/comments': { may: STAFF, query: ({ attemptId }) => `attempt=${attemptId}` },
  'POST classes/[id]/comments': { may: STAFF, json: ({ attemptId }) => ({ attemptId, text: 'x' }) },
  // Its author changes a comment; its author or a teacher takes it away.
  'PATCH classes/[id]/comments/[commentId]': { may: ['assistant'], json: () => ({ text: 'y' }) },
  'DELETE classes/[id]/comments/[commentId]': { may: STAFF },

  // The address of a certificate is the proof: its owner gives it to whom they like.
  'GET certificates/[id]': { elsewhere: 'app/_server/certificates/certificates.test.ts' },
  'GET certificates/[id]/records': { elsewhere: 'app/_server/certificates/certificates.test.ts' },
  'DELETE certificates/[id]': { may: STUDENT },
  'GET certificates': { may: ACCOUNT },
  'POST certificates': { may: ACCOUNT, json: () => ({ scope: 'course', name: 'X' }) },

  'GET regrades': { may: ACCOUNT },
  'POST regrades': { may: TEACHER, json: ({ exerciseId, classId }) => ({ exerciseIds: [exerciseId], classId }) },
  'GET regrades/[id]': { may: ['teacher', 'admin'] },
  'POST regrades/[id]': { may: ['teacher', 'admin'], json: () => ({ action: 'cancel' }) },

  'GET lti/configuration': { may: ANYONE },
  'GET lti/keys': { may: ANYONE },
  'GET lti/platforms': { may: ADMIN },
  'POST lti/platforms': { may: ADMIN, json: () => ({}) },
  'PUT lti/platforms/[id]': { may: ADMIN, json: () => ({}) },
  'DELETE lti/platforms/[id]': { may: ADMIN },
  'POST lti/ticket': { may: ADMIN, json: () => ({}) },
  'GET lti/classes/[id]': { may: TEACHER },
  'POST lti/classes/[id]': { may: TEACHER, json: () => ({ do: 'scores' }) },
  'POST lti/class': { elsewhere: 'app/_server/lti/' },
  'POST lti/deep-link': { elsewhere: 'app/_server/lti/' },
  'GET lti/launch': { elsewhere: 'app/_server/lti/' },
  'POST lti/launch': { elsewhere: 'app/_server/lti/' },
  'GET lti/login': { elsewhere: 'app/_server/lti/' },
  'POST lti/login': { elsewhere: 'app/_server/lti/' },
  'GET lti/register': { elsewhere: 'app/_server/lti/' },

  'GET health': { may: ANYONE },
  'GET ready': { elsewhere: 'app/_server/ops/' },
  'GET metrics': { elsewhere: 'app/_server/ops/' },
};
