import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonBody } from './json-body';

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request('http://site.test/', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    duplex: 'half',
  } as RequestInit);

/** A body that never ends, and counts how much of it was taken. */
function flood() {
  let taken = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      taken += 65_536;
      controller.enqueue(new Uint8Array(65_536).fill(0x20));
    },
  });
  return { stream, taken: () => taken };
}

describe('a body', () => {
  it('is read and checked', async () => {
    expect(await jsonBody(post('{"a":1}'), z.object({ a: z.number() }))).toEqual({ a: 1 });
    await expect(jsonBody(post('{"a":"1"}'), z.object({ a: z.number() }))).rejects.toMatchObject({
      code: 'bad-request',
    });
    await expect(jsonBody(post('{"a":'), z.any())).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('that does not end is cut off at the limit', async () => {
    const { stream, taken } = flood();
    await expect(jsonBody(post(stream), z.any(), 1_000_000)).rejects.toMatchObject({ code: 'too-large' });
    expect(taken()).toBeLessThan(1_300_000);
  });

  it('that says that it is too long is not read at all', async () => {
    const { stream, taken } = flood();
    const request = post(stream, { 'content-length': '2000000' });
    await expect(jsonBody(request, z.any(), 1_000_000)).rejects.toMatchObject({ code: 'too-large' });
    expect(taken()).toBeLessThan(200_000);
  });

  it('that is packed is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const request = post(new Uint8Array(bomb), { 'content-encoding': 'gzip' });
    await expect(jsonBody(request, z.any())).rejects.toMatchObject({ code: 'wrong-type' });
  });

  it('nested without end is refused before it is parsed; brackets in texts do not count', async () => {
    await expect(jsonBody(post('['.repeat(900_000)), z.any())).rejects.toMatchObject({ code: 'bad-request' });
    const deep = `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`;
    await expect(jsonBody(post(deep), z.any())).rejects.toMatchObject({ code: 'bad-request' });
    const text = JSON.stringify('["\\['.repeat(100));
    expect(await jsonBody(post(text), z.string())).toHaveLength(400);
  });

  it('of another type is refused', async () => {
    const request = post('{}', { 'content-type': 'text/plain' });
    await expect(jsonBody(request, z.any())).rejects.toMatchObject({ code: 'wrong-type' });
  });
});
