/**
 * Why a launch, or another message of a learning platform, was refused. The reason is shown to the person in front of it
 * (app/_server/lti/words.ts) and logged without personal data; a test produces each of them.
 */
export const LTI_PROBLEMS = [
  // ---- login initiation
  'no-issuer', //            iss, login_hint or target_link_uri is missing
  'unknown-platform', //     no such issuer and client id is registered
  'foreign-target', //       the target is not on this site
  'no-site-url', //          the site does not know its own https address
  // ---- launch: what came with it
  'platform-refused', //     the platform answered with an error instead of a token
  'no-token', //             no id_token or no state in the form
  'unknown-state', //        never given out, used already, or expired
  'no-cookie', //            the state belongs to another browser, or cookies are blocked
  // ---- launch: the token (IMS Security Framework 1.0, 5.1.3)
  'bad-token', //            not a signed JWT
  'bad-algorithm', //        not RS256
  'bad-signature', //        no key of the platform signed it
  'platform-keys', //        the platform's key set cannot be fetched
  'wrong-issuer',
  'wrong-audience',
  'wrong-party', //          azp is another client, or missing where there are several audiences
  'expired',
  'issued-later', //         iat or nbf lies in the future
  'too-old', //              iat is too long ago
  'wrong-nonce',
  // ---- launch: the message (LTI Core 1.3, 5.3)
  'wrong-deployment', //     the deployment is not registered, or not the one that the login named
  'wrong-message', //        neither a resource link nor a deep linking request
  'wrong-version',
  'wrong-claims', //         a claim is missing or of the wrong shape
  'anonymous', //            no sub: there is nobody to keep work for
  'no-part', //              the roles give no part in a class
  // ---- what it leads to
  'no-class', //             a learner came before a teacher
  'no-context',
  'not-teacher', //          only teachers choose content
  'unknown-content', //      the lesson, exercise or assignment is gone
  'archived',
  // ---- services
  'no-service', //           the platform gave no address for it
  'service-refused', //      it answered with an error
  'service-unreachable',
  'service-answer', //       it answered something else than the specification says
  // ---- registration
  'bad-ticket',
  'bad-configuration',
  'registered-already',
] as const;
export type LtiProblemCode = (typeof LTI_PROBLEMS)[number];

export class LtiProblem extends Error {
  constructor(
    readonly code: LtiProblemCode,
    /** For the log and the admin page: never a name, an address or a token. */
    readonly detail = '',
    readonly more: { status?: number; retryAfter?: number } = {},
  ) {
    super(detail ? `${code}: ${detail}` : code);
  }
}
