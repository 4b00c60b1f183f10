/** A hash over files, so that a step whose inputs have not changed can be skipped. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { at } from './house.mjs';

/** Names that are never an input: results of builds, tests and what they write, data. */
const SKIPPED = new Set([
  ...['node_modules', '.next', '.git', 'generated', 'dist', 'data', 'test-results'],
  ...['conformance', 'tests', 'testing'],
]);
const NOT_BUILT = /\.(test|bench|fixture)\.[a-z]+$|\/[A-Z]+\.md$/;

/** Hash over files and folders of the checkout (missing ones count as missing), plus the running Node's major version. */
export function fingerprint(inputs) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  for (const input of inputs) visit(at(input), hash);
  return hash.digest('hex');
}

function visit(file, hash) {
  if (!existsSync(file)) return;
  if (statSync(file).isDirectory()) {
    for (const name of readdirSync(file).sort()) if (!SKIPPED.has(name)) visit(path.join(file, name), hash);
  } else if (!NOT_BUILT.test(file)) {
    hash.update(path.relative(at(), file)).update('\0').update(readFileSync(file)).update('\0');
  }
}

/** Runs `step` unless `mark` says that it ran with these inputs already. Answers whether it ran. */
export async function unlessDone(mark, print, step) {
  if (existsSync(at(mark)) && readFileSync(at(mark), 'utf8') === print) return false;
  await step();
  mkdirSync(path.dirname(at(mark)), { recursive: true });
  writeFileSync(at(mark), print);
  return true;
}
