/**
 * What the database knows about the last minutes of a class. Runs are read once each: a watcher keeps those of the window
 * and asks only for what has arrived since.
 */
import type { CheckReport } from '@/app/_shared/api';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { ofClass } from '../students';
import { firstFailing, HERE, type LiveFacts, type Place, type SeenAttempt, WINDOW } from './rules';

/** Arrivals are asked for again this far back: another process's clock may be behind ours, and its transaction late. */
const OVERLAP = 15_000;

export class FactReader {
  private readonly attempts = new Map<string, SeenAttempt>();
  private asked: number | null = null;

  constructor(
    private readonly db: PrismaClient,
    private readonly classId: string,
  ) {}

  async read(now: number): Promise<LiveFacts> {
    await this.readAttempts(now);
    const members = await this.db.membership.findMany({
      where: { classId: this.classId, role: 'student' },
      select: { user: { select: { id: true, name: true, lastSeenAt: true } } },
    });
    const students = members.map(({ user }) => ({
      id: user.id,
      name: user.name,
      seen: user.lastSeenAt?.getTime() ?? null,
    }));
    return { now, students, attempts: [...this.attempts.values()], places: await this.places(now) };
  }

  private async readAttempts(now: number): Promise<void> {
    for (const [id, { at }] of this.attempts) if (at <= now - WINDOW) this.attempts.delete(id);
    const rows = await this.db.attempt.findMany({
      where: {
        ...ofClass(this.classId),
        endedAt: { gt: new Date(now - WINDOW) },
        ...(this.asked !== null && { createdAt: { gt: new Date(this.asked - OVERLAP) } }),
      },
      select: {
        id: true,
        userId: true,
        exerciseId: true,
        clientPassed: true,
        checks: true,
        endedAt: true,
        createdAt: true,
      },
    });
    this.asked = now;
    for (const row of rows) {
      if (this.attempts.has(row.id)) continue;
      this.attempts.set(row.id, {
        id: row.id,
        userId: row.userId,
        exerciseId: row.exerciseId,
        passed: row.clientPassed,
        at: Math.min(row.endedAt.getTime(), row.createdAt.getTime()),
        check: row.clientPassed ? null : firstFailing(JSON.parse(row.checks) as CheckReport[]),
      });
    }
  }

  /** Drafts that were written and lessons that were read just now. */
  private async places(now: number): Promise<Place[]> {
    const where = { ...ofClass(this.classId), updatedAt: { gt: new Date(now - HERE) } };
    const drafts = await this.db.draft.findMany({ where, select: { userId: true, exerciseId: true, updatedAt: true } });
    const views = await this.db.lessonView.findMany({
      where: { ...where, exerciseId: { not: null } },
      select: { userId: true, exerciseId: true, firstAt: true, updatedAt: true },
    });
    const found = [
      ...drafts.map(({ userId, exerciseId, updatedAt }) => ({ userId, exerciseId, at: updatedAt, since: null })),
      ...views.map(({ userId, exerciseId, updatedAt, firstAt }) => ({
        userId,
        exerciseId: exerciseId ?? '',
        at: updatedAt,
        since: firstAt.getTime(),
      })),
    ];
    if (found.length === 0) return [];
    const userId = { in: [...new Set(found.map((place) => place.userId))] };
    const exerciseId = { in: [...new Set(found.map((place) => place.exerciseId))] };
    const states = await this.db.exerciseState.findMany({
      where: { userId, exerciseId },
      select: { userId: true, exerciseId: true, status: true, updatedAt: true },
    });
    const stateOf = new Map(states.map((state) => [`${state.userId} ${state.exerciseId}`, state]));
    return found.map(({ at, ...place }) => {
      const state = stateOf.get(`${place.userId} ${place.exerciseId}`);
      return {
        ...place,
        at: at.getTime(),
        passed: state?.status === 'passed',
        lastRun: state?.updatedAt.getTime() ?? null,
      };
    });
  }
}
