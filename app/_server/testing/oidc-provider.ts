/**
 * A small OpenID Connect provider on loopback for tests: discovery, keys, a code for whoever is said to be signed in there, and
 * a token endpoint that insists on the secret, the redirect address and PKCE (RFC 7636), as real ones do.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export interface Subject {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

interface Grant {
  redirectUri: string;
  challenge: string;
  nonce: string | null;
  subject: Subject;
}

export interface TestProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Who is signed in at the provider. */
  subject: Subject;
  /** What to change in the ID token: a wrong audience, issuer, nonce, or another key. */
  spoil: { aud?: string; iss?: string; nonce?: string; otherKey?: boolean };
  /** What a browser would get from the authorization address: where it is sent back to. */
  authorize(url: string): string;
  close(): void;
}

export async function openProvider(): Promise<TestProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const other = (await generateKeyPair('RS256')).privateKey;
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const grants = new Map<string, Grant>();
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/.well-known/openid-configuration') return answer(200, discovery(provider.issuer));
    if (request.url === '/keys') return answer(200, { keys: [jwk] });
    if (request.url !== '/token') return answer(404, {});
    const form = new URLSearchParams(await bodyOf(request));
    const grant = grants.get(form.get('code') ?? '');
    grants.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const good =
      grant &&
      form.get('client_secret') === provider.clientSecret &&
      form.get('redirect_uri') === grant.redirectUri &&
      challenge === grant.challenge;
    if (!good) return answer(400, { error: 'invalid_grant' });
    const { spoil } = provider;
    const nonce = spoil.nonce ?? grant.nonce;
    const idToken = await new SignJWT({ ...grant.subject, ...(nonce ? { nonce } : {}) })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setIssuer(spoil.iss ?? provider.issuer)
      .setAudience(spoil.aud ?? provider.clientId)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(spoil.otherKey ? other : privateKey);
    answer(200, { access_token: 'at-secret', token_type: 'Bearer', expires_in: 300, id_token: idToken });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const provider: TestProvider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientId: 'ringzero',
    clientSecret: 'provider-secret',
    subject: { sub: 'nobody' },
    spoil: {},
    authorize(url) {
      const asked = new URL(url).searchParams;
      const code = randomUUID();
      const redirectUri = asked.get('redirect_uri') ?? '';
      grants.set(code, {
        redirectUri,
        challenge: asked.get('code_challenge') ?? '',
        nonce: asked.get('nonce'),
        subject: provider.subject,
      });
      return `${redirectUri}?${new URLSearchParams({ code, state: asked.get('state') ?? '' })}`;
    },
    close: () => server.close(),
  };
  return provider;
}

function discovery(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
