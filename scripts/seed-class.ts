/**
 * `node --import tsx scripts/seed-class.ts [PEOPLE]`: a class of 300 people (or as many as are wanted) with a term's work in
 * it, for looking at an instructor's pages as they are with a large class. The runs are made up: they cannot be replayed.
 * Signs in as big-teacher@demo.example.
 */
import { randomUUID } from 'node:crypto';
import { makeAuth } from '../app/_server/auth/auth';
import { db } from '../app/_server/db/client';
import { makeBigClass } from '../app/_server/insight/testing/big-class';

const TEACHER = { name: '山田 太郎', email: 'big-teacher@demo.example', password: 'ring-zero-demo' };

const people = Number(process.argv[2] ?? 300);
if (!Number.isInteger(people) || people < 1 || people > 5_000) throw new Error('PEOPLE is a number from 1 to 5000.');
const known = await db().user.findUnique({ where: { email: TEACHER.email } });
const auth = makeAuth(db(), process.env.BETTER_AUTH_SECRET ?? randomUUID());
const teacherId = known?.id ?? (await auth.api.signUpEmail({ body: TEACHER })).user.id;
await db().user.update({ where: { id: teacherId }, data: { role: 'instructor', emailVerified: true } });
const { classId } = await makeBigClass(db(), { people, tries: 6, teacherId });
console.log(`Class ${classId} with ${people} people. Teacher: ${TEACHER.email}, password: ${TEACHER.password}.`);
await db().$disconnect();
