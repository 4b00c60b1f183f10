/** What pages and server say to each other about certificates (app/api/certificates): types only. Rules of every endpoint: api.ts. */
import type { RunRecord } from '@ringzero/kernel-sim/lab/types';

/** The whole course, or the id of a chapter. */
export type CertificateScope = string;
export const WHOLE_COURSE = 'course';

/** `GET /api/certificates`: mine, and how far I am from others. */
export interface CertificatesResponse {
  certificates: readonly CertificateSummary[];
  scopes: readonly ScopeProgress[];
}
export interface CertificateSummary {
  id: string;
  name: string;
  scope: CertificateScope;
  issuedAt: number;
}
export interface ScopeProgress {
  scope: CertificateScope;
  verified: number;
  all: number;
}

/** `POST /api/certificates` → 201 `CertificateSummary`. `conflict` when something of it is not verified yet. */
export interface CreateCertificateRequest {
  scope: CertificateScope;
  /** As it shall stand there. */
  name: string;
}

/** `GET /api/certificates/ID`, for anybody. `DELETE` → 204, by its owner. */
export interface Certificate extends CertificateSummary {
  runs: readonly CertifiedRun[];
}
export interface CertifiedRun {
  exerciseId: string;
  exerciseHash: string;
  /** Content hashes of the simulator and the compiler that made the run. */
  simHash: string;
  toolHash: string;
  digest: string;
  endedAt: number;
}

/** `GET /api/certificates/ID/records`, for anybody: a file for `npm run verify-run`. */
export interface CertificateRecords {
  format: 'ring-zero-records';
  version: 1;
  certificate: CertificateSummary;
  records: readonly { digest: string; record: RunRecord }[];
}
