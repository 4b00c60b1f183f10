/** GET: is this process alive? (liveness) */
export { health as GET } from '@/app/_server/ops/routes';

export const dynamic = 'force-dynamic';
