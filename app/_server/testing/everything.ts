/**
 * A person who has something in every table, for tests that walk all of them (merging, export, deletion). Tables that the
 * person is only named in (an author, an actor) are filled too. The tests fail for a table that is missing here.
 */
import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { EXERCISE, LESSON } from './things';

export interface Filled {
  userId: string;
  classId: string;
  attemptId: string;
}

/** A made-up word that occurs in every text that is this person's, so that a test can look for it anywhere. */
export const MARK = 'zzqmark';

export async function fillEverything(db: PrismaClient, options: { anonymous?: boolean } = {}): Promise<Filled> {
  const id = () => randomUUID();
  const at = new Date(1_700_000_000_000);
  const userId = id();
  const { anonymous = false } = options;
  await db.user.create({
    data: {
      id: userId,
      name: `Ada ${MARK}`,
      email: anonymous ? `${userId}@placeholder.invalid` : `${userId}@${MARK}.example.org`,
      isAnonymous: anonymous,
      lastSeenAt: at,
    },
  });
  const other = id();
  await db.user.create({ data: { id: other, name: 'Other', email: `${other}@example.org`, role: 'instructor' } });

  const later = new Date(Date.now() + 3_600_000);
  await db.session.create({ data: { id: id(), token: id(), expiresAt: later, ipAddress: '192.0.2.1', userId } });
  await db.account.create({
    data: { id: id(), accountId: `sub-${userId}`, providerId: 'oidc', userId, accessToken: 'secret-token' },
  });
  await db.passkey.create({
    data: {
      id: id(),
      name: `key ${MARK}`,
      publicKey: 'pk',
      userId,
      credentialID: id(),
      counter: 0,
      deviceType: 'singleDevice',
      backedUp: false,
    },
  });

  const group = await db.class.create({
    data: {
      name: 'C',
      joinCode: id(),
      groups: { create: { name: 'G' } },
      memberships: { create: [{ userId: other, role: 'teacher' }] },
      assignments: { create: { kind: 'exercise', targetId: EXERCISE } },
    },
    include: { groups: true, assignments: true },
  });
  const classId = group.id;
  const assignmentId = group.assignments[0].id;
  await db.membership.create({ data: { classId, userId, role: 'student', groupId: group.groups[0].id } });
  await db.rosterEntry.create({ data: { classId, email: `${MARK}@example.org`, name: `Ada ${MARK}`, userId } });
  await db.extension.create({ data: { assignmentId, userId, dueAt: later, reason: MARK } });
  await db.announcement.create({ data: { classId, authorId: userId, text: `announced ${MARK}` } });

  const submission = JSON.stringify({ kind: 'code', files: [{ path: 'main.c', text: MARK }] });
  const exercise = { exerciseId: EXERCISE, exerciseHash: 'e' };
  await db.draft.create({
    data: { userId, ...exercise, version: 1, clientId: id(), writerId: id(), submission, updatedAt: at },
  });
  await db.draftVersion.create({ data: { userId, clientId: id(), ...exercise, submission, updatedAt: at } });
  const attemptOf = (owner: string) =>
    db.attempt.create({
      data: {
        userId: owner,
        clientId: id(),
        ...exercise,
        simHash: 's',
        toolHash: 't',
        record: JSON.stringify({ submission: JSON.parse(submission) }),
        digest: 'd',
        clientPassed: true,
        checks: '[]',
        outcome: '{"reason":"exit","exit":{"code":0,"signal":null},"retired":1}',
        endedAt: at,
      },
    });
  const mine = await attemptOf(userId);
  const theirs = await attemptOf(other);
  await db.exerciseState.create({
    data: { userId, exerciseId: EXERCISE, status: 'passed', attempts: 1, bestAttemptId: mine.id, updatedAt: at },
  });
  await db.prediction.create({
    data: { userId, clientId: id(), exerciseId: EXERCISE, questionId: 'q', text: MARK, answeredAt: at },
  });
  await db.lessonView.create({ data: { userId, lessonId: LESSON, language: 'ja', firstAt: at, updatedAt: at } });
  await db.comment.create({ data: { classId, attemptId: mine.id, authorId: other, text: `to ${MARK}` } });
  await db.comment.create({ data: { classId, attemptId: theirs.id, authorId: userId, text: `by ${MARK}` } });
  const regrade = await db.regrade.create({
    data: { exerciseId: EXERCISE, authorId: userId, simHash: 's', toolHash: 't' },
  });
  await db.regradeItem.create({
    data: { regradeId: regrade.id, attemptId: mine.id, before: 'verified', passedBefore: true },
  });
  await db.certificate.create({ data: { id: id(), userId, name: `Ada ${MARK}`, body: '{}' } });
  await db.auditEntry.create({ data: { actorId: other, action: 'attempt.read', subjectId: userId, classId } });
  await db.auditEntry.create({ data: { actorId: userId, action: 'attempt.read', subjectId: other, classId } });

  const platform = await db.ltiPlatform.create({
    data: { name: 'P', issuer: id(), clientId: id(), authUrl: 'a', tokenUrl: 't', jwksUrl: 'j' },
  });
  await db.ltiUser.create({ data: { platformId: platform.id, sub: `sub-${userId}`, userId } });
  const context = await db.ltiContext.create({
    data: { platformId: platform.id, deploymentId: 'd', contextId: 'c', classId },
  });
  const link = await db.ltiLink.create({
    data: { contextId: context.id, resourceLinkId: 'r', kind: 'exercise', targetId: EXERCISE, assignmentId },
  });
  await db.ltiScore.create({ data: { linkId: link.id, userId, given: 1, maximum: 1, scoredAt: at } });
  return { userId, classId, attemptId: mine.id };
}
