/** Where admins register learning platforms. To everybody else the page does not exist. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { fill, isLanguage } from '@/app/_i18n';
import people from '@/app/_people/people.module.css';
import { personOfPage } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { frameAncestors } from '@/app/_server/http/frames';
import { toolBase } from '@/app/_server/lti/base';
import { listPlatforms } from '@/app/_server/lti/platforms';
import { LtiProblem } from '@/app/_server/lti/problem';
import { Notice } from '@/app/_ui/Notice';
import styles from '../../lti/_parts/lti.module.css';
import { ltiPageWords } from '../../lti/_parts/words';
import { PlatformCard } from './_parts/PlatformCard';
import { PlatformForm } from './_parts/PlatformForm';
import { TicketCard } from './_parts/TicketCard';

interface Props {
  params: Promise<{ lang: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  return isLanguage(lang) ? { title: ltiPageWords[lang].adminTitle, robots: 'noindex' } : {};
}

export default async function LtiAdminPage({ params }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const asked = await headers();
  const person = await personOfPage(asked);
  if (person?.role !== 'admin') notFound();
  const t = ltiPageWords[lang];
  const base = baseOf(asked);
  const platforms = await listPlatforms(db());
  const origins = frameAncestors();
  const values = [
    [t.loginUrl, '/api/lti/login'],
    [t.launchUrl, '/api/lti/launch'],
    [t.keysUrl, '/api/lti/keys'],
    [t.canvasUrl, '/api/lti/configuration'],
  ] as const;
  return (
    <main id="main" className={`${people.page} ${people.wide}`}>
      <header className={people.head}>
        <h1>{t.adminTitle}</h1>
        <p>{t.adminLead}</p>
      </header>
      <div className="without-js">
        <Notice>{t.needsScript}</Notice>
      </div>
      <div className={people.columns}>
        <section className={people.card} aria-labelledby="ours">
          <h2 id="ours">{t.ours}</h2>
          <dl className={styles.values}>
            {values.map(([label, path]) => (
              <div key={path}>
                <dt>{label}</dt>
                <dd>
                  <code>{base + path}</code>
                </dd>
              </div>
            ))}
            <div>
              <dt>{t.frames}</dt>
              <dd>{origins.length > 0 ? fill(t.framesOn, { origins: origins.join(' ') }) : t.framesOff}</dd>
            </div>
          </dl>
        </section>
        <TicketCard t={t} />
      </div>
      <section className={people.card} aria-labelledby="platforms">
        <h2 id="platforms">{t.platforms}</h2>
        {platforms.length === 0 && <p>{t.none}</p>}
        <ul className={people.list}>
          {platforms.map((platform) => (
            <PlatformCard key={platform.id} t={t} platform={platform} />
          ))}
        </ul>
      </section>
      <section className={people.card} aria-labelledby="add">
        <h2 id="add">{t.add}</h2>
        <PlatformForm t={t} />
      </section>
    </main>
  );
}

/** The site's address; as it was asked for, where SITE_URL is not set (a page may show that, a message may not carry it). */
function baseOf(asked: Headers): string {
  try {
    return toolBase(
      new Request(`http://${asked.get('host') ?? 'localhost'}/`, { headers: { host: asked.get('host') ?? '' } }),
    );
  } catch (error) {
    if (error instanceof LtiProblem) return 'https://…';
    throw error;
  }
}
