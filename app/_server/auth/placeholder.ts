/** An address that nobody has, for people who come without one: names under `.invalid` never resolve (RFC 2606). */
import { randomUUID } from 'node:crypto';

export function newPlaceholder(): string {
  return `${randomUUID()}@nowhere.invalid`;
}

export function isPlaceholder(email: string): boolean {
  return email.endsWith('.invalid');
}
