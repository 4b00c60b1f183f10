/** The pattern of a request's route ("/api/classes/[id]"), for figures and logs: paths hold ids, patterns do not. */
import { existsSync, readFileSync } from 'node:fs';

/** A function from path to pattern, made from what Next wrote at its build. Unknown paths are all "other". */
export function routeNames(manifestFile) {
  const manifest = existsSync(manifestFile) ? JSON.parse(readFileSync(manifestFile, 'utf8')) : {};
  const { staticRoutes = [], dynamicRoutes = [] } = manifest;
  const fixed = new Set(staticRoutes.map((route) => route.page));
  const patterns = dynamicRoutes.map((route) => [new RegExp(route.regex), route.page]);
  return (path) => {
    if (fixed.has(path)) return path;
    if (path.startsWith('/_next/') || path.startsWith('/sim/')) return 'files';
    return patterns.find(([pattern]) => pattern.test(path))?.[1] ?? 'other';
  };
}
