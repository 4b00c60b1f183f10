/**
 * Other ways in by OpenID Connect, by environment: OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME (what the button
 * says), and a second, third … one as OIDC_2_ISSUER, OIDC_2_CLIENT_ID, … The provider is found by discovery; its ID token must
 * carry a signature by its published keys, its issuer, our client id and our nonce; the code is bound by PKCE and the state.
 * The provider's redirect address is SITE_URL/api/auth/callback/oidc (oidc-2, …).
 *
 * Somebody who comes this way is brought together with an account of the same address only if both sides have proved it.
 */

export interface OidcProvider {
  /** `oidc`, `oidc-2`, … */
  id: string;
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
}

const MOST = 9;

export function oidcProviders(env: NodeJS.ProcessEnv = process.env): OidcProvider[] {
  const numbers = Array.from({ length: MOST }, (_, index) => index + 1);
  return numbers.flatMap((number) => {
    const prefix = number === 1 ? 'OIDC_' : `OIDC_${number}_`;
    const issuer = env[`${prefix}ISSUER`];
    if (!issuer) return [];
    const clientId = env[`${prefix}CLIENT_ID`];
    if (!clientId) throw new Error(`${prefix}ISSUER is set but ${prefix}CLIENT_ID is not.`);
    return {
      id: number === 1 ? 'oidc' : `oidc-${number}`,
      name: env[`${prefix}NAME`] || new URL(issuer).hostname,
      issuer: issuer.replace(/\/$/, ''),
      clientId,
      clientSecret: env[`${prefix}CLIENT_SECRET`] ?? '',
    };
  });
}

/** As better-auth's generic OAuth plug-in wants it. */
export function oidcConfig({ id, name, issuer, clientId, clientSecret }: OidcProvider) {
  return {
    providerId: id,
    name,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    requireIdTokenVerification: true,
    clientId,
    ...(clientSecret ? { clientSecret } : { tokenEndpointAuth: { method: 'none' as const } }),
    scopes: ['openid', 'email', 'profile'],
    pkce: true,
  };
}
