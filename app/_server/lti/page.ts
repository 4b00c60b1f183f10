/**
 * The few pages that are shown between the platform and the site, perhaps in a frame: no script but the one named here, no cookie, and
 * frames only for the platform that it is about.
 */
import { isLanguage, type Language, negotiateLanguage } from '@/app/_i18n/language';
import { scriptHash } from '../http/script-hashes';
import type { LtiProblem, LtiProblemCode } from './problem';
import { type Advice, ltiAdvice, ltiWords } from './words';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (one) => escapes[one]);

const STYLE = `body{margin:0;min-height:100vh;display:grid;place-content:center;background:light-dark(#f6f8fa,#101319);color:light-dark(#191e29,#e6eaef);font:1.05rem/1.7 system-ui,sans-serif;color-scheme:light dark}
main{max-width:34rem;padding:2rem;display:grid;gap:1rem;justify-items:start}h1{font-size:1.3rem;line-height:1.3;margin:0}p{margin:0}
a,button{font:inherit;display:inline-block;padding:.6rem 1.1rem;border-radius:8px;border:1px solid light-dark(#191e29,#e6eaef);background:light-dark(#191e29,#e6eaef);color:light-dark(#fff,#101319);text-decoration:none;cursor:pointer}
:focus-visible{outline:3px solid light-dark(#0060c1,#7cb4fc);outline-offset:2px}code{font-size:.9em;overflow-wrap:anywhere}`;
const SUBMIT = 'document.forms[0].submit();';
/** Tells the platform that the registration is over (Dynamic Registration 1.0, 3.5). It carries nothing, so it goes to whoever opened us. */
const CLOSE = "(window.opener||window.parent).postMessage({subject:'org.imsglobal.lti.close'},'*');";

interface Options {
  lang: Language;
  body: string;
  status?: number;
  script?: string;
  formAction?: string;
  ancestors?: readonly string[];
}

function html({ lang, body, status = 200, script, formAction, ancestors = [] }: Options): Response {
  const policy = [
    "default-src 'none'",
    `style-src '${scriptHash(STYLE)}'`,
    `script-src ${script ? `'${scriptHash(script)}'` : "'none'"}`,
    `form-action ${formAction ?? "'none'"}`,
    "base-uri 'none'",
    `frame-ancestors ${ancestors.length > 0 ? ancestors.join(' ') : "'none'"}`,
  ].join('; ');
  const text = `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${ltiWords[lang].title}</title><style>${STYLE}</style></head><body><main>${body}</main>${script ? `<script>${script}</script>` : ''}</body></html>`;
  return new Response(text, {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'Content-Security-Policy': policy,
    },
  });
}

export function languageOfLaunch(request: Request): Language {
  const lang = negotiateLanguage(request.headers.get('cookie'), request.headers.get('accept-language'));
  return isLanguage(lang) ? lang : 'ja';
}

export function newWindowPage(lang: Language, again: string, ancestors: readonly string[]): Response {
  const t = ltiWords[lang];
  const link = `<a href="${escapeHtml(again)}" target="_blank" rel="noopener">${t.open}</a>`;
  return html({ lang, ancestors, body: `<h1>${t.title}</h1><p>${t.newWindow}</p>${link}` });
}

/** Carries the signed answer back; by itself where scripts run, by a button where they do not. */
export function returnPage(lang: Language, returnUrl: string, jwt: string, ancestors: readonly string[]): Response {
  const t = ltiWords[lang];
  const form = `<form method="post" action="${escapeHtml(returnUrl)}"><input type="hidden" name="JWT" value="${escapeHtml(jwt)}"><button>${t.go}</button></form>`;
  const formAction = new URL(returnUrl).origin;
  return html({ lang, ancestors, formAction, script: SUBMIT, body: `<h1>${t.returning}</h1>${form}` });
}

export function registeredPage(lang: Language, ancestors: readonly string[]): Response {
  return html({ lang, ancestors, script: CLOSE, body: `<h1>${ltiWords[lang].registered}</h1>` });
}

const ADVICE: Partial<Record<LtiProblemCode, Advice>> = {
  'platform-refused': 'again',
  'no-token': 'again',
  'unknown-state': 'again',
  'no-cookie': 'cookies',
  expired: 'again',
  'wrong-nonce': 'again',
  'too-old': 'again',
  'service-unreachable': 'again',
  'platform-keys': 'again',
  'no-class': 'teacher',
  'no-part': 'part',
  'not-teacher': 'onlyTeachers',
  'unknown-content': 'gone',
};
const STATUS: Partial<Record<LtiProblemCode, number>> = {
  'no-class': 403,
  'no-part': 403,
  'not-teacher': 403,
  'unknown-content': 404,
  'platform-keys': 502,
  'service-unreachable': 502,
  'service-refused': 502,
  'no-site-url': 500,
};

export function problemPage(
  lang: Language,
  problem: LtiProblem,
  again: string | null = null,
  ancestors: readonly string[] = [],
): Response {
  const t = ltiWords[lang];
  const advice = ltiAdvice[lang][ADVICE[problem.code] ?? 'admin'];
  const reason = escapeHtml(problem.detail ? `${problem.code} (${problem.detail})` : problem.code);
  const link = again ? `<a href="${escapeHtml(again)}" target="_blank" rel="noopener">${t.open}</a>` : '';
  const body = `<h1>${t.refused}</h1><p>${advice}</p>${link}<p>${t.reason}: <code>${reason}</code></p><p>${t.kept}</p>`;
  return html({ lang, ancestors, body, status: STATUS[problem.code] ?? 400 });
}
