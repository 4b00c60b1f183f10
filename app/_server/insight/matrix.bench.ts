/** The matrix of 500 people × all exercises: how long the database and we take, and how large the answer is. */
import { gzipSync } from 'node:zlib';
import { db } from '../db/client';
import { openTestSite } from '../testing/site';
import { exerciseFigures } from './exercises';
import { classMatrix } from './matrix';
import { makeBigClass } from './testing/big-class';

const PEOPLE = 500;
const ROUNDS = 15;

const site = await openTestSite();
const teacher = await db().user.create({ data: { id: 'bench-teacher', name: 'Teacher', email: 'bench@example.org' } });
const person = { ...teacher, anonymous: false, language: null };
const { classId } = await makeBigClass(db(), { people: PEOPLE, tries: 1, teacherId: teacher.id });

async function timed<T>(what: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now();
  return [await what(), performance.now() - started];
}

const times: number[] = [];
let json = '';
for (let round = 0; round < ROUNDS; round += 1) {
  const [answer, took] = await timed(() => classMatrix(db(), person, classId));
  times.push(took);
  json = JSON.stringify(answer);
}
times.sort((a, b) => a - b);
const states = await db().exerciseState.count();
const [, figures] = await timed(() => exerciseFigures(db(), person, classId));
console.log(
  `matrix of ${PEOPLE} people, ${states} cells with something in them: median ${times[ROUNDS >> 1].toFixed(0)} ms, ` +
    `slowest ${times[ROUNDS - 1].toFixed(0)} ms`,
);
console.log(`its JSON: ${(json.length / 1024).toFixed(0)} kB, gzip ${(gzipSync(json).length / 1024).toFixed(0)} kB`);
console.log(`figures of all exercises from ${await db().attempt.count()} runs: ${figures.toFixed(0)} ms`);
await site.close();
