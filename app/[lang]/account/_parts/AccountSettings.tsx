'use client';
/** What can be done with an account: name and language, password, taking the data along, signing out, deleting. */
import type { Language } from '@/app/_i18n';
import type { AccountWords, ErrorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { DeleteAccount } from './DeleteAccount';
import { PasswordForm } from './PasswordForm';
import { ProfileForm } from './ProfileForm';
import { SignOut } from './SignOut';

export interface PartProps {
  t: AccountWords;
  errors: ErrorWords;
  lang: Language;
}

export function AccountSettings({ name, language, ...part }: PartProps & { name: string; language: Language }) {
  const { t } = part;
  return (
    <div className={styles.columns}>
      <ProfileForm {...part} name={name} language={language} />
      <PasswordForm {...part} />
      <section className={styles.card}>
        <h2>{t.dataTitle}</h2>
        <p>{t.exportText}</p>
        <div className={styles.row}>
          <a href="/api/me/export" download>
            {t.export}
          </a>
        </div>
      </section>
      <SignOut {...part} />
      <DeleteAccount {...part} />
    </div>
  );
}
