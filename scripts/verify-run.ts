/**
 * `npm run verify-run -- FILE.json…`: executes recorded runs again and prints their digests. A file is a run's record, a record
 * with its digest, or what a certificate offers for download. Exit status 0: every run passes and has the digest it should
 * have; 1: one does not; 2: no such file, or not a record.
 */
import { readFileSync } from 'node:fs';
import { grade } from '../kernel-sim/cli/grade';
import { loadAssets } from '../kernel-sim/lab/node-assets';

interface Claim {
  record: Record<string, unknown>;
  digest: string | null;
}

const isShape = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The records that a file holds. */
function claimsIn(value: unknown): Claim[] {
  if (!isShape(value)) return [];
  if (Array.isArray(value.records)) return value.records.flatMap(claimsIn);
  const digest = typeof value.digest === 'string' ? value.digest : null;
  if (isShape(value.record)) return [{ record: value.record, digest }];
  return 'submission' in value ? [{ record: value, digest: null }] : [];
}

function read(file: string): Claim[] {
  try {
    const claims = claimsIn(JSON.parse(readFileSync(file, 'utf8')));
    if (claims.length === 0) console.error(`${file}: no record in it`);
    return claims;
  } catch (error) {
    console.error(`${file}: ${error instanceof Error ? error.message : error}`);
    return [];
  }
}

const { simHash, toolHash } = loadAssets();
let otherVersions = 0;

/** Prints one line, and answers whether the run is as claimed. */
async function verify({ record, digest }: Claim): Promise<boolean> {
  const name = String(record.exerciseId).padEnd(8);
  const answer = await grade(JSON.stringify({ record }));
  if ('refused' in answer) {
    console.log(`${name} ${'-'.repeat(64)} REFUSED: ${answer.refused}`);
    return false;
  }
  const other = record.simHash !== simHash || record.toolHash !== toolHash;
  const same = digest === null || digest === answer.digest;
  if (!same && other) otherVersions += 1;
  const words = [answer.passed ? 'passes' : 'FAILS'];
  if (digest !== null) words.push(same ? 'same digest' : `OTHER DIGEST than ${digest}`);
  if (!same && other) words.push(`made by simulator ${record.simHash}, compiler ${record.toolHash}`);
  console.log(`${name} ${answer.digest} ${words.join(', ')}`);
  return answer.passed && same;
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: npm run verify-run -- FILE.json…');
  process.exitCode = 2;
} else {
  console.log(`simulator ${simHash}, compiler ${toolHash}`);
  let runs = 0;
  let good = 0;
  for (const file of files) {
    const claims = read(file);
    if (claims.length === 0) process.exitCode = 2;
    for (const claim of claims) {
      runs += 1;
      if (await verify(claim)) good += 1;
    }
  }
  console.log(`${good} of ${runs} runs are as recorded`);
  if (otherVersions > 0) console.log(`${otherVersions} were made by another version: check it out to compare digests`);
  if (good < runs) process.exitCode = 1;
}
