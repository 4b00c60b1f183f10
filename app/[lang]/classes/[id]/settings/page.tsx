/** The class as a whole, for its teachers. */
import type { Metadata } from 'next';
import { classWords, errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { teachingWords } from '@/app/_people/teaching';
import { Notice } from '@/app/_ui/Notice';
import { LtiNote } from '../../../lti/_parts/LtiNote';
import { RegradeNote } from '../../../regrades/_parts/RegradeNote';
import { LeaveForm } from '../../_parts/LeaveForm';
import { openClass } from '../../_parts/open-class';
import { ArchiveForm, DeleteForm, DoorForm, NameForm } from '../../_parts/SettingsForms';

interface Props {
  params: Promise<{ lang: string; id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang, found } = await openClass(params, 'manage');
  return { title: `${teachingWords[lang].settings} – ${found.name}` };
}

export default async function SettingsPage({ params }: Props) {
  const { lang, found } = await openClass(params, 'manage');
  const t = teachingWords[lang];
  const part = { t, errors: errorWords[lang], lang, classId: found.id, found };
  return (
    <main id="main" className={styles.page}>
      <header className={styles.head}>
        <h1>{t.settings}</h1>
      </header>
      <div className="without-js">
        <Notice>{t.needsScript}</Notice>
      </div>
      <div className={styles.columns}>
        {!found.archived && <NameForm {...part} />}
        {!found.archived && <DoorForm {...part} />}
        <LtiNote classId={found.id} lang={lang} />
        <RegradeNote classId={found.id} lang={lang} />
        <ArchiveForm {...part} />
        <LeaveForm
          t={classWords[lang]}
          errors={errorWords[lang]}
          lang={lang}
          classId={found.id}
          text={classWords[lang].closeText}
        />
        <DeleteForm {...part} />
      </div>
    </main>
  );
}
