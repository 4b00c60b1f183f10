/** GET: what is due next over all my classes, and what was announced lately; for the home page. */
import { dueEverywhere } from '@/app/_server/assignments/scores';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import type { DueEverywhere } from '@/app/_shared/classes';

export const GET = endpoint(
  async ({ person }): Promise<DueEverywhere> =>
    person === null || person.anonymous ? { items: [], announcements: [] } : dueEverywhere(db(), person),
);
