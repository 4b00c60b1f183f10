'use client';
/** The assignments of a class as its teachers see them: in order, each with its dates and how many are done. */
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import { call } from '@/app/_people/call';
import { Countdown, LocalTime, useNow } from '@/app/_people/time';
import { useAction } from '@/app/_people/use-action';
import type { AssignmentInfo } from '@/app/_shared/classes';
import { Button } from '@/app/_ui/Button';
import { Icon } from '@/app/_ui/Icon';
import { Notice } from '@/app/_ui/Notice';
import { AssignmentForm } from './AssignmentForm';
import parts from './class.module.css';
import { type Frame, pointsWord, policyWord } from './words';

export interface BoardRow {
  assignment: AssignmentInfo;
  title: string;
  gone: boolean;
  done: number;
  students: number;
}

interface Props extends Frame {
  rows: readonly BoardRow[];
  mayManage: boolean;
}

export function AssignmentBoard({ rows, mayManage, ...frame }: Props) {
  const { t, errors, classId } = frame;
  const router = useRouter();
  const [open, setOpen] = useState<string | null>(null);
  const order = useAction(errors);
  const move = (from: number, to: number) => {
    const ids = rows.map((row) => row.assignment.id);
    ids.splice(to, 0, ...ids.splice(from, 1));
    order.run(
      () => call('PUT', `/api/classes/${classId}/assignments/order`, { ids }),
      () => router.refresh(),
    );
  };
  if (rows.length === 0) return <p className={parts.quiet}>{t.noAssignments}</p>;
  return (
    <>
      <div role="alert">{order.error && <Notice tone="bad">{order.error}</Notice>}</div>
      <ol className={parts.rows}>
        {rows.map((row, at) => (
          <li key={row.assignment.id} className={parts.assignment}>
            <Row {...frame} row={row} />
            {mayManage && (
              <span className={`${parts.buttons} ${parts.end} needs-js`}>
                <Button
                  size="s"
                  look="quiet"
                  disabled={at === 0 || order.busy}
                  aria-label={fill(t.moveUp, { name: row.title })}
                  onClick={() => move(at, at - 1)}
                >
                  <Icon name="up" />
                </Button>
                <Button
                  size="s"
                  look="quiet"
                  disabled={at === rows.length - 1 || order.busy}
                  aria-label={fill(t.moveDown, { name: row.title })}
                  onClick={() => move(at, at + 1)}
                >
                  <Icon name="down" />
                </Button>
                <Button
                  size="s"
                  aria-label={fill(t.editOf, { name: row.title })}
                  aria-expanded={open === row.assignment.id}
                  onClick={() => setOpen(open === row.assignment.id ? null : row.assignment.id)}
                >
                  {t.edit}
                </Button>
              </span>
            )}
            {open === row.assignment.id && (
              <Editor {...frame} assignment={row.assignment} close={() => setOpen(null)} />
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

function Row({ t, lang, classId, row }: Frame & { row: BoardRow }) {
  const now = useNow();
  const { assignment, title, gone, done, students } = row;
  const { dueAt, opensAt, closesAt } = assignment;
  const notOpen = now !== null && opensAt !== null && now < opensAt;
  return (
    <>
      <span className={parts.place}>
        <Link href={`/${lang}/classes/${classId}/assignments/${assignment.id}`} prefetch={false}>
          <strong>{gone ? t.gone : title}</strong>
        </Link>
        <span className={parts.facts}>
          <span>{pointsWord(t, assignment.points)}</span>
          <span>{policyWord(t, assignment)}</span>
        </span>
      </span>
      <span className={`${parts.place} ${parts.quiet}`}>
        {dueAt === null ? (
          t.noDue
        ) : (
          <>
            <span>
              <span className="visually-hidden">{t.dueAt} </span>
              <LocalTime lang={lang} at={dueAt} />
            </span>
            <span className={parts.small}>
              <Countdown lang={lang} at={dueAt} />
            </span>
          </>
        )}
        {notOpen && (
          <span className={parts.small}>
            {t.notOpenYet}: <LocalTime lang={lang} at={opensAt} />
          </span>
        )}
        {closesAt !== null && (
          <span className={parts.small}>
            {t.closesAt} <LocalTime lang={lang} at={closesAt} />
          </span>
        )}
      </span>
      <span className={parts.place}>
        <span className={parts.small}>{fill(t.doneOf, { n: done, all: students })}</span>
        <span className={parts.bar} aria-hidden="true">
          <span style={{ width: `${students === 0 ? 0 : (100 * done) / students}%` }} />
        </span>
      </span>
    </>
  );
}

function Editor({ assignment, close, ...frame }: Frame & { assignment: AssignmentInfo; close: () => void }) {
  const { t, errors, classId } = frame;
  const router = useRouter();
  const [sure, setSure] = useState(false);
  const remove = useAction(errors);
  const done = () => {
    close();
    router.refresh();
  };
  const path = `/api/classes/${classId}/assignments/${assignment.id}`;
  return (
    <div className={`${parts.panel} ${parts.wide}`}>
      <AssignmentForm {...frame} assignment={assignment} done={done} />
      <div className={parts.buttons}>
        <Button size="s" look="quiet" onClick={close}>
          {t.cancel}
        </Button>
        <Button
          size="s"
          look="quiet"
          disabled={remove.busy}
          onClick={() => (sure ? remove.run(() => call('DELETE', path), done) : setSure(true))}
        >
          {sure ? t.reallyDelete : t.delete}
        </Button>
        <span className={parts.small}>{sure && t.deleteAssignmentText}</span>
      </div>
      <div role="alert">{remove.error && <Notice tone="bad">{remove.error}</Notice>}</div>
    </div>
  );
}
