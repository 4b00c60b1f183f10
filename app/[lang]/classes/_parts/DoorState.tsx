'use client';
/** Whether the code and the link work at present, and until when. */
import type { Language } from '@/app/_i18n/language';
import type { TeachingWords } from '@/app/_people/teaching';
import { LocalTime, useNow } from '@/app/_people/time';
import type { ClassInfo } from '@/app/_shared/classes';
import parts from './class.module.css';

export function DoorState({ t, lang, found }: { t: TeachingWords; lang: Language; found: ClassInfo }) {
  const now = useNow();
  const { joinEndsAt, archived } = found;
  const closed = archived || (joinEndsAt !== null && now !== null && joinEndsAt <= now);
  return (
    <p className={parts.small}>
      {closed ? t.doorClosed : joinEndsAt === null ? t.doorOpen : t.doorUntil}
      {!closed && joinEndsAt !== null && <LocalTime lang={lang} at={joinEndsAt} />}
    </p>
  );
}
