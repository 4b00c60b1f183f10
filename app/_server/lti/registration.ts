/**
 * Dynamic Registration 1.0: an administrator of the platform opens an address of ours with a ticket that an admin of this site made; we
 * read the platform's configuration, register ourselves there, and remember what it answered. And the same facts as JSON for
 * platforms that take them by hand (Canvas).
 */
import { z } from 'zod';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { isSafeUrl, originOf } from './base';
import { SCOPE } from './claims';
import { giveOut, lookAt, takeOnce } from './nonces';
import { addPlatform } from './platforms';
import { LtiProblem } from './problem';

const PATIENCE = 10_000;
const TOOL = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
const PLATFORM = 'https://purl.imsglobal.org/spec/lti-platform-configuration';
const DESCRIPTION = 'A course on the Linux kernel that you run, on a whole x86-64 computer in your browser tab.';

/** What the platform is to tell us about people. */
const CLAIMS = ['iss', 'sub', 'name', 'given_name', 'family_name', 'email', 'locale'];
const SCOPES = [SCOPE.lineItem, SCOPE.lineItemRead, SCOPE.score, SCOPE.names];

/** The address that an admin gives to the platform's administrator; works once, for a day. */
export async function makeTicket(db: PrismaClient, base: string): Promise<string> {
  return `${base}/api/lti/register?ticket=${await giveOut(db, 'register', {})}`;
}

const configuration = z.object({
  issuer: z.string().min(1).max(500),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  jwks_uri: z.string(),
  registration_endpoint: z.string(),
  authorization_server: z.string().optional(),
  [PLATFORM]: z.object({ product_family_code: z.string().optional() }).optional(),
});
const registered = z.object({
  client_id: z.string().min(1).max(255),
  [TOOL]: z.object({ deployment_id: z.string().min(1).max(255).optional() }).optional(),
});

export interface Registration {
  platformId: string;
  issuer: string;
  /** Null: the platform names it later; an admin enters it. */
  deploymentId: string | null;
}

export async function register(db: PrismaClient, form: URLSearchParams, base: string): Promise<Registration> {
  const ticket = form.get('ticket') ?? '';
  if ((await lookAt(db, 'register', ticket)) === null) throw new LtiProblem('bad-ticket');
  const address = form.get('openid_configuration') ?? '';
  if (!isSafeUrl(address)) throw new LtiProblem('bad-configuration', 'openid_configuration');
  const read = configuration.safeParse(await askJson(address, {}));
  if (!read.success) throw new LtiProblem('bad-configuration', read.error.issues[0]?.path.join('.'));
  const platform = read.data;
  const addresses = [
    platform.authorization_endpoint,
    platform.token_endpoint,
    platform.jwks_uri,
    platform.registration_endpoint,
  ];
  if (!addresses.every(isSafeUrl)) throw new LtiProblem('bad-configuration', 'unsafe address');
  // 3.3: the configuration is the issuer's own.
  if (!URL.canParse(platform.issuer) || originOf(platform.issuer) !== originOf(address)) {
    throw new LtiProblem('bad-configuration', 'issuer');
  }
  // A mistake in the configuration leaves the ticket; asking the platform to register us uses it up.
  if ((await takeOnce(db, 'register', ticket)) === null) throw new LtiProblem('bad-ticket');
  const token = form.get('registration_token');
  const answer = await askJson(platform.registration_endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(toolRegistration(base)),
  });
  const client = registered.safeParse(answer);
  if (!client.success) throw new LtiProblem('service-answer', 'registration');
  const deploymentId = client.data[TOOL]?.deployment_id ?? null;
  const { id } = await addPlatform(db, {
    name: `${platform[PLATFORM]?.product_family_code ?? 'LMS'} ${new URL(platform.issuer).host}`.slice(0, 80),
    issuer: platform.issuer,
    clientId: client.data.client_id,
    authUrl: platform.authorization_endpoint,
    tokenUrl: platform.token_endpoint,
    jwksUrl: platform.jwks_uri,
    tokenAudience: platform.authorization_server ?? null,
    deployments: deploymentId === null ? [] : [deploymentId],
  });
  return { platformId: id, issuer: platform.issuer, deploymentId };
}

async function askJson(url: string, init: RequestInit): Promise<unknown> {
  try {
    const headers = {
      ...(init.headers as Record<string, string>),
      Accept: 'application/json',
      'User-Agent': 'RingZero-LTI',
    };
    const response = await fetch(url, { ...init, headers, redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) throw new LtiProblem('service-refused', `${new URL(url).pathname}: ${response.status}`);
    return await response.json();
  } catch (error) {
    if (error instanceof LtiProblem) throw error;
    throw new LtiProblem('service-unreachable', new URL(url).host);
  }
}

function toolRegistration(base: string): object {
  return {
    application_type: 'web',
    response_types: ['id_token'],
    grant_types: ['implicit', 'client_credentials'],
    initiate_login_uri: `${base}/api/lti/login`,
    redirect_uris: [`${base}/api/lti/launch`],
    client_name: 'Ring Zero',
    'client_name#ja': 'Ring Zero',
    jwks_uri: `${base}/api/lti/keys`,
    logo_uri: `${base}/icons/192.png`,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: SCOPES.join(' '),
    [TOOL]: {
      domain: new URL(base).host,
      description: DESCRIPTION,
      target_link_uri: `${base}/api/lti/launch`,
      claims: CLAIMS,
      messages: [
        { type: 'LtiResourceLinkRequest', target_link_uri: `${base}/api/lti/launch`, label: 'Ring Zero' },
        {
          type: 'LtiDeepLinkingRequest',
          target_link_uri: `${base}/api/lti/launch`,
          label: 'Ring Zero: choose a lesson',
          'label#ja': 'Ring Zero：レッスンを選ぶ',
        },
      ],
    },
  };
}

/** The "JSON URL" of a Canvas developer key. */
export function canvasConfiguration(base: string): object {
  const launch = `${base}/api/lti/launch`;
  const placement = (name: string, message: string) => ({
    text: 'Ring Zero',
    placement: name,
    message_type: message,
    target_link_uri: launch,
    icon_url: `${base}/icons/192.png`,
    selection_width: 900,
    selection_height: 700,
    windowTarget: '_blank',
  });
  return {
    title: 'Ring Zero',
    description: DESCRIPTION,
    oidc_initiation_url: `${base}/api/lti/login`,
    target_link_uri: launch,
    scopes: SCOPES,
    public_jwk_url: `${base}/api/lti/keys`,
    extensions: [
      {
        platform: 'canvas.instructure.com',
        domain: new URL(base).host,
        tool_id: 'ringzero',
        privacy_level: 'public',
        settings: {
          text: 'Ring Zero',
          icon_url: `${base}/icons/192.png`,
          placements: [
            placement('link_selection', 'LtiDeepLinkingRequest'),
            placement('assignment_selection', 'LtiDeepLinkingRequest'),
            placement('course_navigation', 'LtiResourceLinkRequest'),
          ],
        },
      },
    ],
  };
}
