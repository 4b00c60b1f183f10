/**
 * The cookie that ties a login to the browser that began it. In a frame of the platform only `SameSite=None; Secure; Partitioned`
 * cookies are sent (CHIPS); without https there is no such cookie, and only a platform on the same site can launch.
 */
const NAME = 'ringzero-lti-state';
const SECONDS = 600;
/** Several launches may be under way in one browser. */
const MANY = 8;

export function stateCookie(request: Request, base: string, state: string): string {
  const states = [state, ...statesOf(request).filter((one) => one !== state)].slice(0, MANY);
  return cookie(base, states.join('.'), SECONDS);
}

export function withoutState(request: Request, base: string, state: string): string {
  const left = statesOf(request).filter((one) => one !== state);
  return cookie(base, left.join('.'), left.length > 0 ? SECONDS : 0);
}

/** The states that this browser began with. */
export function statesOf(request: Request): string[] {
  const value = new RegExp(`(?:^|;\\s*)${NAME}=([\\w.-]+)`).exec(request.headers.get('cookie') ?? '')?.[1] ?? '';
  return value.split('.').filter(Boolean);
}

function cookie(base: string, value: string, seconds: number): string {
  const far = base.startsWith('https:') ? 'SameSite=None; Secure; Partitioned' : 'SameSite=Lax';
  return `${NAME}=${value}; Path=/api/lti; Max-Age=${seconds}; HttpOnly; ${far}`;
}
