/** The versions that a regrade judges by. */
import type { Versions } from '../grader/verdict';
import { serverVersions } from '../grader/versions';
import { ApiProblem } from '../http/problem';

/** `busy` before the simulator is built: nothing can be judged yet. */
export function requireVersions(): Versions {
  const versions = serverVersions();
  if (versions === null) throw new ApiProblem('busy');
  return versions;
}
