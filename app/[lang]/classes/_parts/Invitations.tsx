'use client';
/** Classes that a teacher has put this person's proved address on the list of: joined or declined here. */
import { useRouter } from 'next/navigation';
import { fill } from '@/app/_i18n/define';
import { call } from '@/app/_people/call';
import styles from '@/app/_people/people.module.css';
import { useAction } from '@/app/_people/use-action';
import type { ClassInfo, Invitation } from '@/app/_shared/classes';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import parts from './class.module.css';
import { rememberClasses } from './classes-hint';
import { type Frame, roleWord } from './words';

type Props = Omit<Frame, 'classId'> & { list: readonly Invitation[] };

export function Invitations({ t, errors, lang, list }: Props) {
  const router = useRouter();
  const action = useAction(errors);
  const answer = (method: 'POST' | 'DELETE', id: string) =>
    action.run(
      () => call<ClassInfo | null>(method, '/api/classes/invitations', { id }),
      (joined) => {
        rememberClasses();
        if (joined) router.push(`/${lang}/classes/${joined.id}`);
        else router.refresh();
      },
    );
  return (
    <section className={styles.card}>
      <h2>{t.invitations}</h2>
      <p>{t.joinSees}</p>
      <ul className={styles.list}>
        {list.map(({ id, className, role, teachers }) => (
          <li key={id} className={styles.item}>
            <span className={parts.place}>
              <strong>{className}</strong>
              <span className={parts.small}>
                {fill(t.joinTeachers, { names: teachers.join(', ') })} ·{' '}
                {fill(t.invitedAs, { role: roleWord(t, role) })}
              </span>
            </span>
            <span className={`${parts.buttons} needs-js`}>
              <Button
                look="primary"
                disabled={action.busy}
                aria-label={fill(t.acceptOf, { name: className })}
                onClick={() => answer('POST', id)}
              >
                {t.accept}
              </Button>
              <Button
                look="quiet"
                disabled={action.busy}
                aria-label={fill(t.declineOf, { name: className })}
                onClick={() => answer('DELETE', id)}
              >
                {t.decline}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      <div role="alert">{action.error && <Notice tone="bad">{action.error}</Notice>}</div>
    </section>
  );
}
