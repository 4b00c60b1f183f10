'use client';
/** The search box and what it finds. The address keeps the words (`?q=`), so that a result list can be sent to somebody. */
import Link from 'next/link';
import { type FormEvent, useEffect, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import type { Hit, LessonSearch } from './engine';
import styles from './Search.module.css';

type Engine = { state: 'loading' } | { state: 'failed' } | { state: 'ready'; search: LessonSearch };

async function load(lang: string): Promise<LessonSearch> {
  const [{ LessonSearch: Search }, response] = await Promise.all([import('./engine'), fetch(`/search/${lang}.json`)]);
  if (!response.ok) throw new Error(String(response.status));
  return new Search(await response.json());
}

export function Search() {
  const { lang, t } = useI18n();
  const [engine, setEngine] = useState<Engine>({ state: 'loading' });
  const [query, setQuery] = useState('');
  useEffect(() => {
    setQuery(new URLSearchParams(window.location.search).get('q') ?? '');
    load(lang).then(
      (search) => setEngine({ state: 'ready', search }),
      () => setEngine({ state: 'failed' }),
    );
  }, [lang]);
  const change = (words: string) => {
    setQuery(words);
    const address = words.trim() ? `?q=${encodeURIComponent(words.trim())}` : window.location.pathname;
    window.history.replaceState(null, '', address);
  };
  const hits = engine.state === 'ready' ? engine.search.find(query) : [];
  const submit = (event: FormEvent) => event.preventDefault();
  return (
    <div className={`${styles.search} needs-js`}>
      <search>
        <form onSubmit={submit} className={styles.form}>
          <label htmlFor="search-words" className="visually-hidden">
            {t.search.label}
          </label>
          <input
            id="search-words"
            type="search"
            value={query}
            placeholder={t.search.placeholder}
            onChange={(event) => change(event.target.value)}
            autoComplete="off"
            spellCheck={false}
          />
          {query && (
            <Button look="quiet" onClick={() => change('')} aria-label={t.search.clear}>
              <Icon name="cross" />
            </Button>
          )}
        </form>
      </search>
      <p className={styles.count} role="status">
        {engine.state === 'failed' && t.search.failed}
        {engine.state === 'ready' &&
          query.trim() !== '' &&
          (hits.length ? fill(t.search.found, { n: hits.length }) : t.search.none)}
      </p>
      <ol className={styles.hits}>
        {hits.map((hit) => (
          <li key={hit.id}>
            <HitView hit={hit} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function HitView({ hit }: { hit: Hit }) {
  const { lang } = useI18n();
  const [before, match, after] = hit.excerpt;
  return (
    <>
      <Link href={`/${lang}/${hit.id}`}>{hit.heading ? `${hit.lesson} – ${hit.heading}` : hit.lesson}</Link>
      <span className={styles.chapter}>{hit.chapter}</span>
      <p>
        {before}
        {match && <mark>{match}</mark>}
        {after}
      </p>
    </>
  );
}
