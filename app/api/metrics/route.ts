/** GET: figures in Prometheus' format, with the bearer token METRICS_TOKEN or from this machine. */
export { figures as GET } from '@/app/_server/ops/routes';

export const dynamic = 'force-dynamic';
