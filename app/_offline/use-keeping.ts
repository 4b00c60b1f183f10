'use client';
/** Keeping and removing from a page: one at a time, with what to tell the reader afterwards. */
import { useState } from 'react';
import { useI18n } from '../_i18n/client';
import { fill } from '../_i18n/define';
import { inMegabytes, keepPages, offlineView, removeAll, removePages } from './client';
import type { OfflineStatus } from './protocol';
import { offlineWords } from './words';

/** What is still to be fetched for these pages, the engine included. */
export function missingBytes(status: OfflineStatus, paths: readonly string[]): string {
  const pages = paths.filter((path) => !status.kept.includes(path));
  const bytes = pages.reduce((sum, path) => sum + (status.sizes[path] ?? 0), 0);
  return inMegabytes(bytes + status.files.bytes - status.files.keptBytes);
}

export function useKeeping() {
  const { lang } = useI18n();
  const t = offlineWords[lang];
  const [busy, setBusy] = useState(false);
  const [say, setSay] = useState('');

  const during = async (job: () => Promise<string>) => {
    if (busy) return;
    setBusy(true);
    setSay('');
    setSay(await job());
    setBusy(false);
  };

  const keep = (paths: readonly string[]) =>
    during(async () => {
      if (offlineView().newer) return t.outdated;
      // What was asked for by hand should outlive a full disk; the browser may say no.
      await navigator.storage?.persist?.().catch(() => false);
      const answer = await keepPages(paths);
      if (answer?.ok) return t.done;
      if (answer?.full) return t.full;
      return fill(t.failed, { n: answer?.failed ?? paths.length });
    });
  const remove = (paths: readonly string[]) => during(() => removePages(paths).then(() => t.removed));
  const clear = () => during(() => removeAll().then(() => t.removed));
  return { busy, say, keep, remove, clear };
}
