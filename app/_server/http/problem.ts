/** An error that a person may see: a code of the API contract, thrown from anywhere under an endpoint. */
import type { ApiError, ApiErrorCode } from '@/app/_shared/api';
import { isBusy, isUnstorable } from '../db/transactions';
import { logError } from '../ops/log';

const STATUS: Readonly<Record<ApiErrorCode, number>> = {
  'bad-request': 400,
  'not-signed-in': 401,
  forbidden: 403,
  'account-needed': 403,
  'cross-origin': 403,
  'not-found': 404,
  'wrong-code': 404,
  archived: 409,
  conflict: 409,
  'too-large': 413,
  'wrong-type': 415,
  'too-many-tries': 429,
  busy: 503,
  internal: 500,
};

/** Of answers that are data: opened as a page by mistake, they run and load nothing, and no page frames them. */
export const DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

export class ApiProblem extends Error {
  constructor(
    readonly code: ApiErrorCode,
    readonly details: { field?: string; retryAfter?: number } = {},
  ) {
    super(code);
  }

  /** The answer as the contract words it. */
  toResponse(): Response {
    const body: ApiError = { error: { code: this.code, ...this.details } };
    const headers = new Headers({ 'Cache-Control': 'no-store', 'Content-Security-Policy': DATA_POLICY });
    if (this.details.retryAfter !== undefined) headers.set('Retry-After', String(this.details.retryAfter));
    return Response.json(body, { status: STATUS[this.code], headers });
  }
}

/** Any thrown thing as a problem; what is not foreseen is logged and becomes `internal`. */
export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (isBusy(error)) return new ApiProblem('busy');
  if (isUnstorable(error)) return new ApiProblem('bad-request', { field: '' });
  logError('endpoint', error);
  return new ApiProblem('internal');
}
