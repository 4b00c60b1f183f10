/** How a problem of LTI looks to a page of ours that asked by JSON. */
import { ApiProblem } from '../http/problem';
import { LtiProblem } from './problem';

/** `{ error: { code: "conflict", field: "lti:…" } }`: the reason is in `field`. */
export async function speaking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LtiProblem)) throw error;
    console.error(`lti: ${error.message}`);
    throw new ApiProblem('conflict', { field: `lti:${error.code}` });
  }
}
