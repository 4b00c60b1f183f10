'use client';
/** The groups of a class: made, renamed, dissolved. */
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import { call } from '@/app/_people/call';
import { Field } from '@/app/_people/Field';
import styles from '@/app/_people/people.module.css';
import { useAction } from '@/app/_people/use-action';
import { useForm } from '@/app/_people/use-form';
import type { Group, MemberList } from '@/app/_shared/classes';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import parts from './class.module.css';
import type { Frame } from './words';

interface Props extends Frame {
  list: MemberList;
  onChanged: (list: MemberList) => void;
}

export function Groups({ list, onChanged, ...frame }: Props) {
  const { t, errors, classId } = frame;
  const form = useForm<MemberList>({
    words: errors,
    check: ({ name }) => ({ name: name.trim() === '' ? 'name-needed' : null }),
    send: ({ name }) => call('POST', `/api/classes/${classId}/groups`, { name: name.trim() }),
    done: (value, element) => {
      element.reset();
      onChanged(value);
    },
    fieldOf: { 'group-exists': 'name' },
  });
  const size = (id: string) => [...list.members, ...list.expected].filter((one) => one.groupId === id).length;
  return (
    <section className={styles.card}>
      <h2>{t.groups}</h2>
      {list.groups.length === 0 ? (
        <p>{t.noGroups}</p>
      ) : (
        <ul className={parts.plainList}>
          {list.groups.map((group) => (
            <GroupRow key={group.id} {...frame} group={group} size={size(group.id)} onChanged={onChanged} />
          ))}
        </ul>
      )}
      <form className={styles.form} onSubmit={form.onSubmit} noValidate>
        <Field label={t.newGroup} name="name" autoComplete="off" maxLength={80} error={form.error('name')} required />
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <Button type="submit" disabled={form.busy}>
          {form.busy ? t.working : t.makeGroup}
        </Button>
      </form>
    </section>
  );
}

interface RowProps extends Frame {
  group: Group;
  size: number;
  onChanged: (list: MemberList) => void;
}

function GroupRow({ t, errors, classId, group, size, onChanged }: RowProps) {
  const [open, setOpen] = useState(false);
  const [sure, setSure] = useState(false);
  const path = `/api/classes/${classId}/groups/${group.id}`;
  const remove = useAction(errors);
  const form = useForm<MemberList>({
    words: errors,
    check: ({ name }) => ({ name: name.trim() === '' ? 'name-needed' : null }),
    send: ({ name }) => call('PATCH', path, { name: name.trim() }),
    done: (list) => {
      setOpen(false);
      onChanged(list);
    },
    fieldOf: { 'group-exists': 'name' },
  });
  return (
    <li className={parts.stack} style={{ gap: 'var(--space-2)' }}>
      <div className={parts.titled}>
        <span>
          <strong>{group.name}</strong>{' '}
          <span className={parts.small}>{size === 1 ? t.groupCountOne : fill(t.groupCount, { n: size })}</span>
        </span>
        <span className="needs-js">
          <Button
            size="s"
            look="quiet"
            aria-label={fill(t.editOf, { name: group.name })}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {t.edit}
          </Button>
        </span>
      </div>
      {open && (
        <form className={`${styles.form} ${parts.panel}`} onSubmit={form.onSubmit} noValidate>
          <Field
            label={t.groupName}
            name="name"
            autoComplete="off"
            maxLength={80}
            defaultValue={group.name}
            error={form.error('name')}
          />
          <div className={parts.buttons}>
            <Button type="submit" size="s" disabled={form.busy}>
              {t.save}
            </Button>
            <Button
              size="s"
              look="quiet"
              disabled={remove.busy}
              onClick={() => (sure ? remove.run(() => call<MemberList>('DELETE', path), onChanged) : setSure(true))}
            >
              {sure ? t.reallyDelete : t.delete}
            </Button>
            {sure && <span className={parts.small}>{t.deleteGroupText}</span>}
          </div>
          <div role="alert">
            {(form.whole ?? remove.error) && <Notice tone="bad">{form.whole ?? remove.error}</Notice>}
          </div>
        </form>
      )}
    </li>
  );
}
