/** Calls the API from a page and turns whatever goes wrong into a key of the error words. */
import type { ApiError } from '../_shared/api';
import type { ErrorKey } from './messages';

export type Result<T> = { ok: true; value: T } | { ok: false; error: ErrorKey; minutes: number };

/** better-auth's codes, as far as a person can do something about them. */
const ACCOUNT_ERRORS: Readonly<Record<string, ErrorKey>> = {
  USER_ALREADY_EXISTS: 'email-taken',
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: 'email-taken',
  INVALID_EMAIL_OR_PASSWORD: 'wrong-password',
  INVALID_EMAIL: 'email-wrong',
  VALIDATION_ERROR: 'bad-request',
  PASSWORD_TOO_SHORT: 'password-short',
  PASSWORD_TOO_LONG: 'password-long',
  PASSWORD_TOO_COMMON: 'password-common',
  INVALID_PASSWORD: 'wrong-current-password',
  EMAIL_NOT_VERIFIED: 'email-not-verified',
  INVALID_TOKEN: 'link-used',
  TOKEN_EXPIRED: 'link-used',
  USER_NOT_FOUND: 'link-used',
  SESSION_NOT_FRESH: 'sign-in-again',
  CHALLENGE_NOT_FOUND: 'passkey-failed',
  PASSKEY_NOT_FOUND: 'passkey-unknown',
  AUTHENTICATION_FAILED: 'passkey-failed',
  FAILED_TO_VERIFY_REGISTRATION: 'passkey-failed',
  PREVIOUSLY_REGISTERED: 'passkey-failed',
};
const OWN = new Set<string>([
  'busy',
  'too-many-tries',
  'wrong-code',
  'account-needed',
  'not-signed-in',
  'forbidden',
  'not-found',
  'archived',
  'conflict',
  'too-large',
  'bad-request',
]);
/** What a `conflict` is about, where there are words for it. */
const CONFLICTS = new Set<string>(['last-teacher', 'join-ended', 'name-differs', 'group-exists', 'assigned-already']);

export async function call<T>(method: string, url: string, body?: unknown): Promise<Result<T>> {
  try {
    const response = await fetch(url, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    const json: unknown = response.status === 204 ? null : await response.json().catch(() => null);
    return response.ok ? { ok: true, value: json as T } : failure(response, json);
  } catch {
    return { ok: false, error: 'offline', minutes: 0 };
  }
}

function failure(response: Response, json: unknown): Result<never> {
  const { error, code } = (json ?? {}) as Partial<ApiError> & { code?: string };
  const seconds =
    error?.retryAfter ?? Number(response.headers.get('retry-after') ?? response.headers.get('x-retry-after') ?? 60);
  return {
    ok: false,
    error: keyOf(response.status, error?.code ?? code ?? '', error?.field),
    minutes: Math.max(1, Math.ceil(seconds / 60)),
  };
}

function keyOf(status: number, code: string, field?: string): ErrorKey {
  if (code === 'conflict' && field !== undefined && CONFLICTS.has(field)) return field as ErrorKey;
  if (ACCOUNT_ERRORS[code]) return ACCOUNT_ERRORS[code];
  if (OWN.has(code)) return code as ErrorKey;
  return status === 429 ? 'too-many-tries' : 'internal';
}
