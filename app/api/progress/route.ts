/** GET: my progress with all drafts; empty before the first save. */
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { EMPTY, progressOf } from '@/app/_server/progress/state';

export const GET = endpoint(async ({ person }) => (person ? progressOf(db(), person, 'all') : EMPTY));
