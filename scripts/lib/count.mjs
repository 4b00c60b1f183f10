/** Reads how many tests a runner passed, failed and skipped, from its JSON report. */
import { existsSync, readFileSync } from 'node:fs';

/** One thing that either holds or does not. */
export const single = (ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });

/** The sum; a runner that failed without a failed test (it crashed) counts as one failure. */
export function withExit(count, code) {
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

function report(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

export function vitestCount(file, code) {
  const json = report(file);
  if (json === null) return single(false);
  // A file that does not even load has no tests: it fails as a whole.
  const broken = json.testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0).length;
  const count = {
    passed: json.numPassedTests,
    failed: json.numFailedTests + broken,
    skipped: json.numPendingTests + json.numTodoTests,
  };
  return withExit(count, code);
}

export function playwrightCount(file, code) {
  const json = report(file);
  if (json === null) return single(false);
  const { expected, unexpected, flaky, skipped } = json.stats;
  return withExit({ passed: expected + flaky, failed: unexpected, skipped }, code);
}

/** `content check` says how many proofs held in its last line. */
export function contentCount(output, code) {
  const found = /content: (\d+) passed, (\d+) failed/.exec(output);
  return found
    ? withExit({ passed: Number(found[1]), failed: Number(found[2]), skipped: 0 }, code)
    : single(code === 0);
}
