/**
 * From a verified launch to a person in a class at a page. The platform's person is ours from the first launch on; the
 * platform's course becomes a class when a teacher launches first (or is tied to one that they teach already); a resource link
 * becomes a row that grades go back by. One transaction; the same launch twice makes nothing twice.
 */
import { isLanguage, type Language } from '@/app/_i18n/language';
import type { ClassRole, Person } from '@/app/_shared/api';
import type { LtiContext, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { recordAccess } from '../audit/audit';
import { findOrCreateUser } from '../auth/trusted';
import { requireClass } from '../classes/access';
import { holdClass } from '../classes/classes';
import { newJoinCode } from '../classes/join-code';
import { serially, type Tx } from '../db/transactions';
import { ApiProblem } from '../http/problem';
import { CLAIM, type LaunchClaims } from './claims';
import { type Content, contentOfPath, PARAMETER, pathOf, readContent } from './content';
import type { Launch } from './launch';
import { lookAt, takeOnce } from './nonces';
import { LtiProblem } from './problem';
import { classRoleOf } from './roles';

export interface Entered {
  userId: string;
  lang: Language;
  role: ClassRole;
  /** Null: the platform named no course, or it has no class yet (`asks`). */
  context: LtiContext | null;
  /** A teacher of other classes says first which one this course is. */
  asks: boolean;
  linkId: string | null;
  /** Where the person goes. */
  path: string;
}

export async function enter(db: PrismaClient, launch: Launch): Promise<Entered> {
  const { platform, sub, claims, deploymentId } = launch;
  const role = classRoleOf(claims[CLAIM.roles]);
  if (role === null) throw new LtiProblem('no-part');
  const course = claims[CLAIM.context];
  const keys = [`lti:${platform.id}:${sub}`, `lti:${platform.id}:${deploymentId}:${course?.id ?? ''}`];
  return serially(db, keys, async (tx) => {
    const { userId, language } = await personFor(tx, launch);
    const lang = languageOf(claims, language);
    await recordAccess(tx, { actorId: userId, action: 'lti.launch', detail: { platformId: platform.id, role } });
    const { context, asks } = course ? await contextFor(tx, launch, userId, role) : { context: null, asks: false };
    if (context) await takePart(tx, context.classId, userId, role, sub);
    const content = await contentFor(tx, launch, context);
    const linkId = context && content ? await linkFor(tx, context.id, claims, content) : null;
    const page = content ? pathOf(content, lang) : null;
    const path = page ?? (context ? `/${lang}/classes/${context.classId}` : `/${lang}`);
    return { userId, lang, role, context, asks, linkId, path };
  });
}

// ---------------------------------------------------------------- the person

async function personFor(tx: Tx, launch: Launch): Promise<{ userId: string; language: string | null }> {
  const { platform, sub, claims } = launch;
  const key = { platformId: platform.id, sub };
  const known = await tx.ltiUser.findUnique({
    where: { platformId_sub: key },
    select: { userId: true, user: { select: { language: true } } },
  });
  if (known) return { userId: known.userId, language: known.user.language };
  const { userId } = await findOrCreateUser(tx, {
    name: nameOf(claims),
    email: claims.email?.includes('@') ? claims.email : null,
    // Only a platform that says so vouches for the address; most say nothing, and then it opens no account.
    emailVerified: claims.email_verified === true,
  });
  await tx.ltiUser.create({ data: { ...key, userId } });
  return { userId, language: null };
}

function nameOf({ name, given_name, family_name }: LaunchClaims): string {
  return name || [given_name, family_name].filter(Boolean).join(' ') || '?';
}

/** What the person chose here, else what the platform shows them, else Japanese. */
function languageOf(claims: LaunchClaims, chosen: string | null): Language {
  if (isLanguage(chosen)) return chosen;
  const said = claims[CLAIM.presentation]?.locale ?? claims.locale ?? '';
  const primary = said.toLowerCase().split(/[-_]/)[0];
  return isLanguage(primary) ? primary : primary ? 'en' : 'ja';
}

// ---------------------------------------------------------------- the class

async function contextFor(
  tx: Tx,
  launch: Launch,
  userId: string,
  role: ClassRole,
): Promise<{ context: LtiContext | null; asks: boolean }> {
  const { platform, deploymentId, claims } = launch;
  const contextId = claims[CLAIM.context]?.id ?? '';
  const key = { platformId: platform.id, deploymentId, contextId };
  const known = await tx.ltiContext.findUnique({ where: { platformId_deploymentId_contextId: key } });
  if (known) {
    // A launch that names no services (a link outside of the gradebook) does not take back what an earlier one gave.
    const { membershipsUrl, lineItemsUrl, scopes } = servicesOf(claims);
    const data = {
      ...(membershipsUrl ? { membershipsUrl } : {}),
      ...(lineItemsUrl ? { lineItemsUrl } : {}),
      ...(claims[CLAIM.grades] ? { scopes } : {}),
    };
    return { context: await tx.ltiContext.update({ where: { id: known.id }, data }), asks: false };
  }
  if (role !== 'teacher') {
    // Deep linking says itself that only teachers choose.
    if (launch.message === 'deep-linking') return { context: null, asks: false };
    throw new LtiProblem('no-class');
  }
  const others = await tx.membership.count({ where: { userId, role: 'teacher', class: { archivedAt: null } } });
  if (others > 0) return { context: null, asks: true };
  return { context: await makeContext(tx, newContext(launch), userId, null), asks: false };
}

/** A course of a platform that is to become a class; kept until the teacher has said which. */
export interface NewContext {
  platformId: string;
  deploymentId: string;
  contextId: string;
  title: string;
  services: ReturnType<typeof servicesOf>;
  sub: string;
}

export function newContext({ platform, deploymentId, claims, sub }: Launch): NewContext {
  const course = claims[CLAIM.context];
  const title = (course?.title || course?.label || course?.id || '?').trim().slice(0, 80);
  const services = servicesOf(claims);
  return { platformId: platform.id, deploymentId, contextId: course?.id ?? '', title, services, sub };
}

/** Ties the course to a class of the teacher's, or to a new one. */
export async function makeContext(
  tx: Tx,
  course: NewContext,
  userId: string,
  classId: string | null,
): Promise<LtiContext> {
  const { platformId, deploymentId, contextId, title, services, sub } = course;
  const known = await tx.ltiContext.findUnique({
    where: { platformId_deploymentId_contextId: { platformId, deploymentId, contextId } },
  });
  if (known) return known;
  const into =
    classId ??
    (
      await tx.class.create({
        data: { name: title, joinCode: newJoinCode(), memberships: { create: { userId, role: 'teacher' } } },
        select: { id: true },
      })
    ).id;
  const context = await tx.ltiContext.create({
    data: { platformId, deploymentId, contextId, classId: into, ...services },
  });
  await takePart(tx, into, userId, 'teacher', sub);
  return context;
}

function servicesOf(claims: LaunchClaims) {
  const grades = claims[CLAIM.grades];
  return {
    membershipsUrl: claims[CLAIM.names]?.context_memberships_url ?? null,
    lineItemsUrl: grades?.lineitems ?? null,
    scopes: JSON.stringify(grades?.scope ?? []),
  };
}

/**
 * Into the class with the platform's role. The platform raises and lowers students and assistants; a teacher of the class is
 * lowered only by hand, so that a mistake over there takes nobody's class away. An archived class stays as it is.
 */
async function takePart(tx: Tx, classId: string, userId: string, role: ClassRole, sub: string): Promise<void> {
  await holdClass(tx, classId);
  const { archivedAt } = await tx.class.findUniqueOrThrow({ where: { id: classId }, select: { archivedAt: true } });
  if (archivedAt !== null) return;
  const key = { classId, userId };
  const there = await tx.membership.findUnique({ where: { classId_userId: key } });
  const line = await tx.rosterEntry.findFirst({ where: { classId, externalId: sub, userId: null } });
  if (line) await tx.rosterEntry.update({ where: { id: line.id }, data: { userId } });
  if (there === null) await tx.membership.create({ data: { ...key, role, groupId: line?.groupId ?? null } });
  else if (there.role !== role && there.role !== 'teacher') {
    await tx.membership.update({ where: { classId_userId: key }, data: { role } });
  }
}

// ---------------------------------------------------------------- what the link leads to

async function contentFor(tx: Tx, { claims, message }: Launch, context: LtiContext | null): Promise<Content | null> {
  if (message === 'deep-linking') return null;
  const said = claims[CLAIM.custom]?.[PARAMETER];
  if (typeof said === 'string' && said !== '') {
    const content = await readContent(tx, said, context?.classId ?? null);
    if (content === null) throw new LtiProblem('unknown-content');
    return content;
  }
  const resourceLinkId = claims[CLAIM.resourceLink]?.id ?? '';
  if (context) {
    const key = { contextId: context.id, resourceLinkId };
    const known = await tx.ltiLink.findUnique({ where: { contextId_resourceLinkId: key } });
    if (known) return known;
  }
  const target = claims[CLAIM.target];
  return target ? contentOfPath(new URL(target).pathname) : null;
}

async function linkFor(tx: Tx, contextId: string, claims: LaunchClaims, content: Content): Promise<string> {
  const { kind, targetId, assignmentId } = content;
  const key = { contextId, resourceLinkId: claims[CLAIM.resourceLink]?.id ?? '' };
  const lineItemUrl = claims[CLAIM.grades]?.lineitem ?? null;
  const { id } = await tx.ltiLink.upsert({
    where: { contextId_resourceLinkId: key },
    create: { ...key, kind, targetId, assignmentId, lineItemUrl },
    // A launch that names no line item does not make us forget the one that we found or made.
    update: { kind, targetId, assignmentId, ...(lineItemUrl ? { lineItemUrl } : {}) },
  });
  return id;
}

// ---------------------------------------------------------------- which class a course is

/** Asked of a teacher who has classes already. */
export interface ClassQuestion {
  course: NewContext;
  userId: string;
  /** Where the link leads, once the class is known. */
  path: string;
}

/** The answer: one of the teacher's classes, or null for a new one. Where the person goes then. */
export async function answerClass(
  db: PrismaClient,
  person: Person,
  request: string,
  classId: string | null,
): Promise<{ classId: string; path: string }> {
  const question = await lookAt<ClassQuestion>(db, 'class', request);
  if (question === null || question.userId !== person.id) throw new ApiProblem('not-found');
  if (classId !== null) await requireClass(db, person, classId, 'manage');
  if ((await takeOnce(db, 'class', request)) === null) throw new ApiProblem('not-found');
  const { course } = question;
  const key = `lti:${course.platformId}:${course.deploymentId}:${course.contextId}`;
  const context = await serially(db, key, (tx) => makeContext(tx, course, person.id, classId));
  const isPage = question.path.split('/').length > 3;
  const lang = question.path.split('/')[1];
  return { classId: context.classId, path: isPage ? question.path : `/${lang}/classes/${context.classId}` };
}
