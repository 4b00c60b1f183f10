/** Asks the LTI endpoints from a page; what went wrong comes as a short reason. */
import type { ApiError } from '@/app/_shared/api';

export type Asked<T> = { ok: true; value: T } | { ok: false; reason: string; field: string };

export async function ask<T>(method: string, url: string, body?: unknown): Promise<Asked<T>> {
  try {
    const response = await fetch(url, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(120_000),
    });
    const json: unknown = await response.json().catch(() => null);
    if (response.ok) return { ok: true, value: json as T };
    const { error } = (json ?? {}) as Partial<ApiError>;
    const field = error?.field ?? '';
    return { ok: false, reason: field.startsWith('lti:') ? field.slice(4) : (error?.code ?? 'internal'), field };
  } catch {
    return { ok: false, reason: 'offline', field: '' };
  }
}
