/**
 * What teachers and assistants say about an attempt. The learner sees all of it, wherever it was written, and the class sees
 * when it was opened. A comment belongs to its class: teachers of another class with the same learner do not see it.
 */
import type { Person } from '@/app/_shared/api';
import type { CommentInfo, CommentRequest, MyComments } from '@/app/_shared/insight';
import type { Comment, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { recordAccess } from '../audit/audit';
import { type ClassAccess, requireClass, requireStudent } from '../classes/access';
import { ApiProblem } from '../http/problem';

type Row = Comment & { author: { name: string } | null };
const withAuthor = { author: { select: { name: true } } } as const;

function infoOf(row: Row, person: Person, role: ClassAccess['role'] | null): CommentInfo {
  const mine = row.authorId === person.id && role !== null;
  return {
    id: row.id,
    attemptId: row.attemptId,
    text: row.text,
    file: row.file,
    line: row.line,
    step: row.step === null ? null : Number(row.step),
    author: row.author?.name ?? null,
    createdAt: row.createdAt.getTime(),
    editedAt: row.editedAt?.getTime() ?? null,
    readAt: row.readAt?.getTime() ?? null,
    mayEdit: mine,
    mayDelete: mine || role === 'teacher',
  };
}

/** Of one attempt, in the order of the run: what is about the whole first. Access is the caller's to check. */
export async function commentsOf(
  db: PrismaClient,
  person: Person,
  { classId, role }: ClassAccess,
  attemptId: string,
): Promise<CommentInfo[]> {
  const rows = await db.comment.findMany({
    where: { classId, attemptId },
    include: withAuthor,
    orderBy: { createdAt: 'asc' },
  });
  return inOrder(rows.map((row) => infoOf(row, person, role)));
}

const inOrder = (comments: CommentInfo[]): CommentInfo[] =>
  comments.sort(
    (a, b) => (a.step ?? -1) - (b.step ?? -1) || (a.line ?? 0) - (b.line ?? 0) || a.createdAt - b.createdAt,
  );

export async function listComments(db: PrismaClient, person: Person, classId: string, attemptId: string) {
  const access = await requireClass(db, person, classId, 'see');
  const attempt = await attemptInClass(db, classId, attemptId);
  await recordAccess(db, {
    actorId: person.id,
    action: 'attempt.read',
    subjectId: attempt.userId,
    classId,
    detail: { attempt: attemptId },
  });
  return { comments: await commentsOf(db, person, access, attemptId) };
}

async function attemptInClass(db: PrismaClient, classId: string, attemptId: string) {
  const attempt = await db.attempt.findUnique({ where: { id: attemptId }, select: { userId: true, record: true } });
  if (attempt === null) throw new ApiProblem('not-found');
  await requireStudent(db, classId, attempt.userId);
  return attempt;
}

export async function writeComment(
  db: PrismaClient,
  person: Person,
  classId: string,
  { attemptId, text, file = null, line = null, step = null }: CommentRequest,
): Promise<CommentInfo> {
  const { role } = await requireClass(db, person, classId, 'comment');
  const attempt = await attemptInClass(db, classId, attemptId);
  if (file !== null) requireLine(attempt.record, file, line);
  else if (line !== null) throw new ApiProblem('bad-request', { field: 'file' });
  return db.$transaction(async (tx) => {
    const data = {
      classId,
      attemptId,
      authorId: person.id,
      text,
      file,
      line,
      step: step === null ? null : BigInt(step),
    };
    const row = await tx.comment.create({ data, include: withAuthor });
    const detail = { attempt: attemptId, comment: row.id };
    await recordAccess(tx, { actorId: person.id, action: 'comment.write', subjectId: attempt.userId, classId, detail });
    return infoOf(row, person, role);
  });
}

/** The file is one that was handed in, and has the line. */
function requireLine(record: string, path: string, line: number | null): void {
  const { submission } = JSON.parse(record) as {
    submission: { kind: string; files?: { path: string; text: string }[] };
  };
  const file = submission.files?.find((one) => one.path === path);
  if (file === undefined) throw new ApiProblem('bad-request', { field: 'file' });
  if (line !== null && line > file.text.split('\n').length) throw new ApiProblem('bad-request', { field: 'line' });
}

async function findComment(db: PrismaClient, classId: string, id: string): Promise<Row> {
  const row = await db.comment.findUnique({ where: { id }, include: withAuthor });
  if (row?.classId !== classId) throw new ApiProblem('not-found');
  return row;
}

/** By its author. The learner is told again: what they have read is not what stands there now. */
export async function editComment(
  db: PrismaClient,
  person: Person,
  classId: string,
  id: string,
  text: string,
): Promise<CommentInfo> {
  const { role } = await requireClass(db, person, classId, 'comment');
  const row = await findComment(db, classId, id);
  if (row.authorId !== person.id) throw new ApiProblem('forbidden');
  if (row.text === text) return infoOf(row, person, role);
  const data = { text, editedAt: new Date(), readAt: null };
  return infoOf(await db.comment.update({ where: { id }, data, include: withAuthor }), person, role);
}

/** By its author, or by a teacher of the class. */
export async function deleteComment(db: PrismaClient, person: Person, classId: string, id: string): Promise<void> {
  const { role } = await requireClass(db, person, classId, 'comment');
  const row = await findComment(db, classId, id);
  if (row.authorId !== person.id && role !== 'teacher') throw new ApiProblem('forbidden');
  await db.comment.deleteMany({ where: { id, classId } });
}

// ---------------------------------------------------------------- the learner's side

const LISTED = 200;

export async function commentsOnMine(
  db: PrismaClient,
  person: Person,
  { exerciseId, attemptId }: { exerciseId?: string; attemptId?: string } = {},
): Promise<MyComments> {
  const mine = { attempt: { userId: person.id } };
  const rows = await db.comment.findMany({
    where: { attempt: { userId: person.id, ...(exerciseId && { exerciseId }) }, ...(attemptId && { attemptId }) },
    include: { ...withAuthor, attempt: { select: { exerciseId: true } }, class: { select: { name: true } } },
    orderBy: { createdAt: 'desc' },
    take: LISTED,
  });
  const comments = rows.map((row) => ({
    ...infoOf(row, person, null),
    exerciseId: row.attempt.exerciseId,
    className: row.class.name,
  }));
  if (attemptId) inOrder(comments);
  return { comments, unread: await db.comment.count({ where: { ...mine, readAt: null } }) };
}

/** The learner has opened it; the first time is kept. */
export async function markRead(db: PrismaClient, person: Person, id: string): Promise<void> {
  const row = await db.comment.findUnique({
    where: { id },
    select: { readAt: true, attempt: { select: { userId: true } } },
  });
  if (row?.attempt.userId !== person.id) throw new ApiProblem('not-found');
  if (row.readAt === null) await db.comment.updateMany({ where: { id, readAt: null }, data: { readAt: new Date() } });
}
