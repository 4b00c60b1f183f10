/**
 * What the tab and the server say to each other about an account, as types: `/api/me/…` and `/api/admin/…`. The rules of
 * api.ts hold. Times are milliseconds since 1970.
 */
import type { Role } from './api';

export type { Person } from './api';

/** `GET /api/me/sessions`. `DELETE /api/me/sessions` with `{ which: ID | 'others' | 'all' }` → 204. */
export interface SessionList {
  sessions: readonly SessionSummary[];
}
export interface SessionSummary {
  id: string;
  /** "Firefox, Windows", or null when nothing is known. */
  device: string | null;
  address: string | null;
  since: number;
  lastUsed: number;
  current: boolean;
}

/** `GET /api/me/access`, and of everybody `GET /api/audit?before=TIME` (admins) → who looked at my data, newest first, at most 200. */
export interface AccessList {
  entries: readonly AccessEntry[];
}
export interface AccessEntry {
  id: string;
  at: number;
  action: string;
  /** Null when that account is deleted. */
  actor: string | null;
  className: string | null;
  /** Only for admins: whose data it was. */
  subject?: string | null;
}

/** `GET /api/admin/people?q=…&skip=N` (admins): by name or address, 50 at a time. */
export interface AdminPeople {
  people: readonly AdminPerson[];
  more: boolean;
}
export interface AdminPerson {
  id: string;
  name: string;
  email: string | null;
  emailVerified: boolean;
  role: Role;
  createdAt: number;
  lastSeenAt: number | null;
  sessions: number;
}

/** `DELETE /api/admin/people/ID/sessions` → 204. `PATCH /api/admin/people/ID` → 204: sets the role; the person's sessions end. */
export interface RolePatch {
  role: Role;
}

/** `POST /api/admin/people/ID/reset-link` → a page on which a new password can be chosen, once, within a day. */
export interface ResetLink {
  url: string;
}

/** `GET`, `PUT /api/admin/retention`: days that things are kept; null: for ever. */
export interface RetentionAnswer {
  retention: Readonly<Record<string, number | null>>;
}
