'use client';
/** The people of a class: found by name and group, moved together, changed one by one; who is expected; the list as a file. */
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import { call, type Result } from '@/app/_people/call';
import { Field } from '@/app/_people/Field';
import styles from '@/app/_people/people.module.css';
import { useAction } from '@/app/_people/use-action';
import type { Expected, Group, Member, MemberList } from '@/app/_shared/classes';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { AddPerson } from './AddPerson';
import parts from './class.module.css';
import { GroupFilter, inGroup } from './GroupFilter';
import { Groups } from './Groups';
import { MemberEditor } from './MemberEditor';
import { RosterImport } from './RosterImport';
import { type Frame, roleWord } from './words';

export interface BoardProps extends Frame {
  first: MemberList;
  me: string;
  mayManage: boolean;
}

/** Changes the list on the server; the answer is the list as it is then. */
export type Change = (send: () => Promise<Result<MemberList>>, done?: () => void) => void;

export function PeopleBoard({ first, me, mayManage, ...frame }: BoardProps) {
  const { t, errors, classId } = frame;
  const [list, setList] = useState(first);
  const [search, setSearch] = useState('');
  const [group, setGroup] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const action = useAction(errors);
  const change: Change = (send, done) =>
    void action.run(send, (value) => {
      setList(value);
      done?.();
    });
  const reload = () => change(() => call('GET', `/api/classes/${classId}/members`));
  const matches = matcher(search);
  const members = list.members.filter((one) => inGroup(one, group) && matches(one));
  const expected = list.expected.filter((one) => inGroup(one, group) && matches(one));
  const shared = { ...frame, groups: list.groups, change, busy: action.busy };
  const shownIds = [...members.map((one) => one.userId), ...expected.map((one) => one.id)];
  const all = shownIds.length > 0 && shownIds.every((id) => chosen.has(id));
  const tick = (id: string) =>
    setChosen((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id]));

  return (
    <div className={parts.two}>
      <div className={parts.stack}>
        <section className={parts.stack} aria-labelledby="in-class">
          <div className={parts.tools}>
            <Field
              label={t.search}
              type="search"
              autoComplete="off"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
            {list.groups.length > 0 && <GroupFilter t={t} groups={list.groups} value={group} onChange={setGroup} />}
          </div>
          <div className={parts.titled}>
            <h2 id="in-class">{t.inClass}</h2>
            <span role="status" className={parts.small}>
              {fill(t.shown, { n: members.length + expected.length })}
            </span>
            <a href={`/api/classes/${classId}/roster?lang=${frame.lang}`} download>
              {t.download}
            </a>
          </div>
          <div role="alert">{action.error && <Notice tone="bad">{action.error}</Notice>}</div>
          {mayManage && list.groups.length > 0 && (
            <label className={`${styles.check} needs-js`}>
              <input type="checkbox" checked={all} onChange={() => setChosen(all ? new Set() : new Set(shownIds))} />
              {t.selectAll}
            </label>
          )}
          {members.length === 0 ? (
            <p className={parts.quiet}>{t.noneFound}</p>
          ) : (
            <ul className={parts.rows}>
              {members.map((member) => (
                <MemberRow
                  key={member.userId}
                  {...shared}
                  member={member}
                  isMe={member.userId === me}
                  mayManage={mayManage}
                  chosen={chosen.has(member.userId)}
                  tick={() => tick(member.userId)}
                />
              ))}
            </ul>
          )}
        </section>
        <section className={parts.stack} aria-labelledby="expected">
          <h2 id="expected">{t.expected}</h2>
          {list.expected.length === 0 ? (
            <p className={parts.quiet}>{t.nobodyExpected}</p>
          ) : (
            <ul className={parts.rows}>
              {expected.map((entry) => (
                <ExpectedRow
                  key={entry.id}
                  {...shared}
                  entry={entry}
                  mayManage={mayManage}
                  chosen={chosen.has(entry.id)}
                  tick={() => tick(entry.id)}
                />
              ))}
            </ul>
          )}
        </section>
        {chosen.size > 0 && <MoveBar {...shared} list={list} chosen={chosen} done={() => setChosen(new Set())} />}
      </div>
      <div className={parts.stack}>
        {mayManage && <AddPerson {...frame} onAdded={setList} />}
        {mayManage && <RosterImport {...frame} onStored={reload} />}
        {mayManage && <Groups {...frame} list={list} onChanged={setList} />}
      </div>
    </div>
  );
}

function matcher(search: string): (one: Member | Expected) => boolean {
  const words = fold(search).split(/\s+/).filter(Boolean);
  return (one) => {
    const text = fold(`${one.name} ${one.email} ${one.externalId ?? ''} ${'rosterName' in one ? one.rosterName : ''}`);
    return words.every((word) => text.includes(word));
  };
}
const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

interface RowProps extends Frame {
  groups: readonly Group[];
  change: Change;
  busy: boolean;
  mayManage: boolean;
  chosen: boolean;
  tick: () => void;
}

const groupName = (groups: readonly Group[], id: string | null): string =>
  groups.find((group) => group.id === id)?.name ?? '';

function Tick({ t, name, groups, mayManage, chosen, tick }: RowProps & { name: string }) {
  if (!mayManage || groups.length === 0) return <span />;
  return (
    <label className={`${parts.tickBox} needs-js`}>
      <input
        className={parts.tick}
        type="checkbox"
        checked={chosen}
        onChange={tick}
        aria-label={fill(t.selectOf, { name })}
      />
    </label>
  );
}

function MemberRow({ member, isMe, ...row }: RowProps & { member: Member; isMe: boolean }) {
  const { t, groups, mayManage } = row;
  const [open, setOpen] = useState(false);
  return (
    <li className={parts.person}>
      <Tick {...row} name={member.name} />
      <span className={parts.place}>
        <span>
          <strong>{member.name}</strong> {isMe && <span className={parts.small}>({t.you})</span>}
        </span>
        <span className={parts.small}>{member.email}</span>
        {member.rosterName && <span className={parts.small}>{fill(t.listedAs, { name: member.rosterName })}</span>}
        {member.listedRole && (
          <span className={parts.small}>{fill(t.listedRole, { role: roleWord(t, member.listedRole) })}</span>
        )}
      </span>
      <span className={`${parts.facts} ${parts.extra}`}>
        {member.externalId && <span>{member.externalId}</span>}
        {member.groupId && <span>{groupName(groups, member.groupId)}</span>}
      </span>
      <span className={parts.extra}>
        <span className={parts.chip}>{roleWord(t, member.role)}</span>
      </span>
      {mayManage ? (
        <span className={`${parts.end} needs-js`}>
          <Button
            size="s"
            aria-label={fill(t.changeOf, { name: member.name })}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {t.change}
          </Button>
        </span>
      ) : (
        <span />
      )}
      {open && <MemberEditor {...row} member={member} close={() => setOpen(false)} />}
    </li>
  );
}

function ExpectedRow({ entry, ...row }: RowProps & { entry: Expected }) {
  const { t, groups, classId, change, busy, mayManage } = row;
  return (
    <li className={parts.person}>
      <Tick {...row} name={entry.name || entry.email} />
      <span className={parts.place}>
        <strong>{entry.name || entry.email}</strong>
        {entry.name !== '' && <span className={parts.small}>{entry.email}</span>}
      </span>
      <span className={`${parts.facts} ${parts.extra}`}>
        {entry.externalId && <span>{entry.externalId}</span>}
        {entry.groupId && <span>{groupName(groups, entry.groupId)}</span>}
      </span>
      <span className={parts.extra}>
        <span className={parts.chip}>{roleWord(t, entry.role)}</span>
      </span>
      {mayManage ? (
        <span className={`${parts.end} needs-js`}>
          <Button
            size="s"
            look="quiet"
            disabled={busy}
            aria-label={fill(t.removeExpectedOf, { name: entry.name || entry.email })}
            onClick={() => change(() => call('DELETE', `/api/classes/${classId}/expected/${entry.id}`))}
          >
            {t.removeExpected}
          </Button>
        </span>
      ) : (
        <span />
      )}
    </li>
  );
}

interface MoveProps extends Frame {
  groups: readonly Group[];
  change: Change;
  busy: boolean;
  list: MemberList;
  chosen: ReadonlySet<string>;
  done: () => void;
}

function MoveBar({ t, classId, groups, change, busy, list, chosen, done }: MoveProps) {
  const [to, setTo] = useState(groups[0]?.id ?? '');
  const move = () =>
    change(
      () =>
        call('POST', `/api/classes/${classId}/groups/move`, {
          groupId: to === '' ? null : to,
          userIds: list.members.map((one) => one.userId).filter((id) => chosen.has(id)),
          entryIds: list.expected.map((one) => one.id).filter((id) => chosen.has(id)),
        }),
      done,
    );
  return (
    <section className={parts.selection} aria-label={t.moveTo}>
      <span role="status">{fill(t.selected, { n: chosen.size })}</span>
      <label>
        {t.moveTo}{' '}
        <select value={to} onChange={(event) => setTo(event.target.value)}>
          {groups.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          <option value="">{t.noGroup}</option>
        </select>
      </label>
      <Button disabled={busy} onClick={move}>
        {t.move}
      </Button>
      <Button look="quiet" onClick={done}>
        {t.cancel}
      </Button>
    </section>
  );
}
