/** GET: may this process be given requests? (readiness) */
export { ready as GET } from '@/app/_server/ops/routes';

export const dynamic = 'force-dynamic';
