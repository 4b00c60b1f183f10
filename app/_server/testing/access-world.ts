/**
 * A small world for the test of every route × every role: a class with a teacher, an assistant and a student whose work says
 * MARK; a teacher of another class; somebody without a class; an admin; somebody without an account; and nobody.
 */
import { randomUUID } from 'node:crypto';
import type { Role } from '@/app/_shared/api';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { signInAs } from '../auth/trusted';
import { MARK } from './everything';
import { Browser } from './site';
import { EXERCISE } from './things';

/** Who asks. nobody: no session. anonymous: a session without an account. stranger: teaches another class. */
export const ROLES = [
  'nobody',
  'anonymous',
  'learner',
  'stranger',
  'student',
  'assistant',
  'teacher',
  'admin',
] as const;
export type AskingRole = (typeof ROLES)[number];

/** What a row's path, query and body may need. */
export interface Ids {
  classId: string;
  className: string;
  joinCode: string;
  studentId: string;
  attemptId: string;
  groupId: string;
  assignmentId: string;
  announcementId: string;
  commentId: string;
  entryId: string;
  regradeId: string;
  platformId: string;
  certificateId: string;
  exerciseId: string;
}

export interface World {
  ids: Ids;
  browsers: Readonly<Record<AskingRole, Browser>>;
}

export async function makeWorld(db: PrismaClient): Promise<World> {
  const people = {} as Record<AskingRole, string>;
  for (const role of ROLES) {
    if (role === 'nobody') continue;
    const id = randomUUID();
    people[role] = id;
    const site: Role =
      role === 'admin' ? 'admin' : role === 'teacher' || role === 'stranger' ? 'instructor' : 'learner';
    const anonymous = role === 'anonymous';
    await db.user.create({
      data: {
        id,
        name: role === 'student' ? `Student ${MARK}` : role,
        email: anonymous ? `${id}@placeholder.invalid` : `${id}@example.org`,
        isAnonymous: anonymous,
        role: site,
      },
    });
  }
  const className = `Class ${MARK}`;
  const made = await db.class.create({
    data: {
      name: className,
      joinCode: randomUUID().slice(0, 8).toUpperCase(),
      groups: { create: { name: 'G' } },
      assignments: { create: { kind: 'exercise', targetId: EXERCISE } },
      announcements: { create: { text: MARK, authorId: people.teacher } },
      roster: { create: { email: `${randomUUID()}@example.org`, name: MARK } },
      memberships: {
        create: (['teacher', 'assistant', 'student'] as const).map((role) => ({ role, userId: people[role] })),
      },
    },
    include: { groups: true, assignments: true, announcements: true, roster: true },
  });
  await db.class.create({
    data: { name: 'D', joinCode: randomUUID(), memberships: { create: { role: 'teacher', userId: people.stranger } } },
  });
  const submission = { kind: 'code', files: [{ path: 'main.c', text: MARK }] };
  const attempt = await db.attempt.create({
    data: {
      userId: people.student,
      clientId: randomUUID(),
      exerciseId: EXERCISE,
      exerciseHash: 'e',
      simHash: 's',
      toolHash: 't',
      record: JSON.stringify({ version: 1, seed: 1, cpus: 1, inputs: [], submission }),
      digest: 'd',
      clientPassed: true,
      checks: '[]',
      outcome: '{"reason":"exit","exit":{"code":0,"signal":null},"retired":1}',
      endedAt: new Date(),
    },
  });
  const comment = await db.comment.create({
    data: { classId: made.id, attemptId: attempt.id, authorId: people.assistant, text: MARK },
  });
  const regrade = await db.regrade.create({
    data: { exerciseId: EXERCISE, authorId: people.teacher, simHash: 's', toolHash: 't', status: 'ready' },
  });
  await db.regradeItem.create({
    data: { regradeId: regrade.id, attemptId: attempt.id, before: 'verified', passedBefore: true },
  });
  const platform = await db.ltiPlatform.create({
    data: {
      name: 'P',
      issuer: `https://${randomUUID()}.test`,
      clientId: 'c',
      authUrl: 'https://p.test/a',
      tokenUrl: 'https://p.test/t',
      jwksUrl: 'https://p.test/j',
    },
  });
  await db.extension.create({
    data: { assignmentId: made.assignments[0].id, userId: people.student, dueAt: new Date(Date.UTC(2099, 0)) },
  });
  const certificateId = randomUUID();
  await db.certificate.create({ data: { id: certificateId, userId: people.student, name: MARK, body: '{}' } });
  const browsers = {} as Record<AskingRole, Browser>;
  for (const role of ROLES) browsers[role] = role === 'nobody' ? new Browser() : await signedIn(people[role]);
  return {
    browsers,
    ids: {
      classId: made.id,
      className,
      joinCode: made.joinCode,
      studentId: people.student,
      attemptId: attempt.id,
      groupId: made.groups[0].id,
      assignmentId: made.assignments[0].id,
      announcementId: made.announcements[0].id,
      commentId: comment.id,
      entryId: made.roster[0].id,
      regradeId: regrade.id,
      platformId: platform.id,
      certificateId,
      exerciseId: EXERCISE,
    },
  };
}

async function signedIn(userId: string): Promise<Browser> {
  const browser = new Browser();
  const { cookies } = await signInAs(new Headers(), userId);
  await browser.call(
    async () => {
      const response = new Response(null);
      for (const cookie of cookies) response.headers.append('Set-Cookie', cookie);
      return response;
    },
    'GET',
    '/',
  );
  return browser;
}
