/** `/`: sends a reader to the course in their language, the remembered one first. Every other page has the language in its path. */
import { negotiateLanguage } from './_i18n/language';

export function GET(request: Request): Response {
  const lang = negotiateLanguage(request.headers.get('cookie'), request.headers.get('accept-language'));
  return new Response(null, {
    status: 307,
    headers: { Location: `/${lang}`, Vary: 'Accept-Language, Cookie', 'Cache-Control': 'private, no-cache' },
  });
}
