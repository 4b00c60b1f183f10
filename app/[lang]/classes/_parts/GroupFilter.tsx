/** Everybody, one group, or those in none. */
import type { TeachingWords } from '@/app/_people/teaching';
import type { Group } from '@/app/_shared/classes';
import { Select } from './Select';

const NONE = '-';

export const inGroup = ({ groupId }: { groupId: string | null }, chosen: string): boolean =>
  chosen === '' || (chosen === NONE ? groupId === null : groupId === chosen);

interface Props {
  t: TeachingWords;
  groups: readonly Group[];
  value: string;
  onChange: (value: string) => void;
}

export function GroupFilter({ t, groups, value, onChange }: Props) {
  return (
    <Select label={t.group} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{t.allGroups}</option>
      {groups.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
      <option value={NONE}>{t.noGroup}</option>
    </Select>
  );
}
