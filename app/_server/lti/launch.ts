/**
 * The launch: the platform's signed statement of who comes from where to what. Everything that the specifications ask to be
 * checked is checked here, in their order (IMS Security Framework 1.0, 5.1.3; LTI Core 1.3, 5.3; Deep Linking 2.0, 3.4), and
 * nothing of the token is used before.
 */
import { decodeProtectedHeader, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { LtiPlatform, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { originOf, toolBase } from './base';
import { CLAIM, DEEP_LINKING, type LaunchClaims, launchClaims, RESOURCE_LINK } from './claims';
import { statesOf } from './cookies';
import { ALGORITHM } from './keys';
import type { LoginState } from './login';
import { lookAt, takeOnce } from './nonces';
import { platformKeys } from './platform-keys';
import { hasDeployment } from './platforms';
import { LtiProblem } from './problem';

export interface Launch {
  platform: LtiPlatform;
  /** Given to every person by the platform, and never changed. */
  sub: string;
  claims: LaunchClaims;
  deploymentId: string;
  message: 'resource' | 'deep-linking';
  state: string;
}

/** A platform's clock may go a little wrong. */
const TOLERANCE = 60;
/** A token is used at once; nothing honest is older than that. */
const OLDEST = 60 * 60;

/** The login of a launch that came without its cookie: it can begin again in a window of its own. */
export async function loginOf(db: PrismaClient, form: URLSearchParams): Promise<LoginState | null> {
  return lookAt<LoginState>(db, 'state', form.get('state') ?? '');
}

export async function verifyLaunch(db: PrismaClient, request: Request, form: URLSearchParams): Promise<Launch> {
  const refused = form.get('error');
  if (refused) throw new LtiProblem('platform-refused', refused.slice(0, 100));
  const token = form.get('id_token');
  const state = form.get('state');
  if (!token || !state) throw new LtiProblem('no-token');
  if ((await lookAt(db, 'state', state)) === null) throw new LtiProblem('unknown-state');
  if (!statesOf(request).includes(state)) throw new LtiProblem('no-cookie');
  const login = await takeOnce<LoginState>(db, 'state', state);
  const platform = login && (await db.ltiPlatform.findUnique({ where: { id: login.platformId } }));
  if (!login || !platform) throw new LtiProblem('unknown-state');

  const payload = await verifyToken(token, platform);
  requireParty(payload, platform.clientId);
  requireAge(payload);
  if (payload.nonce !== login.nonce) throw new LtiProblem('wrong-nonce');

  const claims = readClaims(payload);
  const deploymentId = claims[CLAIM.deployment];
  const known = await hasDeployment(db, platform.id, deploymentId);
  if (!known || (login.deploymentId !== null && login.deploymentId !== deploymentId)) {
    throw new LtiProblem('wrong-deployment', deploymentId.slice(0, 100));
  }
  if (claims[CLAIM.version] !== '1.3.0') throw new LtiProblem('wrong-version', claims[CLAIM.version].slice(0, 20));
  const message = messageOf(claims);
  const target = claims[CLAIM.target];
  if (target !== undefined && (!URL.canParse(target) || originOf(target) !== toolBase(request))) {
    throw new LtiProblem('foreign-target');
  }
  if (!claims.sub) throw new LtiProblem('anonymous');
  return { platform, sub: claims.sub, claims, deploymentId, message, state };
}

async function verifyToken(token: string, platform: LtiPlatform): Promise<JWTPayload> {
  let algorithm: string | undefined;
  try {
    algorithm = decodeProtectedHeader(token).alg;
  } catch {
    throw new LtiProblem('bad-token');
  }
  if (algorithm !== ALGORITHM) throw new LtiProblem('bad-algorithm', String(algorithm).slice(0, 20));
  const options = {
    algorithms: [ALGORITHM],
    issuer: platform.issuer,
    audience: platform.clientId,
    clockTolerance: TOLERANCE,
    requiredClaims: ['exp', 'iat', 'nonce'],
  };
  try {
    return await withAnyKey(token, platformKeys(platform.jwksUrl), options);
  } catch (error) {
    throw asProblem(error);
  }
}

/** A key set without `kid`s may hold several keys that could have signed. */
async function withAnyKey(token: string, keys: JWTVerifyGetKey, options: object): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (inner) {
        if (!(inner instanceof errors.JWSSignatureVerificationFailed)) throw inner;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

const BY_CLAIM = { iss: 'wrong-issuer', aud: 'wrong-audience', nbf: 'issued-later' } as const;

function asProblem(error: unknown): LtiProblem {
  if (error instanceof errors.JWTExpired) return new LtiProblem('expired');
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.reason === 'missing') return new LtiProblem('wrong-claims', error.claim);
    return new LtiProblem(BY_CLAIM[error.claim as keyof typeof BY_CLAIM] ?? 'wrong-claims', error.claim);
  }
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey) {
    return new LtiProblem('bad-signature');
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return new LtiProblem('bad-token');
  // Timeouts, refused connections, answers that are no key set.
  return new LtiProblem('platform-keys', (error as Error).message?.slice(0, 100));
}

/** OpenID Connect Core 3.1.3.7, 4 and 5. */
function requireParty({ aud, azp }: JWTPayload, clientId: string): void {
  const several = Array.isArray(aud) && aud.length > 1;
  if (azp === undefined ? several : azp !== clientId) throw new LtiProblem('wrong-party');
}

function requireAge({ iat = 0 }: JWTPayload): void {
  const now = Date.now() / 1000;
  if (iat > now + TOLERANCE) throw new LtiProblem('issued-later');
  if (iat < now - OLDEST) throw new LtiProblem('too-old');
}

function readClaims(payload: JWTPayload): LaunchClaims {
  const read = launchClaims.safeParse(payload);
  if (read.success) return read.data;
  throw new LtiProblem('wrong-claims', read.error.issues[0]?.path.join('.').slice(0, 200));
}

function messageOf(claims: LaunchClaims): Launch['message'] {
  switch (claims[CLAIM.messageType]) {
    case RESOURCE_LINK:
      if (!claims[CLAIM.resourceLink]) throw new LtiProblem('wrong-claims', CLAIM.resourceLink);
      return 'resource';
    case DEEP_LINKING:
      if (!claims[CLAIM.deepLinking]) throw new LtiProblem('wrong-claims', CLAIM.deepLinking);
      return 'deep-linking';
    default:
      throw new LtiProblem('wrong-message', claims[CLAIM.messageType].slice(0, 60));
  }
}
