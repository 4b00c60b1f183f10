'use client';
/** What is kept for off-line use, chapter by chapter; keeps and removes. The page itself is kept by the worker from the start. */
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useI18n } from '../_i18n/client';
import { fill } from '../_i18n/define';
import { Button } from '../_ui/Button';
import { Notice } from '../_ui/Notice';
import { inMegabytes } from './client';
import styles from './offline.module.css';
import type { OfflineStatus } from './protocol';
import { missingBytes, useKeeping } from './use-keeping';
import { useOffline, useOnline } from './use-offline';
import { offlineWords } from './words';

export interface ShelfChapter {
  id: string;
  title: string;
  lessons: readonly { href: string; title: string }[];
}

export function Shelf({ chapters }: { chapters: readonly ShelfChapter[] }) {
  const { lang } = useI18n();
  const t = offlineWords[lang];
  const { able, status } = useOffline();
  const online = useOnline();
  const keeping = useKeeping();
  const all = chapters.flatMap(({ lessons }) => lessons.map(({ href }) => href));
  const ready = able && status !== null;
  const wholeCourse = ready && all.every((path) => status.kept.includes(path));
  return (
    <>
      <Network online={online} />
      <p className="without-js">{t.needsScript}</p>
      {able === false && <Notice tone="warn">{t.unable}</Notice>}
      {able !== false && !ready && <p className="needs-js">{t.unknown}</p>}
      {ready && (
        <section className={styles.card}>
          <dl className={styles.facts}>
            <dt>{t.engine}</dt>
            <dd>{engineWords(status, t)}</dd>
          </dl>
          <Usage status={status} />
          {wholeCourse ? (
            <p>{t.courseKept}</p>
          ) : (
            <Button look="primary" disabled={keeping.busy || !online} onClick={() => void keeping.keep(all)}>
              {fill(t.keepCourse, { size: missingBytes(status, all) })}
            </Button>
          )}
          <p role="status" className={styles.state}>
            {keeping.busy ? fill(t.working, { n: status.busy }) : keeping.say}
          </p>
          {status.full && !keeping.busy && <Notice tone="warn">{t.full}</Notice>}
        </section>
      )}
      <section className={styles.lessons} aria-label={t.lessons}>
        {chapters.map((chapter) => (
          <Chapter key={chapter.id} chapter={chapter} status={ready ? status : null} online={online} {...keeping} />
        ))}
      </section>
      {ready && (status.kept.length > 0 || status.files.kept > 0) && (
        <section className={styles.card}>
          <p>{t.removeNote}</p>
          <Button disabled={keeping.busy} onClick={() => void keeping.clear()}>
            {t.removeAll}
          </Button>
        </section>
      )}
    </>
  );
}

/** Whether there is a network; and, where another page was asked for, that it cannot be shown. */
function Network({ online }: { online: boolean }) {
  const { lang } = useI18n();
  const t = offlineWords[lang];
  const path = usePathname();
  const [elsewhere, setElsewhere] = useState(false);
  useEffect(() => setElsewhere(!/\/offline\/?$/.test(location.pathname) || !path.endsWith('/offline')), [path]);
  return (
    <Notice tone={online ? 'info' : 'warn'} live>
      {elsewhere && <p>{t.notKept}</p>}
      <p>{online ? t.nowOnline : t.nowOffline}</p>
    </Notice>
  );
}

type Words = (typeof offlineWords)['ja'];

function engineWords({ files }: OfflineStatus, t: Words): string {
  const size = inMegabytes(files.bytes);
  if (files.kept === files.all) return fill(t.engineKept, { size });
  if (files.keptBytes < files.bytes / 10) return fill(t.engineNone, { size });
  return fill(t.enginePart, { size, kept: inMegabytes(files.keptBytes) });
}

function Usage({ status }: { status: OfflineStatus }) {
  const { lang } = useI18n();
  const [estimate, setEstimate] = useState<StorageEstimate | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again whenever something was kept or removed
  useEffect(() => {
    let gone = false;
    void navigator.storage?.estimate?.().then((value) => {
      if (!gone) setEstimate(value);
    });
    return () => {
      gone = true;
    };
  }, [status]);
  if (!estimate?.usage || !estimate.quota) return null;
  const words = { used: inMegabytes(estimate.usage), quota: inMegabytes(estimate.quota) };
  return <p className={styles.state}>{fill(offlineWords[lang].usage, words)}</p>;
}

interface ChapterProps {
  chapter: ShelfChapter;
  status: OfflineStatus | null;
  online: boolean;
  busy: boolean;
  keep(paths: readonly string[]): Promise<void>;
  remove(paths: readonly string[]): Promise<void>;
}

function Chapter({ chapter, status, online, busy, keep, remove }: ChapterProps) {
  const { lang } = useI18n();
  const t = offlineWords[lang];
  const paths = chapter.lessons.map(({ href }) => href);
  const kept = new Set(status?.kept);
  const here = paths.filter((path) => kept.has(path));
  return (
    <section className={styles.card} aria-labelledby={chapter.id}>
      <h2 id={chapter.id}>{chapter.title}</h2>
      <ul className={styles.list}>
        {chapter.lessons.map(({ href, title }) => (
          <li key={href}>
            <Link href={href} prefetch={false}>
              {title}
            </Link>
            {kept.has(href) && <span className={styles.kept}>{t.kept}</span>}
          </li>
        ))}
      </ul>
      {status && (
        <div className={styles.row}>
          {here.length < paths.length && (
            <Button size="s" disabled={busy || !online} onClick={() => void keep(paths)}>
              {fill(t.keepChapter, { size: missingBytes(status, paths) })}
            </Button>
          )}
          {here.length > 0 && (
            <Button
              size="s"
              look="quiet"
              disabled={busy}
              aria-label={fill(t.removeChapter, { chapter: chapter.title })}
              onClick={() => void remove(paths)}
            >
              {t.remove}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
