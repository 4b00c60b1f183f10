/**
 * Third-party initiated login (IMS Security Framework 1.0, 5.1.1): the platform sends a browser here, we send it back to the platform
 * to say who it is, with a state and a nonce that hold once, for ten minutes, for this browser.
 */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { frameAncestors } from '../http/frames';
import { originOf, toolBase } from './base';
import { stateCookie } from './cookies';
import { giveOut, randomToken } from './nonces';
import { findPlatform } from './platforms';
import { LtiProblem } from './problem';

/** What a login began with, until its launch. */
export interface LoginState {
  platformId: string;
  nonce: string;
  /** Where the login named one. */
  deploymentId: string | null;
  /** The same login once more, for another window. */
  again: string;
}

export type LoginStep =
  | { step: 'redirect'; url: string; cookie: string }
  /** The platform shows us in a frame, and this site is not set up to be shown in its frames. */
  | { step: 'new-window'; again: string; ancestors: readonly string[] };

const FRAMES: ReadonlySet<string | null> = new Set(['iframe', 'frame', 'fencedframe']);

export async function beginLogin(db: PrismaClient, request: Request, form: URLSearchParams): Promise<LoginStep> {
  const issuer = form.get('iss');
  const hint = form.get('login_hint');
  const target = form.get('target_link_uri');
  if (!issuer || !hint || !target) throw new LtiProblem('no-issuer');
  const platform = await findPlatform(db, issuer, form.get('client_id'));
  if (platform === null) throw new LtiProblem('unknown-platform', issuer.slice(0, 200));
  const base = toolBase(request);
  if (!URL.canParse(target) || originOf(target) !== base) throw new LtiProblem('foreign-target');

  const again = `${base}/api/lti/login?${onlyKnown(form)}`;
  const parent = parentOf(request);
  if (FRAMES.has(request.headers.get('sec-fetch-dest')) && !mayFrame(parent, base)) {
    const origins = [platform.authUrl, platform.jwksUrl, platform.issuer]
      .filter((one) => URL.canParse(one))
      .map(originOf);
    return { step: 'new-window', again, ancestors: [...new Set([...origins, ...(parent ? [parent] : [])])] };
  }
  const deploymentId = form.get('lti_deployment_id') ?? form.get('deployment_id');
  const nonce = randomToken();
  const detail: LoginState = { platformId: platform.id, nonce, deploymentId, again };
  const state = await giveOut(db, 'state', detail);
  const url = new URL(platform.authUrl);
  const query: Record<string, string> = {
    scope: 'openid',
    response_type: 'id_token',
    response_mode: 'form_post',
    prompt: 'none',
    client_id: platform.clientId,
    redirect_uri: `${base}/api/lti/launch`,
    login_hint: hint,
    state,
    nonce,
  };
  const messageHint = form.get('lti_message_hint');
  if (messageHint) query.lti_message_hint = messageHint;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return { step: 'redirect', url: url.href, cookie: stateCookie(request, base, state) };
}

const KNOWN = [
  'iss',
  'login_hint',
  'target_link_uri',
  'client_id',
  'lti_message_hint',
  'lti_deployment_id',
  'deployment_id',
];

function onlyKnown(form: URLSearchParams): string {
  const kept = KNOWN.flatMap((name) => {
    const value = form.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  return new URLSearchParams(kept).toString();
}

/** The page around the frame, as far as the browser says. */
function parentOf(request: Request): string | null {
  const said = [request.headers.get('origin'), request.headers.get('referer')].find((one) => one && URL.canParse(one));
  const origin = said ? originOf(said) : null;
  return origin?.startsWith('http') ? origin : null;
}

/** Only over https, and only for those that FRAME_ANCESTORS names: the session's cookies are made for it then (auth.ts). */
function mayFrame(parent: string | null, base: string): boolean {
  if (parent === null || !base.startsWith('https:')) return false;
  return frameAncestors().some((allowed) => {
    const pattern = allowed.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]+');
    return new RegExp(`^${pattern}$`, 'i').test(parent);
  });
}
