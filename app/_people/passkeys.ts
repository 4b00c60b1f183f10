/**
 * The browser's side of passkeys (Web Authentication Level 3): options from the server, the browser's own dialogue, the answer
 * back. Binary parts travel as base64url; newer browsers convert by themselves, the others by the few lines below.
 */
import { call, type Result } from './call';

type Json = Record<string, unknown>;
type CreationJson = Omit<PublicKeyCredentialCreationOptions, 'challenge' | 'user' | 'excludeCredentials'> & {
  challenge: string;
  user: { id: string; name: string; displayName: string };
  excludeCredentials?: { id: string; type: 'public-key'; transports?: AuthenticatorTransport[] }[];
};
const cancelled: Result<never> = { ok: false, error: 'passkey-cancelled', minutes: 0 };

export function passkeysPossible(): boolean {
  return typeof window !== 'undefined' && window.isSecureContext && 'PublicKeyCredential' in window;
}

/** Can the browser offer passkeys in the address field ("conditional UI")? */
export async function offersInField(): Promise<boolean> {
  return passkeysPossible() && (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true;
}

export async function addPasskey(name: string): Promise<Result<unknown>> {
  const options = await call<Json>('GET', '/api/auth/passkey/generate-register-options');
  if (!options.ok) return options;
  const { challenge, user, excludeCredentials, ...rest } = options.value as unknown as CreationJson;
  const publicKey: PublicKeyCredentialCreationOptions = {
    ...rest,
    challenge: bytes(challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: excludeCredentials?.map((one) => ({ ...one, id: bytes(one.id) })),
  };
  const made = await ask(() => navigator.credentials.create({ publicKey }));
  if (made === null) return cancelled;
  const response = made.response as AuthenticatorAttestationResponse;
  return call('POST', '/api/auth/passkey/verify-registration', {
    name,
    response: {
      ...envelope(made),
      response: {
        clientDataJSON: text(response.clientDataJSON),
        attestationObject: text(response.attestationObject),
        transports: response.getTransports?.() ?? [],
      },
    },
  });
}

/** Waiting in the address field, without a dialogue: `signal` ends the wait, `picked` says that the person chose one there. */
export interface InField {
  signal: AbortSignal;
  picked: () => void;
}

/** By the browser's dialogue, or `inField`. */
export async function signInWithPasskey(inField?: InField): Promise<Result<unknown>> {
  const options = await call<Json>('GET', '/api/auth/passkey/generate-authenticate-options');
  if (!options.ok) return options;
  const { challenge, allowCredentials: _, ...rest } = options.value as Json & { challenge: string };
  const publicKey = { ...rest, challenge: bytes(challenge) } as PublicKeyCredentialRequestOptions;
  const mediation = inField ? ('conditional' as const) : undefined;
  const made = await ask(() => navigator.credentials.get({ publicKey, mediation, signal: inField?.signal }));
  if (made === null || inField?.signal.aborted) return cancelled; // an answer may be on its way when the wait is ended
  inField?.picked();
  const response = made.response as AuthenticatorAssertionResponse;
  return call('POST', '/api/auth/passkey/verify-authentication', {
    response: {
      ...envelope(made),
      response: {
        clientDataJSON: text(response.clientDataJSON),
        authenticatorData: text(response.authenticatorData),
        signature: text(response.signature),
        userHandle: response.userHandle ? text(response.userHandle) : undefined,
      },
    },
  });
}

async function ask(dialogue: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await dialogue()) as PublicKeyCredential | null;
  } catch {
    return null; // closed, timed out, or known already on this device
  }
}

function envelope(made: PublicKeyCredential) {
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    authenticatorAttachment: made.authenticatorAttachment ?? undefined,
    clientExtensionResults: made.getClientExtensionResults(),
  };
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
