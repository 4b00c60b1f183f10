/**
 * Roles of the platform → role in a class. Roles in the context (the course) decide; only without any does a role in the
 * institution or the system count. A teaching assistant is often sent as an instructor with a sub-role: the sub-role wins
 * unless another sub-role of a teacher is there. Mentors (parents, observers) have no part: nobody has agreed to their seeing
 * a learner's work here.
 */
import type { ClassRole } from '@/app/_shared/api';

const LIS = 'http://purl.imsglobal.org/vocab/lis/v2';
const PRINCIPAL = /^(?:http:\/\/purl\.imsglobal\.org\/vocab\/lis\/v2\/membership#|)(\w+)$/;
const SUB = /^http:\/\/purl\.imsglobal\.org\/vocab\/lis\/v2\/membership\/(\w+)#(\w+)$/;

const TEACHERS: ReadonlySet<string> = new Set(['Instructor', 'Administrator', 'ContentDeveloper', 'Manager']);
const ASSISTANTS: ReadonlySet<string> = new Set([
  'TeachingAssistant',
  'TeachingAssistantSection',
  'TeachingAssistantSectionAssociation',
  'TeachingAssistantGroup',
  'TeachingAssistantOffering',
  'TeachingAssistantTemplate',
  'Grader',
]);
const OUTSIDE_TEACHERS: readonly string[] = [
  `${LIS}/institution/person#Administrator`,
  `${LIS}/system/person#Administrator`,
  `${LIS}/system/person#SysAdmin`,
  `${LIS}/institution/person#Instructor`,
];
const OUTSIDE_STUDENTS: readonly string[] = [
  `${LIS}/institution/person#Student`,
  `${LIS}/institution/person#Learner`,
  'http://purl.imsglobal.org/vocab/lti/system/person#TestUser',
];

/** Null: no part in a class. */
export function classRoleOf(roles: readonly string[]): ClassRole | null {
  const principal = new Set(roles.flatMap((role) => PRINCIPAL.exec(role)?.[1] ?? []));
  const subs = roles.flatMap((role) => {
    const [, of, name] = SUB.exec(role) ?? [];
    return of && name ? [{ of, name }] : [];
  });
  const assists = subs.some(({ name }) => ASSISTANTS.has(name)) || principal.has('TeachingAssistant');
  const teachesToo = subs.some(({ of, name }) => TEACHERS.has(of) && !ASSISTANTS.has(name));
  const teaches = [...principal].some((name) => TEACHERS.has(name)) || teachesToo;
  if (assists && !teachesToo) return 'assistant';
  if (teaches) return 'teacher';
  if (principal.has('Learner') || principal.has('Student') || subs.some(({ of }) => of === 'Learner')) return 'student';
  // A part in the course that gives none here (Mentor, Member, Officer, …).
  if (principal.size > 0 || subs.length > 0) return null;
  if (roles.some((role) => OUTSIDE_TEACHERS.includes(role))) return 'teacher';
  return roles.some((role) => OUTSIDE_STUDENTS.includes(role)) ? 'student' : null;
}
