/** Runs the site and the grader beside it until one of them or the person ends it. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { at, ROOT, Trouble, TSX } from './house.mjs';
import { NEXT } from './prepare.mjs';

/** HOST and PORT as set by the environment. */
export function address() {
  const port = Number(process.env.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Trouble(`PORT must be a number from 1 to 65535 (it is "${process.env.PORT}").`);
  return { host: process.env.HOST || '127.0.0.1', port };
}

/** Says so before a long build when somebody else has the port. */
export function requireFreePort({ host, port }) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      const why = error.code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${error.code})`;
      reject(new Trouble(`Port ${port} on ${host} ${why}. Choose another one: PORT=3001 npm start`));
    });
    probe.listen(port, host, () => probe.close(resolve));
  });
}

/** `mode` is `start` or `dev`. Never returns: ends the process when the site ends. */
export function serve(mode, { host, port }, env) {
  const child = (args) =>
    spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env, RINGZERO_ROLE: 'site', HOST: host, PORT: String(port) },
    });
  const site = child(mode === 'dev' ? [NEXT, 'dev', '-H', host, '-p', String(port)] : [at('scripts/web.mjs')]);
  let grader = child([...TSX, 'scripts/grader.ts']);
  let ending = false;
  const again = () => {
    if (ending) return;
    // It takes up its queue where it left it.
    setTimeout(() => {
      if (ending) return;
      grader = child([...TSX, 'scripts/grader.ts']);
      grader.on('close', again);
    }, 5000);
  };
  grader.on('close', again);
  const end = (signal) => {
    ending = true;
    grader.kill(signal);
    site.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(signal));
  site.on('close', (code) => {
    ending = true;
    grader.kill('SIGTERM');
    process.exit(code ?? 0);
  });
}
