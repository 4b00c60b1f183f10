/** What can be said about an entry before it is sent. */
import type { ErrorKey } from '@/app/_people/messages';

export function emailError(email: string): ErrorKey | null {
  if (email.trim() === '') return 'email-needed';
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? null : 'email-wrong';
}
