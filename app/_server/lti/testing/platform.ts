/**
 * A small learning platform for tests, on loopback: issuer, key set, tokens, names and roles in pages, grades with failures on demand. It
 * signs whatever launch it is told to, good and bad. Written from the specifications, with nothing of the tool's own code.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';

const LTI = 'https://purl.imsglobal.org/spec/lti/claim';
const LIS = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
export const INSTRUCTOR = `${LIS}#Instructor`;
export const LEARNER = `${LIS}#Learner`;
export const ASSISTANT = 'http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant';

interface Pair {
  kid: string;
  privateKey: CryptoKey;
  publicKey: JWK;
}

export interface FakeMember {
  user_id: string;
  roles: string[];
  status?: string;
  name?: string;
  email?: string;
}

export interface FakeLineItem {
  id: string;
  label: string;
  scoreMaximum: number;
  resourceLinkId?: string;
}

export interface FakeScore {
  lineItem: string;
  userId: string;
  scoreGiven: number;
  scoreMaximum: number;
  timestamp: string;
  activityProgress: string;
  gradingProgress: string;
}

export const CLIENT = 'tool-1';
export const DEPLOYMENT = 'deployment-1';

export class FakePlatform {
  origin = '';
  /** The tool's address. */
  tool = 'http://site.test';
  /** What the next browser that comes to the authorization endpoint is launched with. */
  next: Record<string, unknown> = {};
  /** Forms that came back from the tool: signed answers of deep linking. */
  returned: string[] = [];
  toolKeys: () => Promise<{ keys: JWK[] }> = async () => ({ keys: [] });
  members: FakeMember[] = [];
  lineItems: FakeLineItem[] = [];
  scores: FakeScore[] = [];
  tokensGiven = 0;
  keySetAsked = 0;
  /** Statuses that the next requests to the grade service get, in order; then it works. */
  failures: number[] = [];
  /** Of the next token request. */
  refuseTokens = false;
  /** Key set answers with this instead. */
  brokenKeySet: string | null = null;
  registrations: Record<string, unknown>[] = [];
  private pairs: Pair[] = [];
  private readonly tokens = new Set<string>();
  private readonly server = createServer((request, answer) => void this.answer(request, answer));

  static async open(): Promise<FakePlatform> {
    const platform = new FakePlatform();
    await platform.changeKeys();
    await new Promise<void>((resolve) => platform.server.listen(0, '127.0.0.1', resolve));
    platform.origin = `http://127.0.0.1:${(platform.server.address() as AddressInfo).port}`;
    return platform;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** A new key signs from now on, and the old ones are gone. */
  async changeKeys(): Promise<void> {
    this.pairs = [await makePair()];
  }

  get registration() {
    return {
      name: 'Fake',
      issuer: this.origin,
      clientId: CLIENT,
      authUrl: `${this.origin}/auth`,
      tokenUrl: `${this.origin}/token`,
      jwksUrl: `${this.origin}/keys`,
      deployments: [DEPLOYMENT],
    };
  }

  // ------------------------------------------------------------ launches

  /** The claims of a good launch of a resource link. */
  claims(over: Record<string, unknown> = {}): Record<string, unknown> {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: this.origin,
      aud: CLIENT,
      sub: 'person-1',
      iat: now,
      exp: now + 300,
      name: 'Ada Lovelace',
      email: 'ada@school.example',
      [`${LTI}/message_type`]: 'LtiResourceLinkRequest',
      [`${LTI}/version`]: '1.3.0',
      [`${LTI}/deployment_id`]: DEPLOYMENT,
      [`${LTI}/target_link_uri`]: `${this.tool}/api/lti/launch`,
      [`${LTI}/roles`]: [INSTRUCTOR],
      [`${LTI}/context`]: { id: 'course-1', label: 'OS', title: 'Operating systems' },
      [`${LTI}/resource_link`]: { id: 'link-1', title: 'A link' },
      [`${LTI}/launch_presentation`]: { locale: 'en' },
      'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': {
        context_memberships_url: `${this.origin}/members`,
        service_versions: ['2.0'],
      },
      'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': {
        scope: [
          'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem',
          'https://purl.imsglobal.org/spec/lti-ags/scope/score',
        ],
        lineitems: `${this.origin}/lineitems?course=1`,
      },
      ...over,
    };
  }

  async sign(
    claims: Record<string, unknown>,
    header: { alg?: string; kid?: string } = {},
    key?: CryptoKey | Uint8Array,
  ): Promise<string> {
    const [pair] = this.pairs;
    return new SignJWT(claims as JWTPayload)
      .setProtectedHeader({ alg: 'RS256', kid: pair.kid, typ: 'JWT', ...header })
      .sign(key ?? pair.privateKey);
  }

  get publicKey(): JWK {
    return this.pairs[0].publicKey;
  }

  // ------------------------------------------------------------ what it serves

  private async answer(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    const body = await textOf(request);
    try {
      await this.route(request, url, body, answer);
    } catch (error) {
      json(answer, 500, { error: String(error) });
    }
  }

  private async route(request: IncomingMessage, url: URL, body: string, answer: ServerResponse): Promise<void> {
    if (url.pathname === '/keys') {
      this.keySetAsked += 1;
      if (this.brokenKeySet !== null) return void answer.writeHead(200).end(this.brokenKeySet);
      return json(answer, 200, { keys: this.pairs.map(({ publicKey }) => publicKey) });
    }
    if (url.pathname === '/course') return this.course(url, answer);
    if (url.pathname === '/auth') return this.authorize(url, answer);
    if (url.pathname === '/back') {
      this.returned.push(new URLSearchParams(body).get('JWT') ?? '');
      return html(answer, '<h1>Back in the course</h1>');
    }
    if (url.pathname === '/token') return this.token(body, answer);
    if (url.pathname === '/.well-known/openid-configuration') return json(answer, 200, this.configuration());
    if (url.pathname === '/register') return this.register(request, body, answer);
    if (!this.tokens.has((request.headers.authorization ?? '').replace(/^Bearer /, ''))) {
      return json(answer, 401, { error: 'token' });
    }
    if (url.pathname === '/members') return this.memberPage(url, answer);
    const failure = this.failures.shift();
    if (failure !== undefined)
      return json(answer, failure, { error: 'on demand' }, failure === 429 ? { 'Retry-After': '120' } : {});
    if (url.pathname === '/lineitems' && request.method === 'GET') {
      const wanted = url.searchParams.get('resource_link_id');
      return json(
        answer,
        200,
        this.lineItems.filter((one) => one.resourceLinkId === wanted),
      );
    }
    if (url.pathname === '/lineitems') {
      const made = {
        ...(JSON.parse(body) as FakeLineItem),
        id: `${this.origin}/lineitems/${this.lineItems.length + 1}?course=1`,
      };
      this.lineItems.push(made);
      return json(answer, 201, made);
    }
    if (/^\/lineitems\/\d+\/scores$/.test(url.pathname)) return this.score(url, body, answer);
    json(answer, 404, {});
  }

  /** A page of a course with one link of the tool, in a frame or not. */
  private course(url: URL, answer: ServerResponse): void {
    const query = new URLSearchParams({
      iss: this.origin,
      client_id: CLIENT,
      login_hint: 'person',
      target_link_uri: `${this.tool}/api/lti/launch`,
      lti_message_hint: 'message',
    });
    const login = `${this.tool}/api/lti/login?${query}`.replaceAll('&', '&amp;');
    const framed = url.searchParams.has('framed');
    html(
      answer,
      framed ? `<iframe title="tool" src="${login}" width="900" height="500"></iframe>` : `<a href="${login}">Open</a>`,
    );
  }

  /** OpenID Connect with `response_mode=form_post`: the browser carries the token. */
  private async authorize(url: URL, answer: ServerResponse): Promise<void> {
    const asked = (name: string) => url.searchParams.get(name) ?? '';
    const token = await this.sign(this.claims({ nonce: asked('nonce'), ...this.next }));
    html(
      answer,
      `<form method="post" action="${asked('redirect_uri')}"><input name="id_token" value="${token}"><input name="state" value="${asked('state')}"></form><script>document.forms[0].submit()</script>`,
    );
  }

  /** RFC 7523 as the Security Framework profiles it: signed by the tool, for us, fresh, once. */
  private async token(body: string, answer: ServerResponse): Promise<void> {
    const form = new URLSearchParams(body);
    if (this.refuseTokens) return json(answer, 503, {});
    const { payload } = await jwtVerify(form.get('client_assertion') ?? '', createLocalJWKSet(await this.toolKeys()), {
      issuer: CLIENT,
      subject: CLIENT,
      audience: `${this.origin}/token`,
      requiredClaims: ['exp', 'iat', 'jti'],
    });
    if (form.get('grant_type') !== 'client_credentials' || !payload.jti) return json(answer, 400, {});
    const token = randomUUID();
    this.tokens.add(token);
    this.tokensGiven += 1;
    json(answer, 200, { access_token: token, token_type: 'Bearer', expires_in: 3600, scope: form.get('scope') });
  }

  forgetTokens(): void {
    this.tokens.clear();
  }

  private memberPage(url: URL, answer: ServerResponse): void {
    const at = Number(url.searchParams.get('from') ?? 0);
    const more = at + 2 < this.members.length;
    const headers: Record<string, string> = more ? { Link: `<${this.origin}/members?from=${at + 2}>; rel="next"` } : {};
    json(answer, 200, { id: url.href, context: { id: 'course-1' }, members: this.members.slice(at, at + 2) }, headers);
  }

  private score(url: URL, body: string, answer: ServerResponse): void {
    const lineItem = `${this.origin}${url.pathname.replace(/\/scores$/, '')}${url.search}`;
    const score = { ...(JSON.parse(body) as FakeScore), lineItem };
    const before = this.scores.filter((one) => one.lineItem === lineItem && one.userId === score.userId).at(-1);
    // AGS 3.4.3: an older time is refused.
    const older = before !== undefined && before.timestamp >= score.timestamp;
    if (!older) this.scores.push(score);
    json(answer, older ? 409 : 204, older ? {} : null);
  }

  private configuration() {
    return {
      issuer: this.origin,
      authorization_endpoint: `${this.origin}/auth`,
      token_endpoint: `${this.origin}/token`,
      jwks_uri: `${this.origin}/keys`,
      registration_endpoint: `${this.origin}/register`,
      'https://purl.imsglobal.org/spec/lti-platform-configuration': { product_family_code: 'fake', version: '1' },
    };
  }

  private register(request: IncomingMessage, body: string, answer: ServerResponse): void {
    if (request.headers.authorization !== 'Bearer registration-token') throw new Error('not the token');
    const asked = JSON.parse(body) as Record<string, unknown>;
    this.registrations.push(asked);
    const tool = {
      ...(asked['https://purl.imsglobal.org/spec/lti-tool-configuration'] as object),
      deployment_id: 'registered-1',
    };
    json(answer, 201, {
      ...asked,
      client_id: 'registered-tool',
      'https://purl.imsglobal.org/spec/lti-tool-configuration': tool,
    });
  }
}

export async function makePair(): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = randomUUID();
  return { kid, privateKey, publicKey: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function json(answer: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  answer.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  answer.end(value === null ? undefined : JSON.stringify(value));
}

function html(answer: ServerResponse, body: string): void {
  answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  answer.end(`<!doctype html><html lang="en"><title>Platform</title>${body}</html>`);
}
