/**
 * Accounts by better-auth: an anonymous person to start with, e-mail and password to keep the work on another device.
 * No mail server is needed. Sign-up and sign-in take the anonymous work along (merge.ts) in one transaction.
 *
 * Settings: BETTER_AUTH_SECRET signs the cookies (scripts/start.mjs makes one and keeps it beside the database);
 * SITE_URL (https://…) when the site stands behind a proxy, so that cookies are marked Secure.
 */
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { anonymous } from 'better-auth/plugins';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { db } from '../db/client';
import { mergePeople } from './merge';
import { rotation } from './rotation';
import { trusted } from './trusted-plugin';

const DAY = 24 * 60 * 60;

/** An authenticator on a database; the site has one (`auth`), a test may make others. */
export function makeAuth(database: PrismaClient, secret: string) {
  const siteUrl = process.env.SITE_URL;
  return betterAuth({
    appName: 'Ring Zero',
    secret,
    baseURL: siteUrl,
    basePath: '/api/auth',
    trustedOrigins: async (request) => ownOrigins(request, siteUrl),
    database: prismaAdapter(database, { provider: 'sqlite', transaction: true }),
    emailAndPassword: { enabled: true, minPasswordLength: 8, maxPasswordLength: 128, autoSignIn: true },
    session: { expiresIn: 180 * DAY, updateAge: DAY },
    user: {
      additionalFields: {
        role: { type: 'string', input: false, required: false },
        language: { type: 'string', input: false, required: false },
      },
    },
    advanced: { useSecureCookies: siteUrl?.startsWith('https:') ?? false, cookiePrefix: 'ringzero' },
    // A whole class signs up from one address in the same minute.
    rateLimit: {
      enabled: process.env.NODE_ENV === 'production',
      window: 60,
      max: 300,
      customRules: { '/sign-up/email': { window: 60, max: 100 }, '/sign-in/email': { window: 60, max: 100 } },
    },
    plugins: [
      anonymous({
        // The merge deletes the anonymous person in its own transaction: nothing can be saved in between and be lost.
        disableDeleteAnonymousUser: true,
        onLinkAccount: async ({ anonymousUser, newUser }) => {
          if (anonymousUser.user.id === newUser.user.id) return;
          await mergePeople(database, { from: anonymousUser.user.id, into: newUser.user.id });
        },
      }),
      trusted,
      rotation,
    ],
    telemetry: { enabled: false },
    logger: { level: 'error' },
  });
}

export type Auth = ReturnType<typeof makeAuth>;

const kept = globalThis as { ringzeroAuth?: Auth };

/** The site's authenticator, made when it is first used. */
export function auth(): Auth {
  kept.ringzeroAuth ??= makeAuth(db(), secretFromEnvironment());
  return kept.ringzeroAuth;
}

function secretFromEnvironment(): string {
  const secret = process.env.BETTER_AUTH_SECRET;
  if (!secret) throw new Error('BETTER_AUTH_SECRET is not set. `npm start` and `npm run dev` make one in data/secret.');
  return secret;
}

/** The site may be reached under any name of its machine; a browser tells the truth about Host and Origin. */
function ownOrigins(request: Request | undefined, siteUrl: string | undefined): string[] {
  if (siteUrl) return [new URL(siteUrl).origin];
  const host = request?.headers.get('host');
  return host ? [`http://${host}`] : [];
}
