'use client';
/** How long things are kept: days, or for ever where a rule allows it. */
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import { call } from '@/app/_people/call';
import people from '@/app/_people/people.module.css';
import { useForm } from '@/app/_people/use-form';
import type { RetentionAnswer } from '@/app/_shared/account';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import styles from './admin.module.css';
import type { AdminPartProps } from './part';

interface RuleProps {
  key: string;
  label: string;
  days: number | null;
  least: number;
  forEver: boolean;
}

export function RetentionCard({ t, errors, rules }: AdminPartProps & { rules: readonly RuleProps[] }) {
  const [saved, setSaved] = useState(false);
  const form = useForm<RetentionAnswer>({
    words: errors,
    check: (values) =>
      Object.fromEntries(
        rules.map(({ key, least }) => [
          key,
          values[key] !== undefined && !(Number(values[key]) >= least) ? 'bad-request' : null,
        ]),
      ),
    send: (values) => {
      setSaved(false);
      const retention = Object.fromEntries(
        rules.map(({ key }) => [key, values[`${key}-ever`] === 'yes' ? null : Number(values[key])]),
      );
      return call('PUT', '/api/admin/retention', { retention });
    },
    done: () => setSaved(true),
  });
  return (
    <section className={people.card} aria-labelledby="retention">
      <h2 id="retention">{t.retention}</h2>
      <p>{t.retentionLead}</p>
      <form className={people.form} onSubmit={form.onSubmit} noValidate>
        <div className={styles.rules}>
          {rules.map((rule) => (
            <RuleField key={rule.key} t={t} rule={rule} error={form.error(rule.key)} />
          ))}
        </div>
        <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
        <div className={people.row}>
          <Button type="submit" disabled={form.busy}>
            {form.busy ? t.working : t.save}
          </Button>
          <span role="status" className={people.quiet}>
            {saved && !form.busy ? t.saved : ''}
          </span>
        </div>
      </form>
    </section>
  );
}

function RuleField({ t, rule, error }: { t: AdminPartProps['t']; rule: RuleProps; error: string | undefined }) {
  const [ever, setEver] = useState(rule.days === null);
  const { key, label, days, least, forEver } = rule;
  return (
    <fieldset className={styles.rule}>
      <legend>{label}</legend>
      <span className={people.row}>
        <input
          type="number"
          name={key}
          min={least}
          defaultValue={days ?? Math.max(least, 365)}
          disabled={ever}
          aria-label={`${label} (${t.days})`}
          aria-invalid={error ? true : undefined}
        />
        {t.days}
        {forEver && (
          <label className={people.check}>
            <input
              type="checkbox"
              name={`${key}-ever`}
              value="yes"
              checked={ever}
              onChange={(event) => setEver(event.currentTarget.checked)}
            />
            {t.forEver}
          </label>
        )}
      </span>
      {error && <p className={people.error}>{fill(t.least, { n: least })}</p>}
    </fieldset>
  );
}
