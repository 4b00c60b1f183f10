/**
 * Size limits that the tab keeps to and the server enforces. A tab splits its queue so that a batch fits.
 */
export const LIMITS = {
  /** Bytes of one request body. */
  body: 2_000_000,
  /** Things of each kind in one sync. */
  batch: 50,
  /** Bytes of a draft's or attempt's submission as JSON. */
  submission: 200_000,
  /** Bytes of a run record as JSON (submission and recorded input). */
  record: 400_000,
  /** Bytes of an attempt's check results as JSON. */
  checks: 20_000,
  /** Characters of a prediction in words. */
  predictionText: 2_000,
  /** Characters of a comment on an attempt. */
  comment: 4_000,
  /** Characters of a person's or class's name. */
  name: 80,
} as const;
