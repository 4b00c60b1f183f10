/** A browser that goes from the test's platform to the site and back, through the site's own doors. */

import { POST as launch } from '@/app/api/lti/launch/route';
import { GET as login } from '@/app/api/lti/login/route';
import { Browser } from '../../testing/site';
import { CLIENT, DEPLOYMENT, type FakePlatform } from './platform';

export const SITE = 'http://site.test';

export interface Begun {
  state: string;
  nonce: string;
  /** Where the platform's authorization was asked for. */
  url: URL;
}

/** A browser that also reads what is not JSON. */
export class LtiBrowser extends Browser {
  async ask(
    handler: (request: Request) => Promise<Response>,
    path: string,
    options: { form?: Record<string, string>; headers?: Record<string, string> } = {},
  ): Promise<{ status: number; location: string | null; text: string; headers: Headers }> {
    const headers = new Headers({ host: 'site.test', ...options.headers });
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (cookie) headers.set('cookie', cookie);
    const { form } = options;
    if (form) headers.set('content-type', 'application/x-www-form-urlencoded');
    const body = form ? new URLSearchParams(form).toString() : undefined;
    const response = await handler(new Request(SITE + path, { method: form ? 'POST' : 'GET', headers, body }));
    for (const line of response.headers.getSetCookie()) this.keep(line);
    const text = await response.text();
    return { status: response.status, location: response.headers.get('location'), text, headers: response.headers };
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const at = pair.indexOf('=');
    if (attributes.some((one) => /^\s*max-age=0\s*$/i.test(one))) this.cookies.delete(pair.slice(0, at));
    else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }

  async begin(
    platform: FakePlatform,
    over: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Begun> {
    const query = {
      iss: platform.origin,
      client_id: CLIENT,
      login_hint: 'hint',
      target_link_uri: `${SITE}/api/lti/launch`,
      lti_message_hint: 'message',
      lti_deployment_id: DEPLOYMENT,
      ...over,
    };
    const answer = await this.ask(login, `/api/lti/login?${new URLSearchParams(query)}`, { headers });
    if (answer.location === null) throw new Error(`no redirect: ${answer.status} ${answer.text}`);
    const url = new URL(answer.location);
    return { url, state: url.searchParams.get('state') ?? '', nonce: url.searchParams.get('nonce') ?? '' };
  }

  /** A whole launch; `over` replaces claims. */
  async launch(platform: FakePlatform, over: Record<string, unknown> = {}) {
    const { state, nonce } = await this.begin(platform);
    const id_token = await platform.sign(platform.claims({ nonce, ...over }));
    return this.ask(launch, '/api/lti/launch', { form: { id_token, state } });
  }
}
