/** Next calls this once when a server starts: the figures, the log and the daily tidying begin here. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startOps } = await import('./app/_server/ops/start');
  startOps();
}
