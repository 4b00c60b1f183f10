'use client';
/** Files of the living machine: one directory at a time; a file can be downloaded. */
import type { GuestFile } from '@ringzero/kernel-sim/lab/types';
import { type FormEvent, useEffect, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill, groupDigits } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { saveFile } from '../pane/save-file';
import type { FreeMachine } from '../session/free-machine';
import styles from './FreeLab.module.css';

const S_IFMT = 0o170000;
const TYPES: Readonly<Record<number, string>> = {
  9604: 'd',
  21609: 'l',
  4802: 'c',
  14406: 'b',
  2401: 'p',
  26411: 's',
};

/** As `ls -l` writes a mode. */
export function modeText(mode: number): string {
  const bits = Array.from('rwxrwxrwx', (letter, n) => (mode & (0o400 >> n) ? letter : '-')).join('');
  return `${TYPES[mode & S_IFMT] ?? '-'}${bits}`;
}
const isDirectory = (entry: GuestFile) => (entry.mode & S_IFMT) === 0o040000;
const isRegular = (entry: GuestFile) => (entry.mode & S_IFMT) === 0o100000;
const join = (path: string, name: string) => (path === '/' ? `/${name}` : `${path}/${name}`);
const above = (path: string) => path.slice(0, path.lastIndexOf('/')) || '/';

export function LabFiles({ machine, live, fresh }: { machine: FreeMachine; live: boolean; fresh: number }) {
  const { lang, t } = useI18n();
  const [path, setPath] = useState('/root');
  const [typed, setTyped] = useState('/root');
  const [entries, setEntries] = useState<readonly GuestFile[] | null>(null);
  const [asked, setAsked] = useState(0);
  const [failed, setFailed] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when asked to, and after a file was put in
  useEffect(() => {
    if (!live) return;
    let here = true;
    void machine.ask<'list-files'>({ type: 'list-files', path }).then((answer) => {
      if (here) setEntries(answer?.entries ?? null);
    });
    return () => {
      here = false;
    };
  }, [machine, live, path, asked, fresh]);
  const go = (next: string) => {
    setFailed(null);
    setEntries([]);
    setPath(next);
    setTyped(next);
    setAsked(asked + 1);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go(`/${typed.split('/').filter(Boolean).join('/')}`);
  };
  const download = async (name: string) => {
    const whole = join(path, name);
    const answer = await machine.ask<'get-file'>({ type: 'get-file', path: whole });
    if (answer?.data) saveFile(name, answer.data);
    setFailed(answer?.data ? null : fill(t.lab.notRead, { path: whole }));
  };
  if (!live) return <p className={styles.empty}>{t.lab.machineOff}</p>;
  return (
    <div className={styles.panel}>
      <form className={styles.row} onSubmit={submit}>
        <Button size="s" look="quiet" aria-label={t.lab.up} disabled={path === '/'} onClick={() => go(above(path))}>
          <Icon name="up" />
        </Button>
        <label className={styles.grow}>
          <span className="visually-hidden">{t.lab.place}</span>
          <input value={typed} spellCheck={false} autoCapitalize="off" onChange={(e) => setTyped(e.target.value)} />
        </label>
        <Button size="s" type="submit">
          {t.lab.open}
        </Button>
        <Button size="s" look="quiet" aria-label={t.lab.again} onClick={() => setAsked(asked + 1)}>
          <Icon name="refresh" />
        </Button>
      </form>
      <p className={styles.bad} role="status">
        {failed ?? (entries === null ? fill(t.lab.noPlace, { path }) : '')}
      </p>
      {entries && entries.length === 0 && <p className={styles.quiet}>{t.lab.emptyPlace}</p>}
      {entries && entries.length > 0 && (
        <table className={styles.files}>
          <caption className="visually-hidden">{path}</caption>
          <thead>
            <tr>
              <th scope="col">{t.lab.colName}</th>
              <th scope="col">{t.lab.colMode}</th>
              <th scope="col">{t.lab.colSize}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.name}>
                <td>
                  {isDirectory(entry) ? (
                    <button type="button" className={styles.folder} onClick={() => go(join(path, entry.name))}>
                      <Icon name="folder" size={14} />
                      {entry.name}
                    </button>
                  ) : (
                    <span className={styles.folder}>
                      <Icon name="file" size={14} />
                      {entry.name}
                    </span>
                  )}
                </td>
                <td>{modeText(entry.mode)}</td>
                <td>{isRegular(entry) ? groupDigits(entry.size, lang) : ''}</td>
                <td>
                  {isRegular(entry) && (
                    <Button
                      size="s"
                      look="quiet"
                      aria-label={fill(t.lab.download, { name: entry.name })}
                      title={fill(t.lab.download, { name: entry.name })}
                      onClick={() => void download(entry.name)}
                    >
                      <Icon name="save" size={14} />
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
