/** People and their work for browser tests, made through the site's own doors. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { type APIRequestContext, type BrowserContext, expect, type Page } from '@playwright/test';

export const EXERCISE = 'ex_7c1d';
export const PASSWORD = 'correct horse battery';

let count = 0;
/** An address that no other test uses. */
export function newEmail(name: string): string {
  count += 1;
  return `${encodeURIComponent(name).replaceAll('%', '')}.${process.pid}.${count}@example.org`;
}

/** What a tab sends after a run of an exercise. */
export function attempt({ passed, text }: { passed: boolean; text: string }) {
  const exerciseId = EXERCISE;
  const submission = { kind: 'code', files: [{ path: 'main.c', text }] };
  const record = {
    version: 1,
    simHash: 's',
    toolHash: 't',
    exerciseId,
    exerciseHash: 'e',
    cpus: 1,
    seed: 1,
    submission,
    inputs: [],
  };
  return {
    clientId: randomUUID(),
    updatedAt: Date.now(),
    exerciseId,
    exerciseHash: 'e',
    record,
    digest: 'd',
    passed,
    checks: [{ id: 'compiles', ok: passed, code: passed ? 'ok' : 'does-not-compile', params: { line: 3 } }],
    outcome: { reason: 'exit', exit: { code: passed ? 0 : 1, signal: null }, retired: 123_456 },
  };
}

/** Sends attempts as the tab of this context; starts an anonymous session when there is none. */
export async function sync(request: APIRequestContext, ...attempts: object[]) {
  const response = await request.post('/api/sync', {
    data: { drafts: [], attempts, predictions: [], lessonViews: [] },
  });
  expect(response.ok()).toBe(true);
  return response.json();
}

/** An account made through the API. */
export async function account(
  context: BrowserContext,
  name: string,
  options: { instructor?: boolean; admin?: boolean } = {},
): Promise<string> {
  const email = newEmail(name.toLowerCase());
  // Whoever has any cookie of ours must say where the request comes from, as a browser does.
  const headers = { origin: `http://127.0.0.1:${process.env.E2E_PORT}` };
  const data = { email, name, password: PASSWORD };
  const response = await context.request.post('/api/auth/sign-up/email', { data, headers });
  expect(response.ok()).toBe(true);
  if (options.instructor || options.admin) {
    makeInstructor(email, options.admin ? ['--admin'] : []);
    // A new role begins with a new session.
    const again = await context.request.post('/api/auth/sign-in/email', {
      data: { email, password: PASSWORD },
      headers,
    });
    expect(again.ok()).toBe(true);
  }
  return email;
}

/** The documented command, against the database of the tests. */
export function makeInstructor(email: string, flags: readonly string[] = []): void {
  const database = `file:${path.join(process.env.E2E_DATA ?? '', 'e2e.db')}`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/make-instructor.ts', email, ...flags],
    {
      env: { ...process.env, DATABASE_URL: database },
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}

/** What the browser refused or reported; a page without a fault leaves it empty. */
export function faults(page: Page): string[] {
  const found: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) found.push(message.text());
  });
  page.on('pageerror', (error) => found.push(error.message));
  return found;
}

/** An attempt that the simulator really made. */
export function realAttempt(exerciseId: string): Record<string, unknown> {
  const args = ['--import', 'tsx', 'e2e/support/real-run.ts', exerciseId];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}
