/**
 * A Chromium for the browser tests: CHROMIUM_PATH, else Debian's, else one that apt-get can install, else an installed
 * Google Chrome. Answers the path to the program, or null for "Playwright's channel chrome".
 */
import { existsSync } from 'node:fs';
import { run, say, Trouble } from './house.mjs';

const DEBIAN = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];
const CHROME = [
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  `${process.env.PROGRAMFILES}\\Google\\Chrome\\Application\\chrome.exe`,
  `${process.env.LOCALAPPDATA}\\Google\\Chrome\\Application\\chrome.exe`,
];

export async function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Trouble(`CHROMIUM_PATH points to ${named}, which does not exist.`);
  }
  const debian = () => DEBIAN.find((file) => existsSync(file)) ?? null;
  return debian() ?? ((await installOnDebian()) ? debian() : findChrome());
}

async function installOnDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  say('installing Chromium for the browser tests (apt-get install chromium) …');
  const apt = (args) => run(args, { command: 'apt-get', quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } });
  await apt(['update', '-q']);
  const { code, output } = await apt(['install', '-y', '-q', '--no-install-recommends', 'chromium']);
  if (code !== 0) console.error(output.trimEnd());
  return code === 0;
}

function findChrome() {
  if (CHROME.some((file) => existsSync(file))) return null;
  throw new Trouble(
    'The browser tests need Chromium or Google Chrome. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.',
  );
}
