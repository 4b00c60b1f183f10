'use client';
/**
 * An ordering exercise, done in the text: items are dragged between "left out" and "in order", or moved by buttons and
 * arrow keys; each move is said aloud. The first shuffle depends on the exercise alone.
 */
import { type DragEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { Inline, Prose } from '../../_ui/Prose';
import { useLesson } from '../frame/context';
import type { BlockData, ExerciseData } from '../model';
import type { ExerciseSession } from '../session/session';
import { isBusy } from '../session/state';
import { useSession, useSessionState } from './engine';
import styles from './Forms.module.css';
import { moveTo, shuffled } from './order';
import { checkLines } from './verdict';

export function OrderForm({ id }: { id: string }) {
  const { exercises } = useLesson();
  const data = exercises.find((e) => e.id === id);
  const session = useSession(data);
  return data && session ? <Form data={data} session={session} /> : null;
}

function Form({ data, session }: { data: ExerciseData; session: ExerciseSession }) {
  const { t } = useI18n();
  const { order, phase, report } = useSessionState(session);
  const [said, setSaid] = useState('');
  const dragged = useRef<string | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const placed = order.flatMap((blockId) => data.blocks.find((b) => b.id === blockId) ?? []);
  const pool = shuffled(data.blocks, data.id).filter((b) => !order.includes(b.id));
  const move = (block: BlockData, to: number) => {
    const next = moveTo(order, block.id, to);
    session.setOrder(next);
    const at = next.indexOf(block.id);
    setSaid(at < 0 ? '' : fill(t.exercise.orderMoved, { text: block.text, n: at + 1 }));
    if (at >= 0)
      requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-block="${block.id}"]`)?.focus());
  };
  const remove = (block: BlockData) => session.setOrder(order.filter((o) => o !== block.id));
  const onKey = (event: KeyboardEvent, block: BlockData, at: number) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'ArrowUp' && at > 0) move(block, at - 1);
    else if (event.key === 'ArrowDown' && at < placed.length - 1) move(block, at + 1);
    else if (event.key === 'Delete' || event.key === 'Backspace') remove(block);
    else return;
    event.preventDefault();
  };
  const drop = (event: DragEvent, at: number) => {
    event.preventDefault();
    event.stopPropagation();
    const block = data.blocks.find((b) => b.id === dragged.current);
    if (block) move(block, at);
    dragged.current = null;
  };
  const causes = report ? checkLines(data, report).flatMap((line) => line.cause ?? []) : [];
  return (
    <div className={styles.form}>
      <p className={styles.lead}>{t.exercise.orderLead}</p>
      <div className={styles.columns}>
        <section aria-label={t.exercise.orderPlaced}>
          <h3>{t.exercise.orderPlaced}</h3>
          <ol
            ref={list}
            className={styles.list}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => drop(event, placed.length)}
          >
            {placed.map((block, at) => (
              <li
                key={block.id}
                className={styles.block}
                data-block={block.id}
                // biome-ignore lint/a11y/noNoninteractiveTabindex: moved by arrow keys, as the text above the list says
                tabIndex={0}
                draggable
                onDragStart={() => {
                  dragged.current = block.id;
                }}
                onDragOver={(event) => event.preventDefault()}
                onDrop={(event) => drop(event, at)}
                onKeyDown={(event) => onKey(event, block, at)}
              >
                <span className={styles.place}>{at + 1}</span>
                <span className={styles.words}>
                  <Inline text={block.text} />
                </span>
                <span className={styles.moves}>
                  <Button
                    look="quiet"
                    size="s"
                    disabled={at === 0}
                    onClick={() => move(block, at - 1)}
                    aria-label={`${t.exercise.orderUp}: ${block.text}`}
                  >
                    <Icon name="up" size={14} />
                  </Button>
                  <Button
                    look="quiet"
                    size="s"
                    disabled={at === placed.length - 1}
                    onClick={() => move(block, at + 1)}
                    aria-label={`${t.exercise.orderDown}: ${block.text}`}
                  >
                    <Icon name="down" size={14} />
                  </Button>
                  <Button
                    look="quiet"
                    size="s"
                    onClick={() => remove(block)}
                    aria-label={`${t.exercise.orderOut}: ${block.text}`}
                  >
                    <Icon name="cross" size={14} />
                  </Button>
                </span>
              </li>
            ))}
            {placed.length === 0 && <li className={styles.empty}>{t.exercise.orderEmpty}</li>}
          </ol>
        </section>
        {pool.length > 0 && (
          <section aria-label={t.exercise.orderPool}>
            <h3>{t.exercise.orderPool}</h3>
            <ul className={styles.list}>
              {pool.map((block) => (
                <li
                  key={block.id}
                  className={styles.block}
                  data-pool={block.id}
                  draggable
                  onDragStart={() => {
                    dragged.current = block.id;
                  }}
                >
                  <span className={styles.words}>
                    <Inline text={block.text} />
                  </span>
                  <Button
                    look="quiet"
                    size="s"
                    onClick={() => move(block, order.length)}
                    aria-label={`${t.exercise.orderIn}: ${block.text}`}
                  >
                    {t.exercise.orderIn}
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <div className={styles.row}>
        <Button look="primary" disabled={order.length === 0 || isBusy(phase)} onClick={() => session.run()}>
          {t.exercise.answer}
        </Button>
      </div>
      {report && (
        <div className={report.passed ? styles.success : styles.failure} role="status">
          {report.passed ? <Prose text={data.success} /> : causes.map((cause) => <Prose key={cause} text={cause} />)}
        </div>
      )}
    </div>
  );
}
