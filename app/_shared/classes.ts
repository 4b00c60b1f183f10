/** What the pages of a class and the server say to each other, beyond app/_shared/api.ts. Times are milliseconds since 1970. */
import type { ClassRole, ClassSummary } from './api';

/** A class as its own pages know it. */
export interface ClassInfo extends ClassSummary {
  archived: boolean;
  /** The code and the link work until then; null: until they are changed. Null also for those who may not see it. */
  joinEndsAt: number | null;
}

// ---------------------------------------------------------------- PATCH · DELETE /api/classes/ID, POST …/join-code

/** Teachers. Answer: `ClassInfo`. */
export interface ClassPatch {
  name?: string;
  archived?: boolean;
  /** A time in the past closes the door. */
  joinEndsAt?: number | null;
}

/** `DELETE /api/classes/ID`: the name typed again, so that the wrong class is not deleted. */
export interface DeleteClassRequest {
  name: string;
}

/** `GET /api/classes/join/CODE`: what a link leads to. */
export interface JoinPreview {
  classId: string;
  name: string;
  teachers: readonly string[];
  /** The person's part in it already, if any. */
  role: ClassRole | null;
}

/** On a teacher's list by a verified address, not in the class yet. `POST /api/classes/invitations` `{ id }` joins. */
export interface Invitation {
  /** Of the roster entry. */
  id: string;
  className: string;
  role: ClassRole;
  teachers: readonly string[];
}

// ---------------------------------------------------------------- GET · POST /api/classes/ID/members, PATCH · DELETE …/members/USER

export interface Member {
  userId: string;
  name: string;
  email: string;
  role: ClassRole;
  groupId: string | null;
  /** The school's own number, from the roster. */
  externalId: string | null;
  joinedAt: number;
  /** The name on the roster, where it differs from the person's own. */
  rosterName: string | null;
  /** The role that the list names, when it is more than the person has: their address is not proved. */
  listedRole: ClassRole | null;
}
/** On the list, and not in the class yet. */
export interface Expected {
  id: string;
  name: string;
  email: string;
  externalId: string | null;
  role: ClassRole;
  groupId: string | null;
}
export interface Group {
  id: string;
  name: string;
}
export interface MemberList {
  members: readonly Member[];
  expected: readonly Expected[];
  groups: readonly Group[];
}

/** Adds an address to the list: the answer is the same whether there is an account with it or not. */
export interface AddMemberRequest {
  email: string;
  name?: string;
  role: ClassRole;
}
export interface MemberPatch {
  role?: ClassRole;
  groupId?: string | null;
}

/** `POST …/groups`, `PATCH · DELETE …/groups/GROUP`; `PUT …/groups/GROUP/people` moves people (and lines of the list) there. */
export interface GroupRequest {
  name: string;
}
export interface MoveRequest {
  /** Null: out of every group. */
  groupId: string | null;
  userIds: readonly string[];
  entryIds: readonly string[];
}

// ---------------------------------------------------------------- POST /api/classes/ID/roster

/** `file` is base64 of the bytes as they are on the disk; the server finds out the encoding. */
export interface RosterRequest {
  file: string;
  /** Without it: only a preview, nothing is stored. */
  store: boolean;
}

export type RosterProblemCode =
  | 'empty' //            no line with anything in it
  | 'no-email-column' //  the header names no column of addresses
  | 'too-many' //         more than the limit of lines
  | 'unreadable' //       neither UTF-8 nor Shift_JIS, or quotes that do not end
  | 'email-missing' //    (from here on: of one line)
  | 'email-wrong'
  | 'email-twice'
  | 'role-unknown'
  | 'too-long';
export interface RosterProblem {
  /** As a text editor counts; 0: of the whole file. */
  line: number;
  code: RosterProblemCode;
  value: string;
}
export interface RosterLine {
  line: number;
  name: string;
  email: string;
  externalId: string | null;
  group: string | null;
  role: ClassRole;
  /** What storing does with it. */
  change: 'new' | 'changed' | 'same';
}
export interface RosterPreview {
  encoding: 'utf-8' | 'utf-16' | 'shift_jis';
  separator: ',' | ';' | '\t';
  lines: readonly RosterLine[];
  problems: readonly RosterProblem[];
  newGroups: readonly string[];
  stored: boolean;
}

// ---------------------------------------------------------------- assignments

export type AssignmentKind = 'lesson' | 'exercise';
export type LatePolicy = 'accept' | 'penalty' | 'refuse';

/** `POST /api/classes/ID/assignments` and, in part, `PATCH …/assignments/ASSIGNMENT`. */
export interface AssignmentInput {
  kind: AssignmentKind;
  targetId: string;
  opensAt: number | null;
  dueAt: number | null;
  latePolicy: LatePolicy;
  latePerDay: number;
  closesAt: number | null;
  points: number;
}
export type AssignmentPatch = Partial<Omit<AssignmentInput, 'kind' | 'targetId'>>;

export interface AssignmentInfo extends AssignmentInput {
  id: string;
  /** The exercises that count, in the course's order. */
  exercises: readonly string[];
}

/** `PUT …/assignments/order`: all ids, in the new order. */
export interface AssignmentOrder {
  ids: readonly string[];
}

/** `PUT · DELETE …/assignments/ASSIGNMENT/extensions/USER`. */
export interface ExtensionRequest {
  dueAt: number;
  reason: string;
}
export interface ExtensionInfo {
  userId: string;
  name: string;
  dueAt: number;
  reason: string;
}

/**
 * How an assignment stands for one person. none: nothing run. tried: run, not passed (all of it). pending: passed, the
 * server has not confirmed yet. verified: confirmed. refused: passed, but after the time when it counts.
 */
export type ScoreVerdict = 'none' | 'tried' | 'pending' | 'verified' | 'refused';

export interface Score {
  /** By confirmed passes, with what late work costs; at most two decimals. */
  points: number;
  max: number;
  /** A pass that counts (or was refused) came after the due date. */
  late: boolean;
  /** Days begun after the due date, of the latest such pass. */
  daysLate: number;
  verdict: ScoreVerdict;
  /** What the points become if what is pending is confirmed. */
  pendingPoints: number;
  /** It reached the server long after it was done, or after the close: for the teacher to look at. */
  arrivedLater: boolean;
  /** Exercises confirmed, of `exercises`. */
  done: number;
  exercises: number;
  /** When the last counting pass was made: the time of the score. */
  at: number | null;
}

/** `GET /api/classes/ID/due`: the student's own. */
export interface DueItem {
  assignment: AssignmentInfo;
  /** With the extension, if there is one. */
  dueAt: number | null;
  closesAt: number | null;
  extended: boolean;
  score: Score;
}
export interface DueList {
  items: readonly DueItem[];
}
/** `GET /api/due`: over all of a person's classes; what is still to do, the nearest first. */
export interface DueEverywhere {
  items: readonly (DueItem & { classId: string; className: string })[];
  announcements: readonly (AnnouncementInfo & { classId: string; className: string })[];
}

/** `GET /api/classes/ID/assignments/ASSIGNMENT/scores`, for teachers and assistants. */
export interface AssignmentScores {
  assignment: AssignmentInfo;
  extensions: readonly ExtensionInfo[];
  people: readonly { userId: string; name: string; email: string; groupId: string | null; score: Score }[];
}

// ---------------------------------------------------------------- announcements

export interface AnnouncementInfo {
  id: string;
  text: string;
  author: string | null;
  createdAt: number;
  editedAt: number | null;
  /** The one who asks may edit and delete it. */
  mayChange: boolean;
}
export interface AnnouncementRequest {
  text: string;
}
