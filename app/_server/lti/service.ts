/**
 * Asking a platform's services: an access token by a signed assertion (RFC 7523, IMS Security Framework 1.0, 4.1), kept until shortly
 * before it ends; requests with patience and a limit, to safe addresses only.
 */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import type { LtiPlatform, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { isSafeUrl } from './base';
import { ALGORITHM, signingKey } from './keys';
import { LtiProblem } from './problem';

const PATIENCE = 15_000;
const LARGEST = 5_000_000;
/** Canvas refuses requests that do not say who they are from. */
const AGENT = 'RingZero-LTI';

const tokenAnswer = z.object({
  access_token: z.string().min(1).max(10_000),
  expires_in: z.coerce.number().optional(),
});

interface Token {
  value: string;
  endsAt: number;
}
const tokens = new Map<string, Token>();
const keyOf = (platform: LtiPlatform, scopes: readonly string[]) => `${platform.id} ${[...scopes].sort().join(' ')}`;

export async function accessToken(db: PrismaClient, platform: LtiPlatform, scopes: readonly string[]): Promise<string> {
  const key = keyOf(platform, scopes);
  const known = tokens.get(key);
  if (known && known.endsAt > Date.now()) return known.value;
  const { kid, key: secret } = await signingKey(db);
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: ALGORITHM, kid, typ: 'JWT' })
    .setIssuer(platform.clientId)
    .setSubject(platform.clientId)
    .setAudience(platform.tokenAudience ?? platform.tokenUrl)
    .setIssuedAt()
    .setExpirationTime('60s')
    .setJti(randomUUID())
    .sign(secret);
  const answer = await ask(platform.tokenUrl, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      scope: scopes.join(' '),
    }).toString(),
  });
  const read = tokenAnswer.safeParse(answer.json);
  if (!read.success) throw new LtiProblem('service-answer', 'token');
  const seconds = Math.max(0, (read.data.expires_in ?? 300) - 30);
  if (tokens.size > 500) tokens.clear();
  tokens.set(key, { value: read.data.access_token, endsAt: Date.now() + seconds * 1000 });
  return read.data.access_token;
}

export interface ServiceAnswer {
  json: unknown;
  headers: Headers;
}

interface Call {
  method?: string;
  accept: string;
  contentType?: string;
  body?: unknown;
}

/** A request with a token; one that the platform no longer knows is renewed once. */
export async function callService(
  db: PrismaClient,
  platform: LtiPlatform,
  scopes: readonly string[],
  url: string,
  { method = 'GET', accept, contentType, body }: Call,
): Promise<ServiceAnswer> {
  const once = async () =>
    ask(url, {
      method,
      headers: {
        Authorization: `Bearer ${await accessToken(db, platform, scopes)}`,
        Accept: accept,
        ...(contentType ? { 'Content-Type': contentType } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  try {
    return await once();
  } catch (error) {
    if (!(error instanceof LtiProblem) || error.more.status !== 401) throw error;
    tokens.delete(keyOf(platform, scopes));
    return once();
  }
}

async function ask(url: string, init: RequestInit): Promise<ServiceAnswer> {
  if (!isSafeUrl(url)) throw new LtiProblem('no-service', 'unsafe address');
  let response: Response;
  let text: string;
  try {
    const headers = { ...(init.headers as Record<string, string>), 'User-Agent': AGENT };
    // A service does not lead elsewhere: a redirect could carry the token to a stranger.
    response = await fetch(url, { ...init, headers, redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
    text = await readLimited(response);
  } catch (error) {
    if (error instanceof LtiProblem) throw error;
    throw new LtiProblem('service-unreachable', new URL(url).host);
  }
  if (!response.ok) {
    const retryAfter = Number(response.headers.get('retry-after')) || undefined;
    throw new LtiProblem('service-refused', String(response.status), { status: response.status, retryAfter });
  }
  return { json: parse(text), headers: response.headers };
}

async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).byteLength;
    if (size > LARGEST) throw new LtiProblem('service-answer', 'too large');
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new LtiProblem('service-answer', 'not JSON');
  }
}

/** The next page of a list, by its Link header (RFC 8288); null at the end. On the same origin only. */
export function nextPage(headers: Headers, current: string): string | null {
  const link = /<([^>]+)>\s*;[^,]*\brel="?next"?/i.exec(headers.get('link') ?? '')?.[1];
  if (!link) return null;
  const next = new URL(link, current);
  if (next.origin !== new URL(current).origin) throw new LtiProblem('service-answer', 'next page elsewhere');
  return next.href;
}

/** For tests. */
export function forgetTokens(): void {
  tokens.clear();
}
