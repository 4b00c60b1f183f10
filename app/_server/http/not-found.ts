/** For pages: what does not exist for this person becomes the 404 page. */
import { notFound } from 'next/navigation';
import { ApiProblem } from './problem';

export async function orNotFound<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not-found') notFound();
    throw error;
  }
}
