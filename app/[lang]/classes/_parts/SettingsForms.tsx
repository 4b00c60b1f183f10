'use client';
/** What a teacher changes about the class as a whole: name, door, shelf, end. */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import { call } from '@/app/_people/call';
import { Field } from '@/app/_people/Field';
import styles from '@/app/_people/people.module.css';
import { fromInput, thisMinute, toInput } from '@/app/_people/time';
import { useAction } from '@/app/_people/use-action';
import { useForm } from '@/app/_people/use-form';
import type { ClassInfo } from '@/app/_shared/classes';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import parts from './class.module.css';
import { DoorState } from './DoorState';
import { JoinCode } from './JoinCode';
import { TimeZoneNote } from './TimeZoneNote';
import type { Frame } from './words';

type Props = Frame & { found: ClassInfo };

export function NameForm({ t, errors, classId, found }: Props) {
  const router = useRouter();
  const [saved, setSaved] = useState(false);
  const form = useForm<ClassInfo>({
    words: errors,
    check: ({ name }) => ({ name: name.trim() === '' ? 'name-needed' : null }),
    send: ({ name }) => {
      setSaved(false);
      return call('PATCH', `/api/classes/${classId}`, { name: name.trim() });
    },
    done: () => {
      setSaved(true);
      router.refresh();
    },
  });
  return (
    <section className={styles.card}>
      <h2>{t.className}</h2>
      <form className={styles.form} onSubmit={form.onSubmit} noValidate>
        <Field
          label={t.className}
          name="name"
          autoComplete="off"
          maxLength={80}
          defaultValue={found.name}
          error={form.error('name')}
          required
        />
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <Button type="submit" disabled={form.busy}>
          {form.busy ? t.working : t.save}
        </Button>
        <div role="status">{saved && <Notice tone="ok">{t.saved}</Notice>}</div>
      </form>
    </section>
  );
}

export function DoorForm({ found, ...frame }: Props) {
  const { t, errors, lang, classId } = frame;
  const router = useRouter();
  const [said, setSaid] = useState<string | null>(null);
  const form = useForm<ClassInfo>({
    words: errors,
    send: ({ endsAt }) => call('PATCH', `/api/classes/${classId}`, { joinEndsAt: fromInput(endsAt) }),
    done: () => done(t.saved),
  });
  const action = useAction(errors);
  const done = (text: string) => {
    setSaid(text);
    router.refresh();
  };
  const closeNow = () =>
    action.run(
      () => call('PATCH', `/api/classes/${classId}`, { joinEndsAt: thisMinute() }),
      () => done(t.saved),
    );
  const renew = () =>
    action.run(
      () => call('POST', `/api/classes/${classId}/join-code`, {}),
      () => done(t.newCodeMade),
    );
  return (
    <section className={styles.card}>
      <h2>{t.door}</h2>
      <JoinCode t={t} lang={lang} code={found.joinCode ?? ''} />
      <DoorState t={t} lang={lang} found={found} />
      <form className={styles.form} onSubmit={form.onSubmit} noValidate key={found.joinEndsAt}>
        <Field
          label={t.endsAt}
          hint={t.endsHint}
          name="endsAt"
          type="datetime-local"
          defaultValue={toInput(found.joinEndsAt)}
        />
        <TimeZoneNote t={t} />
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <div className={parts.buttons}>
          <Button type="submit" disabled={form.busy}>
            {form.busy ? t.working : t.save}
          </Button>
          <Button disabled={action.busy} onClick={closeNow}>
            {t.closeDoor}
          </Button>
        </div>
      </form>
      <p>{t.doorText}</p>
      <div className={parts.buttons}>
        <Button disabled={action.busy} onClick={renew}>
          {t.newCode}
        </Button>
      </div>
      <div role="alert">{action.error && <Notice tone="bad">{action.error}</Notice>}</div>
      <div role="status">{said && <Notice tone="ok">{said}</Notice>}</div>
    </section>
  );
}

export function ArchiveForm({ t, errors, classId, found }: Props) {
  const router = useRouter();
  const action = useAction(errors);
  const flip = () =>
    action.run(
      () => call('PATCH', `/api/classes/${classId}`, { archived: !found.archived }),
      () => router.refresh(),
    );
  return (
    <section className={styles.card}>
      <h2>{t.archiveTitle}</h2>
      <p>{t.archiveText}</p>
      <div className={parts.buttons}>
        <Button disabled={action.busy} onClick={flip}>
          {action.busy ? t.working : found.archived ? t.restore : t.archive}
        </Button>
      </div>
      <div role="alert">{action.error && <Notice tone="bad">{action.error}</Notice>}</div>
    </section>
  );
}

export function DeleteForm({ t, errors, lang, classId, found }: Props) {
  const form = useForm({
    words: errors,
    check: ({ name }) => ({ name: name.trim() === '' ? 'name-needed' : null }),
    send: ({ name }) => call('DELETE', `/api/classes/${classId}`, { name }),
    done: () => window.location.assign(`/${lang}/classes`),
    fieldOf: { 'name-differs': 'name' },
  });
  return (
    <section className={`${styles.card} ${parts.danger}`}>
      <h2>{t.deleteClass}</h2>
      <p>{t.deleteClassText}</p>
      <form className={styles.form} onSubmit={form.onSubmit} noValidate>
        <Field
          label={fill(t.typeName, { name: found.name })}
          name="name"
          autoComplete="off"
          maxLength={80}
          error={form.error('name')}
        />
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <Button type="submit" disabled={form.busy}>
          {form.busy ? t.working : t.deleteClass}
        </Button>
      </form>
    </section>
  );
}
