/** Who is stuck where: exercises tried three times or more without passing, the most tries first. */
import Link from 'next/link';
import { fill, type Language } from '@/app/_i18n';
import type { ClassWords } from '@/app/_people/messages';
import people from '@/app/_people/people.module.css';
import type { ClassMatrix } from '@/app/_shared/api';
import { exerciseNames } from './exercise-names';

const TRIES = 3;
const SHOWN = 8;

export function Stuck({ t, lang, matrix }: { t: ClassWords; lang: Language; matrix: ClassMatrix }) {
  const titles = new Map(exerciseNames(lang).map((name) => [name.exerciseId, name.title]));
  const places = matrix.learners
    .flatMap((learner) => learner.cells.map((cell) => ({ learner, cell })))
    .filter(({ cell }) => cell.status === 'tried' && cell.attempts >= TRIES)
    .sort((a, b) => b.cell.attempts - a.cell.attempts)
    .slice(0, SHOWN);
  if (places.length === 0) return null;
  return (
    <section className={people.card}>
      <h2>{t.stuck}</h2>
      <ul className={people.list}>
        {places.map(({ learner, cell }) => (
          <li key={`${learner.userId} ${cell.exerciseId}`}>
            <Link href={`/${lang}/classes/${matrix.class.id}/attempts/${cell.attemptId}`}>
              {fill(t.stuckItem, { name: learner.name, exercise: titles.get(cell.exerciseId) ?? '', n: cell.attempts })}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
