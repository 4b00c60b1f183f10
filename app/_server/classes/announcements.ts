/** Announcements of a class: plain text by its teachers and assistants, read by everybody in it, the newest first. */
import type { ClassRole, Person } from '@/app/_shared/api';
import type { AnnouncementInfo } from '@/app/_shared/classes';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { ApiProblem } from '../http/problem';
import { requireClass } from './access';

const MOST = 200;

interface Row {
  id: string;
  authorId: string | null;
  text: string;
  createdAt: Date;
  editedAt: Date | null;
  author: { name: string } | null;
}

/** As one person sees it: a teacher may change any, an assistant their own. */
export const announcementInfo = (
  { id, text, author, authorId, createdAt, editedAt }: Row,
  who: { id: string; role: ClassRole; archived?: boolean },
): AnnouncementInfo => ({
  id,
  text,
  author: author?.name ?? null,
  createdAt: createdAt.getTime(),
  editedAt: editedAt?.getTime() ?? null,
  mayChange: !who.archived && (who.role === 'teacher' || (who.role === 'assistant' && authorId === who.id)),
});

export async function listAnnouncements(
  db: PrismaClient,
  person: Person,
  classId: string,
): Promise<AnnouncementInfo[]> {
  const { role, archived } = await requireClass(db, person, classId, 'take-part');
  const rows = await db.announcement.findMany({
    where: { classId },
    include: { author: { select: { name: true } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: MOST,
  });
  return rows.map((row) => announcementInfo(row, { id: person.id, role, archived }));
}

export async function announce(
  db: PrismaClient,
  person: Person,
  classId: string,
  text: string,
): Promise<AnnouncementInfo> {
  const { role } = await requireClass(db, person, classId, 'comment');
  const row = await db.announcement.create({
    data: { classId, authorId: person.id, text },
    include: { author: { select: { name: true } } },
  });
  return announcementInfo(row, { id: person.id, role });
}

export async function editAnnouncement(
  db: PrismaClient,
  person: Person,
  classId: string,
  id: string,
  text: string,
): Promise<AnnouncementInfo> {
  const role = await requireOwn(db, person, classId, id);
  const row = await db.announcement.update({
    where: { id },
    data: { text, editedAt: new Date() },
    include: { author: { select: { name: true } } },
  });
  return announcementInfo(row, { id: person.id, role });
}

export async function deleteAnnouncement(db: PrismaClient, person: Person, classId: string, id: string): Promise<void> {
  await requireOwn(db, person, classId, id);
  await db.announcement.deleteMany({ where: { id, classId } });
}

async function requireOwn(db: PrismaClient, person: Person, classId: string, id: string): Promise<ClassRole> {
  const { role } = await requireClass(db, person, classId, 'comment');
  const found = await db.announcement.findFirst({ where: { id, classId }, select: { authorId: true } });
  if (found === null) throw new ApiProblem('not-found');
  if (role !== 'teacher' && found.authorId !== person.id) throw new ApiProblem('forbidden');
  return role;
}
