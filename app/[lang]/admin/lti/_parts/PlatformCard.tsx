'use client';
/** One registered platform: what it is, its fields when opened, its removal in two steps. */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import people from '@/app/_people/people.module.css';
import type { PlatformInfo } from '@/app/_server/lti/platforms';
import { Button } from '@/app/_ui/Button';
import { ask } from '../../../lti/_parts/ask';
import type { LtiPageWords } from '../../../lti/_parts/words';
import { PlatformForm } from './PlatformForm';

export function PlatformCard({ t, platform }: { t: LtiPageWords; platform: PlatformInfo }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [sure, setSure] = useState(false);
  const [problem, setProblem] = useState('');
  const remove = async () => {
    if (!sure) return setSure(true);
    const answer = await ask('DELETE', `/api/lti/platforms/${platform.id}`);
    if (answer.ok) router.refresh();
    else setProblem(fill(t.failed, { reason: answer.reason }));
  };
  return (
    <li className={people.item}>
      <span className={people.grow}>
        <strong>{platform.name}</strong>
        <span className={people.under}>{platform.issuer}</span>
        <span className={people.under}>
          {t.clientId}: <code>{platform.clientId}</code> ·{' '}
          {fill(t.people, { people: platform.people, courses: platform.courses })}
        </span>
      </span>
      <span className={people.row}>
        <Button size="s" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t.change}
        </Button>
        <Button
          size="s"
          look="quiet"
          aria-label={fill(t.removeOf, { name: platform.name })}
          onClick={() => void remove()}
        >
          {t.remove}
        </Button>
      </span>
      <span role="status" className={people.quiet}>
        {problem || (sure ? t.removeConfirm : '')}
      </span>
      {open && <PlatformForm t={t} platform={platform} />}
    </li>
  );
}
