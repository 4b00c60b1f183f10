/**
 * A path on its way through the VFS: names become dentries, a mount is a gate into another file system, the last dentry leads to
 * the inode, and the inode to the code of its file system and to where the bytes are. Pure.
 */
import { fill } from '../../_i18n/define';
import { LayerSwatch } from '../../_ui/Ring';
import styles from './inspect.module.css';
import type { PictureProps } from './picture';
import { DataTable } from './Table';
import { touched, vfsAt } from './vfs';
import { eventWords, type Words } from './words';

const MADE = new Set(['proc', 'sysfs', 'tracefs', 'debugfs']);
const MEMORY = new Set(['tmpfs', 'rootfs', 'devtmpfs', 'ramfs', 'devpts', 'pipefs', 'sockfs', 'bpf']);

function sourceWords(fs: string, source: string, w: Words): string {
  if (MADE.has(fs)) return w.vfsMade;
  if (MEMORY.has(fs)) return w.vfsInMemory;
  return source || '—';
}

export function VfsPicture({ steps, at, end, w, onStep }: PictureProps) {
  const view = vfsAt(steps, at, end);
  if (!view) return <p className={styles.hint}>{w.vfsNone}</p>;
  const { event, parts, mount } = view;
  return (
    <div className={styles.stack}>
      <p className={styles.caption}>
        <code>{eventWords(event, w)}</code>
      </p>
      <ol className={styles.vfsParts} aria-label={w.vfsPath}>
        {parts.map((part, n) => (
          <li key={part.path} className={n === parts.length - 1 ? styles.vfsLast : styles.vfsPart}>
            {part.crossed && (
              <span className={styles.gateMark} title={fill(w.vfsCrossing, { type: part.mount?.type ?? '' })}>
                <span className="visually-hidden">{fill(w.vfsCrossing, { type: part.mount?.type ?? '' })}</span>
              </span>
            )}
            <span className={styles.vfsChip}>
              <code>{part.name}</code>
              <small>{n === 0 || part.crossed ? (part.mount?.type ?? 'dentry') : 'dentry'}</small>
            </span>
          </li>
        ))}
      </ol>
      <ol className={styles.vfsStages}>
        <li>
          <LayerSwatch layer="ring0" />
          <small>{w.vfsDentry}</small>
          <code>{parts.at(-1)?.name}</code>
        </li>
        <li>
          <LayerSwatch layer="ring0" />
          <small>{w.vfsInode}</small>
          <code>
            {event.op}
            {event.bytes === undefined ? '' : ` ${event.bytes}`}
          </code>
        </li>
        <li>
          <LayerSwatch layer="ring0" />
          <small>{w.vfsFs}</small>
          <code>{event.fs}</code>
        </li>
        <li>
          <LayerSwatch layer="hw" />
          <small>{w.vfsSource}</small>
          <span>{sourceWords(event.fs, mount?.source ?? '', w)}</span>
        </li>
      </ol>
      <figure>
        <figcaption className={styles.caption}>{w.vfsOpened}</figcaption>
        <ol className={styles.packets}>
          {touched(steps, at).map(({ event: each, step }) => (
            <li key={each.path}>
              <button type="button" aria-current={step === view.step || undefined} onClick={() => onStep?.(step)}>
                <span>{each.op}</span>
                {each.path}
              </button>
            </li>
          ))}
        </ol>
      </figure>
    </div>
  );
}

export function VfsTable({ steps, at, end, w }: PictureProps) {
  const view = vfsAt(steps, at, end);
  return (
    <div className={styles.stack}>
      <DataTable
        caption={w.vfsTitle}
        columns={[
          { head: w.colStep },
          { head: w.colTask, mono: true },
          { head: w.colOp, mono: true },
          { head: w.colPath, mono: true },
          { head: w.colFs, mono: true },
          { head: w.colBytes, mono: true },
        ]}
        rows={steps.flatMap(({ event }, step) =>
          event.type === 'vfs'
            ? [
                {
                  key: step,
                  current: step === view?.step,
                  cells: [step + 1, event.pid, event.op, event.path, event.fs, event.bytes ?? ''],
                },
              ]
            : [],
        )}
      />
      <DataTable
        caption={w.vfsFs}
        columns={[
          { head: w.colMount, mono: true },
          { head: w.colType, mono: true },
          { head: w.vfsSource, mono: true },
        ]}
        rows={(end?.mounts ?? []).map((mount, n) => ({
          key: n,
          current: mount === view?.mount,
          cells: [mount.target, mount.type, mount.source],
        }))}
      />
    </div>
  );
}
