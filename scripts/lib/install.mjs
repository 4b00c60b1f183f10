/** Brings node_modules to what package-lock.json says, and does nothing when it is so already. */
import { existsSync, readFileSync } from 'node:fs';
import { at, npm, say, Trouble } from './house.mjs';

const OLDEST = [20, 19];

export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new Trouble(`Node ${OLDEST.join('.')} or newer is needed; this is Node ${version}. See https://nodejs.org/`);
}

/**
 * What is missing or of another version, by comparing the lock file with npm's own list of what it installed. Optional
 * packages may be absent: most of them are for other machines.
 */
export function outdated(wanted, installed) {
  return Object.entries(wanted).filter(([place, entry]) => {
    if (place === '' || entry.link || !place.startsWith('node_modules/')) return false;
    const there = installed[place];
    if (there === undefined) return !entry.optional && !entry.devOptional && !entry.peer;
    return there.version !== entry.version;
  });
}

export function isInstalled() {
  const list = at('node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  return outdated(packages(at('package-lock.json')), packages(list)).length === 0;
}

export async function ensureInstalled() {
  requireNode();
  if (isInstalled()) return;
  say('installing packages (npm ci), about half a minute …');
  // No package needs its install script here; some would download what is not used (Prisma's engines).
  const { code } = await npm(
    ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      env: { npm_config_update_notifier: 'false' },
    },
  );
  if (code !== 0) throw new Trouble('npm ci failed: see above. A connection to the npm registry is needed once.');
}
