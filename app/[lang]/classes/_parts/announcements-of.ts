/** The announcements of a class with what the reader may change. */
import type { Person } from '@/app/_server/auth/person';
import { listAnnouncements } from '@/app/_server/classes/announcements';
import { db } from '@/app/_server/db/client';
import type { AnnouncementInfo, ClassInfo } from '@/app/_shared/classes';

export async function announcementsOf(
  person: Person,
  found: ClassInfo,
): Promise<{ list: AnnouncementInfo[]; mine: string[] }> {
  const list = await listAnnouncements(db(), person, found.id);
  if (found.role === 'student' || found.archived) return { list, mine: [] };
  const may = found.role === 'teacher' ? list : list.filter((one) => one.author === person.name);
  return { list, mine: may.map((one) => one.id) };
}
