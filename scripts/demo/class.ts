/** What stands in the demo class besides people and runs: groups, the teacher's list, assignments with dates, news. */
import type { PrismaClient } from '../../prisma/generated/sqlite/client/client';

const DAY = 24 * 60 * 60 * 1000;

const GROUPS = ['1班', '2班'];
/** On the list, not in the class yet. */
const EXPECTED = [
  { name: '渡辺 翔', email: 'sho@demo.example', externalId: 'D008' },
  { name: 'Barbara Liskov', email: 'barbara@demo.example', externalId: 'D009' },
];
/** Days from now. The targets are of content/course.ts; one that is gone is left out. */
const ASSIGNMENTS = [
  { kind: 'lesson', targetId: 'ls_h3n2', opens: -21, due: -7, latePolicy: 'accept', points: 10 },
  { kind: 'exercise', targetId: 'ex_q4t8', opens: -14, due: -1, latePolicy: 'penalty', points: 5 },
  { kind: 'lesson', targetId: 'ls_w8r4', opens: -7, due: 3, latePolicy: 'penalty', points: 10 },
  { kind: 'lesson', targetId: 'ls_z6b1', opens: 3, due: 14, latePolicy: 'refuse', points: 10 },
] as const;
const NEWS = [
  '来週の演習は「1つのバグですべてが終わる」です。予想を書いてから動かしてください。\nNext week: “One bug ends everything”. Write down what you expect before you run it.',
  '参考：https://www.kernel.org/doc/html/v6.1/',
];

/** Puts it all into a class that has its members already. */
export async function furnish(db: PrismaClient, classId: string, teacher: string): Promise<void> {
  const groups = await Promise.all(GROUPS.map((name) => db.classGroup.create({ data: { classId, name } })));
  await listMembers(
    db,
    classId,
    groups.map(({ id }) => id),
  );
  await db.rosterEntry.createMany({
    data: EXPECTED.map((entry, at) => ({ ...entry, classId, groupId: groups[at % groups.length].id })),
  });
  const noon = Math.floor(Date.now() / DAY) * DAY + DAY / 2;
  await db.assignment.createMany({
    data: ASSIGNMENTS.map(({ opens, due, ...rest }, position) => ({
      ...rest,
      classId,
      position,
      opensAt: new Date(noon + opens * DAY),
      dueAt: new Date(noon + due * DAY),
    })),
  });
  await extend(db, classId, new Date(noon + 2 * DAY));
  for (const text of NEWS) await db.announcement.create({ data: { classId, authorId: teacher, text } });
}

/** Every student is a line of the list too, in one of the groups. */
async function listMembers(db: PrismaClient, classId: string, groups: readonly string[]): Promise<void> {
  const students = await db.membership.findMany({
    where: { classId, role: 'student' },
    include: { user: { select: { name: true, email: true } } },
    orderBy: { createdAt: 'asc' },
  });
  for (const [at, { userId, user }] of students.entries()) {
    const groupId = groups[at % groups.length];
    await db.membership.update({ where: { classId_userId: { classId, userId } }, data: { groupId } });
    const externalId = `D${String(at + 1).padStart(3, '0')}`;
    await db.rosterEntry.create({ data: { classId, userId, groupId, externalId, name: user.name, email: user.email } });
  }
}

/** The last to join has more time for the exercise that was due yesterday. */
async function extend(db: PrismaClient, classId: string, dueAt: Date): Promise<void> {
  const assignment = await db.assignment.findFirst({ where: { classId, targetId: 'ex_q4t8' } });
  const student = await db.membership.findFirst({
    where: { classId, role: 'student' },
    orderBy: { createdAt: 'desc' },
  });
  if (!assignment || !student) return;
  const data = { assignmentId: assignment.id, userId: student.userId, dueAt, reason: '途中から参加したため' };
  await db.extension.create({ data });
}
