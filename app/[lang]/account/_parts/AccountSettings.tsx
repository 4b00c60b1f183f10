'use client';
/** What can be done with an account: name and language, ways to sign in, devices, one's data, signing out, deleting. */
import Link from 'next/link';
import type { Language } from '@/app/_i18n';
import styles from '@/app/_people/people.module.css';
import type { AccessEntry, SessionSummary } from '@/app/_shared/account';
import { AccessCard } from './AccessCard';
import { DeleteAccount } from './DeleteAccount';
import { type PasskeySummary, PasskeysCard } from './PasskeysCard';
import { PasswordForm } from './PasswordForm';
import { ProfileForm } from './ProfileForm';
import type { PartProps } from './part';
import { SessionsCard } from './SessionsCard';
import { SignOut } from './SignOut';

interface Props extends PartProps {
  name: string;
  language: Language;
  hasPassword: boolean;
  passkeys: readonly PasskeySummary[];
  sessions: readonly SessionSummary[];
  accesses: readonly AccessEntry[];
}

export function AccountSettings({ name, language, hasPassword, passkeys, sessions, accesses, ...part }: Props) {
  const { t, lang } = part;
  return (
    <div className={styles.columns}>
      <div className={styles.stack}>
        <ProfileForm {...part} name={name} language={language} />
        {hasPassword ? (
          <PasswordForm {...part} />
        ) : (
          <section className={styles.card}>
            <h2>{t.password}</h2>
            <p>{t.noPassword}</p>
            <div className={styles.row}>
              <Link href={`/${lang}/account/reset`}>{t.forgot}</Link>
            </div>
          </section>
        )}
        <PasskeysCard {...part} passkeys={passkeys} />
      </div>
      <div className={styles.stack}>
        <SessionsCard {...part} sessions={sessions} />
        <AccessCard {...part} entries={accesses} />
        <section className={styles.card}>
          <h2>{t.dataTitle}</h2>
          <p>{t.exportText}</p>
          <div className={styles.row}>
            <a href="/api/me/export" download>
              {t.export}
            </a>
            <Link href={`/${lang}/privacy`}>{t.privacyLink}</Link>
          </div>
        </section>
        <SignOut {...part} />
        <DeleteAccount {...part} />
      </div>
    </div>
  );
}
