/** The claims of LTI 1.3 (Core 1.3, Deep Linking 2.0, AGS 2.0, NRPS 2.0): names, shapes, and the little that we read. */
import { z } from 'zod';

const LTI = 'https://purl.imsglobal.org/spec/lti/claim';
const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim';

export const CLAIM = {
  messageType: `${LTI}/message_type`,
  version: `${LTI}/version`,
  deployment: `${LTI}/deployment_id`,
  target: `${LTI}/target_link_uri`,
  resourceLink: `${LTI}/resource_link`,
  roles: `${LTI}/roles`,
  context: `${LTI}/context`,
  custom: `${LTI}/custom`,
  presentation: `${LTI}/launch_presentation`,
  names: 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice',
  grades: 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint',
  deepLinking: `${DL}/deep_linking_settings`,
  contentItems: `${DL}/content_items`,
  deepLinkingData: `${DL}/data`,
} as const;

export const SCOPE = {
  lineItem: 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem',
  lineItemRead: 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly',
  score: 'https://purl.imsglobal.org/spec/lti-ags/scope/score',
  names: 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
} as const;

export const RESOURCE_LINK = 'LtiResourceLinkRequest';
export const DEEP_LINKING = 'LtiDeepLinkingRequest';

/** Ids are at most 255 ASCII characters by the specification; some platforms go a little beyond. */
const id = z.string().min(1).max(512);
const text = z.string().max(2_000);
const url = z.url().max(2_000);

/** What we read of a token that has been verified. Unknown claims are passed over. */
export const launchClaims = z.object({
  iss: z.string(),
  sub: id.optional(),
  name: text.optional(),
  given_name: text.optional(),
  family_name: text.optional(),
  email: z.string().max(320).optional(),
  email_verified: z.boolean().optional(),
  locale: text.optional(),
  [CLAIM.messageType]: z.string(),
  [CLAIM.version]: z.string(),
  [CLAIM.deployment]: id,
  [CLAIM.target]: z.string().max(2_000).optional(),
  [CLAIM.roles]: z.array(z.string().max(500)).max(100),
  [CLAIM.context]: z.object({ id, label: text.optional(), title: text.optional() }).optional(),
  [CLAIM.resourceLink]: z
    .object({ id, title: text.optional(), description: z.string().max(20_000).optional() })
    .optional(),
  [CLAIM.custom]: z.record(z.string(), z.unknown()).nullish(),
  [CLAIM.presentation]: z
    .object({ locale: text.optional(), document_target: text.optional(), return_url: text.optional() })
    .nullish(),
  [CLAIM.names]: z.object({ context_memberships_url: url }).optional(),
  [CLAIM.grades]: z
    .object({ scope: z.array(z.string()), lineitems: url.optional(), lineitem: url.optional() })
    .optional(),
  [CLAIM.deepLinking]: z
    .object({
      deep_link_return_url: url,
      accept_types: z.array(z.string()),
      accept_multiple: z.union([z.boolean(), z.string()]).optional(),
      accept_lineitem: z.union([z.boolean(), z.string()]).optional(),
      data: z.string().max(20_000).optional(),
    })
    .optional(),
});
export type LaunchClaims = z.infer<typeof launchClaims>;

/** Booleans that some platforms write as words. */
export const isTrue = (value: boolean | string | undefined): boolean => value === true || value === 'true';
