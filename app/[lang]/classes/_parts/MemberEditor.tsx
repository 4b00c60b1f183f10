'use client';
/** Changes one member: role, group, or out of the class. */
import { useState } from 'react';
import { call } from '@/app/_people/call';
import type { ClassRole } from '@/app/_shared/api';
import type { Group, Member } from '@/app/_shared/classes';
import { Button } from '@/app/_ui/Button';
import parts from './class.module.css';
import type { Change } from './PeopleBoard';
import { Select } from './Select';
import { type Frame, roleWord } from './words';

interface Props extends Frame {
  member: Member;
  groups: readonly Group[];
  change: Change;
  busy: boolean;
  close: () => void;
}

const ROLES: readonly ClassRole[] = ['student', 'assistant', 'teacher'];

export function MemberEditor({ t, classId, member, groups, change, busy, close }: Props) {
  const [sure, setSure] = useState(false);
  const [role, setRole] = useState<ClassRole>(member.listedRole ?? member.role);
  const [groupId, setGroupId] = useState(member.groupId ?? '');
  const path = `/api/classes/${classId}/members/${member.userId}`;
  const save = () => change(() => call('PATCH', path, { role, groupId: groupId === '' ? null : groupId }), close);
  return (
    <div className={`${parts.panel} ${parts.wide}`}>
      <div className={parts.fields}>
        <Select label={t.role} value={role} onChange={(event) => setRole(event.target.value as ClassRole)}>
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {roleWord(t, one)}
            </option>
          ))}
        </Select>
        {groups.length > 0 && (
          <Select label={t.group} value={groupId} onChange={(event) => setGroupId(event.target.value)}>
            <option value="">{t.noGroup}</option>
            {groups.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </div>
      <div className={parts.buttons}>
        <Button disabled={busy} onClick={save}>
          {busy ? t.working : t.save}
        </Button>
        <Button look="quiet" onClick={close}>
          {t.cancel}
        </Button>
        <Button
          look="quiet"
          disabled={busy}
          onClick={() => (sure ? change(() => call('DELETE', path), close) : setSure(true))}
        >
          {sure ? t.reallyDelete : t.removeMember}
        </Button>
        {sure && <span className={parts.small}>{t.removeMemberText}</span>}
      </div>
    </div>
  );
}
