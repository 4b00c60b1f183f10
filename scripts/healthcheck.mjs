/** For the container: does the process beside me answer /api/health? PORT for the site, WORKER_PORT for a worker. */
const port = process.env.WORKER_PORT ?? process.env.PORT ?? 3000;
const answer = await fetch(`http://127.0.0.1:${port}/api/health`, { signal: AbortSignal.timeout(4000) }).catch(
  () => null,
);
process.exitCode = answer?.ok ? 0 : 1;
