'use client';
/** Announcements, with a mark on those that came since this browser last showed them; editing for who may. */
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { call } from '@/app/_people/call';
import styles from '@/app/_people/people.module.css';
import { LocalTime } from '@/app/_people/time';
import { useAction } from '@/app/_people/use-action';
import { useForm } from '@/app/_people/use-form';
import type { AnnouncementInfo } from '@/app/_shared/classes';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import parts from './class.module.css';
import { Linked } from './Linked';
import { lastRead, markRead } from './read-mark';
import { TextArea } from './TextArea';
import type { Frame } from './words';

interface Props extends Frame {
  list: readonly AnnouncementInfo[];
}

export function Announcements({ list, ...frame }: Props) {
  const since = useReadMark(frame.classId, list[0]?.createdAt ?? 0);
  if (list.length === 0) return <p className={parts.quiet}>{frame.t.noAnnouncements}</p>;
  return (
    <ul className={parts.plainList}>
      {list.map((one) => (
        <Item key={one.id} {...frame} one={one} isNew={since !== null && one.createdAt > since} />
      ))}
    </ul>
  );
}

/** What was read before this visit; once these have been on the screen for a moment they count as read. */
function useReadMark(classId: string, newest: number): number | null {
  const [since, setSince] = useState<number | null>(null);
  useEffect(() => {
    setSince((known) => known ?? lastRead(classId));
    const timer = setTimeout(() => markRead(classId, newest), 2_000);
    return () => clearTimeout(timer);
  }, [classId, newest]);
  return since;
}

interface ItemProps extends Frame {
  one: AnnouncementInfo;
  isNew: boolean;
}

function Item({ one, isNew, ...frame }: ItemProps) {
  const { t, lang, classId, errors } = frame;
  const router = useRouter();
  const [editing, setEditing] = useState(false);
  const [sure, setSure] = useState(false);
  const remove = useAction(errors);
  const path = `/api/classes/${classId}/announcements/${one.id}`;
  return (
    <li className={parts.announcement}>
      <span className={parts.facts}>
        {isNew && <span className={`${parts.chip} ${parts.new}`}>{t.isNew}</span>}
        <span>{one.author ?? t.formerMember}</span>
        <LocalTime lang={lang} at={one.createdAt} />
        {one.editedAt !== null && <span>({t.edited})</span>}
      </span>
      {editing ? (
        <AnnouncementForm {...frame} text={one.text} path={path} method="PATCH" done={() => setEditing(false)} />
      ) : (
        <p>
          <Linked text={one.text} />
        </p>
      )}
      {one.mayChange && (
        <span className={`${parts.buttons} needs-js`}>
          <Button size="s" look="quiet" aria-expanded={editing} onClick={() => setEditing(!editing)}>
            {editing ? t.cancel : t.edit}
          </Button>
          <Button
            size="s"
            look="quiet"
            disabled={remove.busy}
            onClick={() =>
              sure
                ? remove.run(
                    () => call('DELETE', path),
                    () => router.refresh(),
                  )
                : setSure(true)
            }
          >
            {sure ? t.reallyDelete : t.delete}
          </Button>
          <span role="alert">{remove.error}</span>
        </span>
      )}
    </li>
  );
}

interface FormProps extends Frame {
  path: string;
  method: 'POST' | 'PATCH';
  text?: string;
  done?: () => void;
}

export function AnnouncementForm({ t, errors, path, method, text = '', done }: FormProps) {
  const router = useRouter();
  const form = useForm<AnnouncementInfo>({
    words: errors,
    check: ({ text: typed }) => ({ text: typed.trim() === '' ? 'text-needed' : null }),
    send: ({ text: typed }) => call(method, path, { text: typed }),
    done: (_, element) => {
      element.reset();
      done?.();
      router.refresh();
    },
  });
  return (
    <form className={styles.form} onSubmit={form.onSubmit} noValidate>
      <TextArea
        label={t.announcementText}
        hint={t.announcementHint}
        error={form.error('text')}
        name="text"
        defaultValue={text}
        maxLength={5_000}
        required
      />
      <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
      <Button type="submit" look={method === 'POST' ? 'primary' : 'plain'} disabled={form.busy}>
        {form.busy ? t.working : method === 'POST' ? t.publish : t.save}
      </Button>
    </form>
  );
}
