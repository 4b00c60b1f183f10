'use client';
/** Opens the browser's print dialogue. */
import { Button } from '@/app/_ui/Button';

export function PrintButton({ label }: { label: string }) {
  return <Button onClick={() => window.print()}>{label}</Button>;
}
