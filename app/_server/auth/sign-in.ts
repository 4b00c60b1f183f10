/**
 * Sign-in with counted wrong passwords per account (the limit per address is better-auth's own): after ten the account
 * rests for ten minutes, whoever asks. A right password clears the count.
 */
import { db } from '../db/client';
import { countTry, forgetTries } from '../http/throttle';
import { auth } from './auth';

const TRIES = { limit: 10, seconds: 10 * 60 };

export async function signIn(request: Request, body: string): Promise<Response> {
  const key = `sign-in:${emailIn(body)}`;
  await countTry(db(), key, TRIES);
  const answer = await auth().handler(request);
  if (answer.ok) await forgetTries(db(), key);
  return answer;
}

function emailIn(body: string): string {
  try {
    const { email } = JSON.parse(body) as { email?: unknown };
    return String(email).trim().toLowerCase().slice(0, 200);
  } catch {
    return '';
  }
}
