/** Where things are, and how the house scripts talk and run programs. Only what Node brings along. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const at = (...parts) => path.join(ROOT, ...parts);

/** An error whose message is meant for the person at the terminal: printed without a stack. */
export class Trouble extends Error {}

/** Prints a line of the house, set off from what the programs print. */
export function say(text) {
  console.log(`ring-zero: ${text}`);
}

/** Runs a script's main function; a Trouble is printed plainly, anything else with its stack. Exit status 1 in both. */
export function main(body) {
  body().catch((error) => {
    console.error(error instanceof Trouble ? `ring-zero: ${error.message}` : error);
    process.exit(1);
  });
}

/** Node arguments that run a program of an installed package: `bin('next', 'dist/bin/next')`. */
export function bin(name, file) {
  return at('node_modules', name, file);
}

/** TypeScript under Node. */
export const TSX = ['--import', 'tsx'];

/**
 * Runs `node ARGS…` (or another command) in the checkout. Answers { code, output }; `quiet` keeps the output back, else
 * it passes through and is collected as well when `collect` is set. After `minutes` it is ended with all that it started.
 */
export function run(
  args,
  { command = process.execPath, env = {}, quiet = false, collect = false, shell = false, minutes = 0 } = {},
) {
  return new Promise((resolve, reject) => {
    const piped = quiet || collect;
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', piped ? 'pipe' : 'inherit', piped ? 'pipe' : 'inherit'],
      shell,
      // A group of its own can be ended as a whole: a test that never ends does not read signals.
      detached: minutes > 0 && process.platform !== 'win32',
    });
    const stopLimit = minutes > 0 ? limit(child, minutes) : () => undefined;
    let output = '';
    const take = (stream, to) =>
      stream?.on('data', (chunk) => {
        output += chunk;
        if (!quiet) to.write(chunk);
      });
    take(child.stdout, process.stdout);
    take(child.stderr, process.stderr);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      stopLimit();
      resolve({ code: code ?? 1, signal, output });
    });
  });
}

/** Ends `child` and its descendants after `minutes`, or when this process is told to end; the answer calls both off. */
function limit(child, minutes) {
  const signal = (name) => {
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, name);
    } catch {
      // It has just ended by itself.
    }
  };
  /** Playwright ends the site that it started. */
  const end = () => {
    signal('SIGINT');
    setTimeout(() => signal('SIGKILL'), 10_000).unref();
  };
  const timer = setTimeout(() => {
    console.error(`ring-zero: not done after ${minutes} minutes, ended`);
    end();
  }, minutes * 60_000);
  const told = () => {
    signal('SIGKILL');
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM'];
  for (const name of signals) process.once(name, told);
  return () => {
    clearTimeout(timer);
    for (const name of signals) process.off(name, told);
  };
}

/** Runs quietly; on failure shows what the program said, and ends with `message`. */
export async function must(args, message, options = {}) {
  const { code, output } = await run(args, { quiet: true, ...options });
  if (code === 0) return output;
  console.error(output.trimEnd());
  throw new Trouble(message);
}

/** npm as this process was started by it, else from the PATH. */
export function npm(args, options) {
  const cli = process.env.npm_execpath;
  if (cli && existsSync(cli) && /npm-cli\.[cm]?js$/.test(cli)) return run([cli, ...args], options);
  return run(args, { command: 'npm', shell: process.platform === 'win32', ...options });
}
