/** What ties a class to learning platforms, for its teachers: the courses, the links in them, and the grades on their way. */
import type { AssignmentKind } from '@/app/_shared/classes';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';

export interface ClassLinks {
  courses: readonly {
    platform: string;
    contextId: string;
    /** The platform gives its list of people. */
    names: boolean;
    /** The platform takes grades. */
    grades: boolean;
  }[];
  links: readonly {
    id: string;
    kind: AssignmentKind;
    targetId: string;
    /** Scores: arrived, on their way, given up. */
    sent: number;
    waiting: number;
    failed: number;
    /** The last reason, as a code. */
    error: string | null;
  }[];
}

export async function classLinks(db: PrismaClient, classId: string): Promise<ClassLinks> {
  const contexts = await db.ltiContext.findMany({
    where: { classId },
    include: {
      platform: { select: { name: true } },
      links: { include: { scores: { select: { sentAt: true, nextTryAt: true, error: true } } } },
    },
  });
  return {
    courses: contexts.map(({ platform, contextId, membershipsUrl, lineItemsUrl, links }) => ({
      platform: platform.name,
      contextId,
      names: membershipsUrl !== null,
      grades: lineItemsUrl !== null || links.some(({ lineItemUrl }) => lineItemUrl !== null),
    })),
    links: contexts.flatMap(({ links }) =>
      links.map(({ id, kind, targetId, scores }) => ({
        id,
        kind,
        targetId,
        sent: scores.filter(({ sentAt }) => sentAt !== null).length,
        waiting: scores.filter(({ sentAt, nextTryAt }) => sentAt === null && nextTryAt !== null).length,
        failed: scores.filter(({ sentAt, nextTryAt }) => sentAt === null && nextTryAt === null).length,
        error: scores.find(({ sentAt, error }) => sentAt === null && error !== null)?.error ?? null,
      })),
    ),
  };
}
