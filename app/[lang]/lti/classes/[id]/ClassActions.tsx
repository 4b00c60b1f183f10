'use client';
/** Takes the platform's list of people, or sends the grades again. */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import people from '@/app/_people/people.module.css';
import type { RosterTaken } from '@/app/_server/lti/names';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { ask } from '../../_parts/ask';
import type { LtiPageWords } from '../../_parts/words';

interface Props {
  t: LtiPageWords;
  classId: string;
  names: boolean;
  grades: boolean;
}

export function ClassActions({ t, classId, names, grades }: Props) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ ok: boolean; text: string } | null>(null);

  const act = async (what: 'names' | 'scores') => {
    setBusy(true);
    setSaid(null);
    const answer = await ask<{ taken?: RosterTaken; waiting?: number }>('POST', `/api/lti/classes/${classId}`, {
      do: what,
    });
    setBusy(false);
    if (!answer.ok)
      return setSaid({
        ok: false,
        text: answer.reason === 'offline' ? t.offline : fill(t.failed, { reason: answer.reason }),
      });
    const { taken, waiting } = answer.value;
    setSaid({ ok: true, text: taken ? fill(t.imported, { ...taken }) : fill(t.sending, { n: waiting ?? 0 }) });
    router.refresh();
  };
  return (
    <>
      <div className={people.row}>
        {names && (
          <Button disabled={busy} onClick={() => void act('names')}>
            {t.importNames}
          </Button>
        )}
        {grades && (
          <Button disabled={busy} onClick={() => void act('scores')}>
            {t.sendAgain}
          </Button>
        )}
      </div>
      <div role="status">
        {busy && t.working}
        {said && <Notice tone={said.ok ? 'ok' : 'bad'}>{said.text}</Notice>}
      </div>
    </>
  );
}
