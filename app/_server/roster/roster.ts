/**
 * The list of a class in and out. In: a preview of what a file says, then the same file merged: lines that are there
 * already are brought up to date, nobody is removed, and doing it twice changes nothing. A line becomes a member only by
 * the person's own doing (classes/join.ts); those who are in already are matched by their address.
 */
import type { Language } from '@/app/_i18n/language';
import type { ClassRole, Person } from '@/app/_shared/api';
import type { RosterLine, RosterPreview } from '@/app/_shared/classes';
import type { PrismaClient, RosterEntry } from '@/prisma/generated/sqlite/client/client';
import { recordAccess } from '../audit/audit';
import { requireClass } from '../classes/access';
import { holdClass } from '../classes/classes';
import { readMembers } from '../classes/members';
import type { Tx } from '../db/client';
import type { Cell } from './csv-out';
import { type Listed, readRoster } from './read';

type Change = RosterLine['change'];

export async function importRoster(
  db: PrismaClient,
  person: Person,
  classId: string,
  bytes: Uint8Array,
  store: boolean,
): Promise<RosterPreview> {
  await requireClass(db, person, classId, 'manage');
  const { lines, ...read } = readRoster(bytes);
  const answer = (known: Known, stored: boolean): RosterPreview => ({
    ...read,
    lines: lines.map((line) => ({
      line: line.line,
      name: line.name,
      email: line.email,
      externalId: line.externalId,
      group: line.group,
      role: line.role,
      change: changeOf(line, known),
    })),
    newGroups: newGroups(lines, known),
    stored,
  });
  if (!store || lines.length === 0) return answer(await readKnown(db, classId), false);
  return db.$transaction(async (tx) => {
    await holdClass(tx, classId);
    const known = await readKnown(tx, classId);
    await merge(tx, classId, lines, known);
    const detail = { lines: lines.length, left: read.problems.length };
    await recordAccess(tx, { actorId: person.id, action: 'roster.import', classId, detail });
    return answer(known, true);
  });
}

/** What the class has before the file comes. */
interface Known {
  entries: ReadonlyMap<string, RosterEntry>;
  groups: Map<string, string>;
  /** Ids of the members by address. */
  members: ReadonlyMap<string, string>;
}

async function readKnown(db: PrismaClient | Tx, classId: string): Promise<Known> {
  const entries = await db.rosterEntry.findMany({ where: { classId } });
  const groups = await db.classGroup.findMany({ where: { classId } });
  const members = await db.membership.findMany({
    where: { classId },
    select: { userId: true, user: { select: { email: true } } },
  });
  return {
    entries: new Map(entries.map((entry) => [entry.email, entry])),
    groups: new Map(groups.map(({ name, id }) => [name, id])),
    members: new Map(members.map(({ userId, user }) => [user.email.toLowerCase(), userId])),
  };
}

function newGroups(lines: readonly Listed[], { groups }: Known): string[] {
  const named = new Set(lines.flatMap(({ group }) => group ?? []));
  return [...named].filter((name) => !groups.has(name));
}

/** The fields of an entry after the line: what the file has no column for stays. */
function after(line: Listed, entry: RosterEntry | undefined, known: Known) {
  const kept = entry ?? { name: '', externalId: null, groupId: null, role: 'student' as ClassRole, userId: null };
  return {
    name: line.has.name && line.name !== '' ? line.name : kept.name,
    externalId: line.has.externalId ? line.externalId : kept.externalId,
    // A group that is still to be made has no id: undefined, which is never the same.
    groupId: !line.has.group ? kept.groupId : line.group === null ? null : known.groups.get(line.group),
    role: line.has.role ? line.role : kept.role,
    userId: kept.userId ?? known.members.get(line.email) ?? null,
  };
}

function changeOf(line: Listed, known: Known): Change {
  const entry = known.entries.get(line.email);
  if (entry === undefined) return 'new';
  const next = after(line, entry, known);
  const same = (Object.keys(next) as (keyof typeof next)[]).every((key) => next[key] === entry[key]);
  return same ? 'same' : 'changed';
}

async function merge(tx: Tx, classId: string, lines: readonly Listed[], before: Known): Promise<void> {
  const known = { ...before, groups: new Map(before.groups) };
  await tx.classGroup.createMany({ data: newGroups(lines, before).map((name) => ({ classId, name })) });
  for (const { id, name } of await tx.classGroup.findMany({ where: { classId } })) known.groups.set(name, id);

  // Lines that change are written anew under their ids: two statements instead of one for each.
  const written = lines.filter((line) => changeOf(line, known) !== 'same');
  const replaced = written.flatMap((line) => known.entries.get(line.email)?.id ?? []);
  await tx.rosterEntry.deleteMany({ where: { classId, id: { in: replaced } } });
  await tx.rosterEntry.createMany({
    data: written.map((line) => {
      const entry = known.entries.get(line.email);
      const { id, createdAt } = entry ?? { id: undefined, createdAt: undefined };
      return { id, createdAt, classId, email: line.email, ...after(line, entry, known) };
    }),
  });
  await moveMembers(tx, classId, lines, known);
}

/** Members follow their line into its group; their role only a teacher changes, by hand. */
async function moveMembers(tx: Tx, classId: string, lines: readonly Listed[], known: Known): Promise<void> {
  const byGroup = new Map<string | null, string[]>();
  for (const line of lines) {
    const userId = known.entries.get(line.email)?.userId ?? known.members.get(line.email);
    if (!userId || !line.has.group) continue;
    const groupId = line.group === null ? null : (known.groups.get(line.group) ?? null);
    byGroup.set(groupId, [...(byGroup.get(groupId) ?? []), userId]);
  }
  for (const [groupId, userIds] of byGroup) {
    await tx.membership.updateMany({ where: { classId, userId: { in: userIds } }, data: { groupId } });
  }
}

const HEADINGS: Readonly<Record<Language, readonly string[]>> = {
  ja: ['氏名', 'メール', '学籍番号', 'グループ', '役割', '参加'],
  en: ['name', 'email', 'id', 'group', 'role', 'joined'],
};
const ROLES: Readonly<Record<Language, Readonly<Record<ClassRole, string>>>> = {
  ja: { teacher: '教員', assistant: 'アシスタント', student: '学生' },
  en: { teacher: 'teacher', assistant: 'assistant', student: 'student' },
};
const JOINED: Readonly<Record<Language, readonly [string, string]>> = { ja: ['済', '未'], en: ['yes', 'no'] };

/** Everybody who is in or expected; the file can be brought in again and changes nothing. Recorded. */
export async function exportRoster(
  db: PrismaClient,
  person: Person,
  classId: string,
  lang: Language,
): Promise<Cell[][]> {
  await requireClass(db, person, classId, 'see');
  const { members, expected, groups } = await readMembers(db, classId);
  await recordAccess(db, {
    actorId: person.id,
    action: 'roster.export',
    classId,
    detail: { lines: members.length + expected.length },
  });
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  const row = (one: Exported, joined: boolean): Cell[] => [
    one.name,
    one.email,
    one.externalId ?? '',
    names.get(one.groupId ?? '') ?? '',
    ROLES[lang][one.role],
    JOINED[lang][joined ? 0 : 1],
  ];
  return [
    [...HEADINGS[lang]],
    ...members.map((one) => row({ ...one, name: one.rosterName ?? one.name }, true)),
    ...expected.map((one) => row(one, false)),
  ];
}

interface Exported {
  name: string;
  email: string;
  externalId: string | null;
  groupId: string | null;
  role: ClassRole;
}
