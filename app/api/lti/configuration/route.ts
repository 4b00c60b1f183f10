/** GET: what Canvas asks for as the "JSON URL" of a developer key. */
import { toolBase } from '@/app/_server/lti/base';
import { door } from '@/app/_server/lti/door';
import { canvasConfiguration } from '@/app/_server/lti/registration';

export const GET = door(async (request) => Response.json(canvasConfiguration(toolBase(request))));
