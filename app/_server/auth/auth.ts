/**
 * Accounts by better-auth: an anonymous person to start with; e-mail and password, passkeys and OpenID Connect to keep the work
 * on another device. Every way in takes the anonymous work along (merge.ts) in one transaction and begins a new session
 * (rotation.ts). Sessions, counted requests and challenges are in the database: any number of servers agree.
 *
 * Settings: BETTER_AUTH_SECRET signs the cookies (scripts/start.mjs makes one and keeps it beside the database);
 * SITE_URL (https://…) when the site stands behind a proxy, so that cookies are marked Secure and passkeys know their site;
 * SMTP_URL and MAIL_FROM (mail.ts); OIDC_… (oidc.ts); FRAME_ANCESTORS (http/frames.ts).
 */
import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { anonymous, genericOAuth } from 'better-auth/plugins';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { db } from '../db/client';
import { databaseUrl, providerOf } from '../db/database-url';
import { framed } from '../http/frames';
import { type Mailer, mailer } from './mail';
import { languageOfRequest, type MailKind, mailOf } from './mail-words';
import { mergePeople } from './merge';
import { type OidcProvider, oidcConfig, oidcProviders } from './oidc';
import { hashPassword, verifyPassword } from './password-hash';
import { rotation } from './rotation';
import { linkBase, siteUrl } from './site-url';
import { trusted } from './trusted-plugin';

const DAY = 24 * 60 * 60;
const HOUR = 60 * 60;
const MINUTE = 60;

/** The header in which our doors tell the library the address that a request came from; nobody else can set it. */
export const ADDRESS_HEADER = 'x-ringzero-address';

/** What the environment says, unless a test says otherwise. */
interface Surroundings {
  mail?: Mailer | null;
  oidc?: readonly OidcProvider[];
  limitRequests?: boolean;
}

/** An authenticator on a database; the site has one (`auth`), a test may make others. */
export function makeAuth(database: PrismaClient, secret: string, around: Surroundings = {}) {
  const base = siteUrl() ?? undefined;
  const secure = base?.startsWith('https:') ?? false;
  const { mail = mailer(), oidc = oidcProviders() } = around;
  const post = (kind: MailKind, to: string, path: string, request: Request | undefined) => {
    const lang = languageOfRequest(request);
    mail?.send(mailOf(kind, to, lang, `${linkBase(request)}/${lang}/account${path}`));
  };
  return betterAuth({
    appName: 'Ring Zero',
    secret,
    baseURL: base,
    basePath: '/api/auth',
    trustedOrigins: async (request) => ownOrigins(request, base),
    database: prismaAdapter(database, { provider: providerOf(databaseUrl()), transaction: true }),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 8,
      maxPasswordLength: 128,
      password: { hash: hashPassword, verify: verifyPassword },
      // Where mail reaches people, an address is proved before it is used, and signing up answers the same for every address.
      requireEmailVerification: mail?.kind === 'smtp',
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: HOUR,
      ...(mail && {
        sendResetPassword: async ({ user, token }, request) =>
          post('reset', user.email, `/reset#token=${token}`, request),
        onPasswordReset: async ({ user }, request) => post('changed', user.email, '', request),
        onExistingUserSignUp: async ({ user }, request) => post('exists', user.email, '', request),
      }),
    },
    emailVerification: {
      expiresIn: HOUR,
      autoSignInAfterVerification: true,
      sendOnSignIn: true,
      ...(mail && {
        sendOnSignUp: true,
        sendVerificationEmail: async ({ user, token }, request) =>
          post('verify', user.email, `/verify#token=${token}`, request),
      }),
    },
    // Links and challenges that are waiting: whoever reads the database cannot use them.
    verification: { storeIdentifier: { default: 'plain', overrides: { 'reset-password:': 'hashed' } } },
    session: { expiresIn: 180 * DAY, updateAge: DAY, freshAge: HOUR },
    account: {
      accountLinking: { enabled: true, trustedProviders: [], requireLocalEmailVerified: true },
      updateAccountOnSignIn: false,
    },
    user: {
      additionalFields: {
        role: { type: 'string', input: false, required: false },
        language: { type: 'string', input: false, required: false },
      },
    },
    databaseHooks: {
      // We ask the provider who somebody is, once: its tokens are not kept.
      account: {
        create: {
          before: async (account) => ({
            data: { ...account, accessToken: null, refreshToken: null, idToken: null },
          }),
        },
      },
      user: {
        create: { before: async (user) => ({ data: { ...user, name: user.name.trim().slice(0, 80), image: null } }) },
      },
    },
    advanced: {
      // Behind https, cookies that no other host of the domain can set or read (the prefix makes the browser hold us to it).
      useSecureCookies: false,
      cookiePrefix: secure ? '__Host-ringzero' : 'ringzero',
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      // In a frame of another site (a learning platform) only such cookies are sent at all.
      ...(secure
        ? { defaultCookieAttributes: { secure, ...(framed() ? { sameSite: 'none', partitioned: true } : {}) } }
        : {}),
    },
    // A whole class signs up from one address in the same minute. Tries per account are counted beside it (doors.ts).
    rateLimit: {
      enabled: around.limitRequests ?? process.env.NODE_ENV === 'production',
      storage: 'database',
      window: MINUTE,
      max: 300,
      customRules: {
        '/sign-up/email': { window: MINUTE, max: 100 },
        '/sign-in/email': { window: MINUTE, max: 100 },
        '/sign-in/social': { window: MINUTE, max: 100 },
        '/request-password-reset': { window: MINUTE, max: 30 },
        '/send-verification-email': { window: MINUTE, max: 30 },
        '/reset-password': { window: MINUTE, max: 30 },
        '/change-password': { window: MINUTE, max: 30 },
      },
    },
    plugins: [
      anonymous({
        // The merge deletes the anonymous person in its own transaction: nothing can be saved in between and be lost.
        disableDeleteAnonymousUser: true,
        onLinkAccount: async ({ anonymousUser, newUser }) => {
          await mergePeople(database, { from: anonymousUser.user.id, into: newUser.user.id });
        },
      }),
      passkey({
        rpName: 'Ring Zero',
        ...(base ? { rpID: new URL(base).hostname, origin: base } : {}),
        authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
        advanced: { webAuthnChallengeCookie: 'passkey-challenge' },
      }),
      genericOAuth({ config: oidc.map(oidcConfig) }),
      trusted,
      rotation,
    ],
    onAPIError: { errorURL: '/account' },
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
function ownOrigins(request: Request | undefined, base: string | undefined): string[] {
  if (base) return [base];
  const host = request?.headers.get('host');
  return host ? [`http://${host}`] : [];
}
