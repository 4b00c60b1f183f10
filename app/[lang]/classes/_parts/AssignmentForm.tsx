'use client';
/** Sets an assignment, or changes one: what, when, what late work costs, how many points. */
import { useState } from 'react';
import { call, type Result } from '@/app/_people/call';
import { Field } from '@/app/_people/Field';
import type { ErrorKey } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { fromInput, toInput } from '@/app/_people/time';
import { useForm } from '@/app/_people/use-form';
import type { AssignmentInfo, AssignmentInput, LatePolicy } from '@/app/_shared/classes';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import parts from './class.module.css';
import { Select } from './Select';
import type { TargetChapter } from './targets';
import type { Frame } from './words';

interface Props extends Frame {
  /** What may be chosen; nothing when an assignment is changed. */
  chapters?: readonly TargetChapter[];
  /** The one that is changed. */
  assignment?: AssignmentInfo;
  done: () => void;
}

const POLICIES: readonly LatePolicy[] = ['accept', 'penalty', 'refuse'];

export function AssignmentForm({ t, errors, classId, chapters, assignment, done }: Props) {
  const [policy, setPolicy] = useState<LatePolicy>(assignment?.latePolicy ?? 'accept');
  const form = useForm<AssignmentInfo>({
    words: errors,
    check: (values) => ({ ...datesInOrder(values) }),
    send: (values) => send(classId, assignment, values),
    done: (_, element) => {
      if (!assignment) element.reset();
      done();
    },
    fieldOf: { 'assigned-already': 'target' },
  });
  const words = { accept: t.policyAccept, penalty: t.policyPenalty, refuse: t.policyRefuse };
  return (
    <form className={styles.form} onSubmit={form.onSubmit} noValidate>
      <div className={parts.fields}>
        {chapters && (
          <div className={parts.whole}>
            <Select label={t.target} name="target" error={form.error('target')}>
              {chapters.map((chapter) => (
                <optgroup key={chapter.label} label={chapter.label}>
                  {chapter.options.map((option) => (
                    <option key={option.value} value={option.value}>
                      {option.label}
                    </option>
                  ))}
                </optgroup>
              ))}
            </Select>
          </div>
        )}
        <Field
          label={t.dueAt}
          hint={t.dueHint}
          name="dueAt"
          type="datetime-local"
          defaultValue={toInput(assignment?.dueAt ?? null)}
          error={form.error('dueAt')}
        />
        <Field
          label={t.opens}
          hint={t.opensHint}
          name="opensAt"
          type="datetime-local"
          defaultValue={toInput(assignment?.opensAt ?? null)}
          error={form.error('opensAt')}
        />
        <Field
          label={t.closes}
          hint={t.closesHint}
          name="closesAt"
          type="datetime-local"
          defaultValue={toInput(assignment?.closesAt ?? null)}
          error={form.error('closesAt')}
        />
        <Select
          label={t.latePolicy}
          name="latePolicy"
          value={policy}
          onChange={(event) => setPolicy(event.target.value as LatePolicy)}
        >
          {POLICIES.map((one) => (
            <option key={one} value={one}>
              {words[one]}
            </option>
          ))}
        </Select>
        <Field
          label={t.latePerDay}
          name="latePerDay"
          type="number"
          min={1}
          max={100}
          defaultValue={assignment?.latePerDay ?? 10}
          disabled={policy !== 'penalty'}
        />
        <Field
          label={t.points}
          name="points"
          type="number"
          min={0}
          max={1000}
          defaultValue={assignment?.points ?? 10}
        />
      </div>
      <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
      <Button type="submit" look={assignment ? 'plain' : 'primary'} disabled={form.busy}>
        {form.busy ? t.working : assignment ? t.save : t.addAssignment}
      </Button>
    </form>
  );
}

type Values = Record<string, string>;

function datesInOrder({ opensAt, dueAt, closesAt }: Values): Record<string, ErrorKey | null> {
  const after = (a: string, b: string) => {
    const [first, second] = [fromInput(a), fromInput(b)];
    return first !== null && second !== null && first > second;
  };
  return {
    dueAt: after(opensAt, dueAt) ? 'dates-order' : null,
    closesAt: after(dueAt, closesAt) || after(opensAt, closesAt) ? 'dates-order' : null,
  };
}

function send(
  classId: string,
  assignment: AssignmentInfo | undefined,
  values: Values,
): Promise<Result<AssignmentInfo>> {
  const [kind = '', targetId = ''] = (values.target ?? '').split(':');
  const rules = {
    opensAt: fromInput(values.opensAt),
    dueAt: fromInput(values.dueAt),
    closesAt: fromInput(values.closesAt),
    latePolicy: values.latePolicy as LatePolicy,
    latePerDay: Number(values.latePerDay ?? assignment?.latePerDay ?? 10),
    points: Number(values.points),
  };
  const path = `/api/classes/${classId}/assignments`;
  if (assignment) return call('PATCH', `${path}/${assignment.id}`, rules);
  return call('POST', path, { kind: kind as AssignmentInput['kind'], targetId, ...rules });
}
