/** GET ?exerciseId=…: what teachers said about my work, newest first; without a session nothing was said. */
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { commentsOnMine } from '@/app/_server/insight/comments';
import type { MyComments } from '@/app/_shared/insight';

export const GET = endpoint(async ({ request, person }): Promise<MyComments> => {
  const exerciseId = new URL(request.url).searchParams.get('exerciseId') ?? undefined;
  return person ? commentsOnMine(db(), person, { exerciseId }) : { comments: [], unread: 0 };
});
