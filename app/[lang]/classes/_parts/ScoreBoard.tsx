'use client';
/** Everybody's state at one assignment, by group; another due date for one person. */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import { call } from '@/app/_people/call';
import { Field } from '@/app/_people/Field';
import styles from '@/app/_people/people.module.css';
import { fromInput, LocalTime, toInput } from '@/app/_people/time';
import { useAction } from '@/app/_people/use-action';
import { useForm } from '@/app/_people/use-form';
import type { AssignmentScores, ExtensionInfo, Group } from '@/app/_shared/classes';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import parts from './class.module.css';
import { GroupFilter, inGroup } from './GroupFilter';
import { StateChips } from './StateChips';
import type { Frame } from './words';

interface Props extends Frame {
  scores: AssignmentScores;
  groups: readonly Group[];
  mayManage: boolean;
}

type ScoredPerson = AssignmentScores['people'][number];

export function ScoreBoard({ scores, groups, mayManage, ...frame }: Props) {
  const { t } = frame;
  const [group, setGroup] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const extensions = new Map(scores.extensions.map((one) => [one.userId, one]));
  const people = scores.people.filter((person) => inGroup(person, group));
  if (scores.people.length === 0) return <p className={parts.quiet}>{t.nobodyYet}</p>;
  return (
    <>
      {groups.length > 0 && (
        <div className={parts.tools}>
          <GroupFilter t={t} groups={groups} value={group} onChange={setGroup} />
        </div>
      )}
      <p role="status" className={parts.small}>
        {fill(t.shown, { n: people.length })}
      </p>
      <ul className={parts.rows}>
        {people.map((person) => {
          const extension = extensions.get(person.userId) ?? null;
          const isOpen = open === person.userId;
          return (
            <li key={person.userId} className={parts.scored}>
              <PersonScore {...frame} person={person} extension={extension} />
              {mayManage && (
                <span className={`${parts.end} needs-js`}>
                  <Button
                    size="s"
                    aria-label={fill(t.extendOf, { name: person.name })}
                    aria-expanded={isOpen}
                    onClick={() => setOpen(isOpen ? null : person.userId)}
                  >
                    {t.extend}
                  </Button>
                </span>
              )}
              {isOpen && (
                <ExtensionEditor
                  {...frame}
                  scores={scores}
                  person={person}
                  extension={extension}
                  close={() => setOpen(null)}
                />
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function PersonScore({
  t,
  lang,
  person,
  extension,
}: Frame & { person: ScoredPerson; extension: ExtensionInfo | null }) {
  const { score } = person;
  return (
    <>
      <span className={parts.place}>
        <strong>{person.name}</strong>
        <span className={parts.small}>{person.email}</span>
      </span>
      <span className={parts.chips}>
        <StateChips t={t} score={score} />
        {score.arrivedLater && <span className={`${parts.chip} ${parts.late}`}>{t.arrivedLater}</span>}
      </span>
      <span className={parts.place}>
        <span className={parts.quiet}>{fill(t.pointsOf, { n: score.points, max: score.max })}</span>
        {score.exercises > 1 && (
          <span className={parts.small}>{fill(t.partsOf, { n: score.done, all: score.exercises })}</span>
        )}
      </span>
      <span className={`${parts.place} ${parts.small}`}>
        {extension && (
          <>
            <span>
              {t.extended}: <LocalTime lang={lang} at={extension.dueAt} />
            </span>
            {extension.reason !== '' && <span>{extension.reason}</span>}
          </>
        )}
      </span>
    </>
  );
}

interface EditorProps extends Frame {
  scores: AssignmentScores;
  person: ScoredPerson;
  extension: ExtensionInfo | null;
  close: () => void;
}

function ExtensionEditor({ t, errors, classId, scores, person, extension, close }: EditorProps) {
  const router = useRouter();
  const { assignment } = scores;
  const path = `/api/classes/${classId}/assignments/${assignment.id}/extensions/${person.userId}`;
  const done = () => {
    close();
    router.refresh();
  };
  const form = useForm({
    words: errors,
    check: ({ dueAt }) => ({ dueAt: fromInput(dueAt) === null ? 'date-needed' : null }),
    send: ({ dueAt, reason }) => call('PUT', path, { dueAt: fromInput(dueAt), reason }),
    done,
  });
  const back = useAction(errors);
  return (
    <div className={`${parts.panel} ${parts.wide}`}>
      <form className={styles.form} onSubmit={form.onSubmit} noValidate>
        <div className={parts.fields}>
          <Field
            label={t.newDue}
            name="dueAt"
            type="datetime-local"
            defaultValue={toInput(extension?.dueAt ?? assignment.dueAt)}
            error={form.error('dueAt')}
          />
          <Field label={t.reason} hint={t.reasonHint} name="reason" maxLength={500} defaultValue={extension?.reason} />
        </div>
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <div className={parts.buttons}>
          <Button type="submit" disabled={form.busy}>
            {form.busy ? t.working : t.save}
          </Button>
          <Button look="quiet" onClick={close}>
            {t.cancel}
          </Button>
          {extension && (
            <Button look="quiet" disabled={back.busy} onClick={() => back.run(() => call('DELETE', path), done)}>
              {t.takeBack}
            </Button>
          )}
        </div>
        <div role="alert">{back.error && <Notice tone="bad">{back.error}</Notice>}</div>
      </form>
    </div>
  );
}
