/**
 * A new session for every sign-in, and the end of the one before it: a session id that somebody planted in a browser, or
 * that was read there earlier, is worth nothing after a sign-in (session fixation). better-auth makes the new one; this
 * plug-in ends the old one, whoever's it was.
 */
import type { BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware } from 'better-auth/api';

export const rotation = {
  id: 'rotation',
  hooks: {
    after: [
      {
        matcher: () => true,
        handler: createAuthMiddleware(async (ctx) => {
          const { newSession, authCookies, secret, internalAdapter } = ctx.context;
          if (!newSession) return;
          const before = await ctx.getSignedCookie(authCookies.sessionToken.name, secret);
          if (before && before !== newSession.session.token) await internalAdapter.deleteSession(before);
        }),
      },
    ],
  },
} satisfies BetterAuthPlugin;
