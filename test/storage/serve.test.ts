import { env } from 'cloudflare:workers';
import { assert, asyncProperty, nat } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serveObject } from '../../src/storage/serve.ts';
import { Problem } from '../../src/http/problem.ts';

const KEY = 'test/alphabet';
const TEXT = 'abcdefghijk';

/** Counts what is read of the bucket. */
function watched() {
  const calls: string[] = [];
  const bucket = new Proxy(env.BUCKET, {
    get(target, name) {
      const value = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        calls.push(String(name));
        return value.apply(target, args);
      };
    },
  });
  return { bucket, calls };
}

async function serve(
  headers: Record<string, string> = {},
  method = 'GET',
  bucket = env.BUCKET,
): Promise<Response> {
  const request = new Request('https://easel.test/files/x', { method, headers });
  return serveObject(bucket, KEY, request, { cacheControl: 'private' });
}

async function textOf(response: Response): Promise<string> {
  return new TextDecoder().decode(await response.arrayBuffer());
}

async function stored(): Promise<{ etag: string; modified: string }> {
  const object = await env.BUCKET.put(KEY, TEXT, { httpMetadata: { contentType: 'image/png' } });
  return { etag: object.httpEtag, modified: object.uploaded.toUTCString() };
}

describe('ranges', () => {
  it.each([
    ['bytes=0-3', 'abcd', 'bytes 0-3/11'],
    ['bytes=4-', 'efghijk', 'bytes 4-10/11'],
    ['bytes=-4', 'hijk', 'bytes 7-10/11'],
    ['bytes=0-0', 'a', 'bytes 0-0/11'],
    ['bytes=10-10', 'k', 'bytes 10-10/11'],
    ['bytes=8-99', 'ijk', 'bytes 8-10/11'],
    ['bytes=-99', TEXT, 'bytes 0-10/11'],
  ])('%s is answered with its part', async (range, text, contentRange) => {
    await stored();
    const response = await serve({ Range: range });
    expect(response.status).toBe(206);
    expect(response.headers.get('Content-Range')).toBe(contentRange);
    expect(response.headers.get('Content-Length')).toBe(String(text.length));
    expect(await textOf(response)).toBe(text);
  });

  it.each(['bytes=11-', 'bytes=11-20', 'bytes=-0'])('%s cannot be satisfied', async (range) => {
    await stored();
    const problem = await serve({ Range: range }).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ status: 416, options: { headers: { 'Content-Range': 'bytes */11' } } });
  });

  it.each(['lines=1-2', 'bytes=5-2', 'bytes=0-1,3-4', 'bytes=a-b', 'bytes=-', 'bytes', ''])(
    '%j is passed over and the whole is sent',
    async (range) => {
      await stored();
      const response = await serve({ Range: range });
      expect(response.status).toBe(200);
      expect(await textOf(response)).toBe(TEXT);
    },
  );

  it('at random are what slicing gives', async () => {
    await stored();
    await assert(
      asyncProperty(nat(TEXT.length - 1), nat(15), async (first, last) => {
        const answer = await serve({ Range: `bytes=${first}-${last}` });
        expect(await textOf(answer)).toBe(last < first ? TEXT : TEXT.slice(first, last + 1));
      }),
      { numRuns: 40 },
    );
  });
});

describe('conditions', () => {
  it('If-Range lets the range apply to the same object only', async () => {
    const { etag, modified } = await stored();
    const range = { Range: 'bytes=0-3' };
    expect((await serve({ ...range, 'If-Range': etag })).status).toBe(206);
    expect((await serve({ ...range, 'If-Range': modified })).status).toBe(206);
    expect((await serve({ ...range, 'If-Range': `W/${etag}` })).status).toBe(200);
    expect((await serve({ ...range, 'If-Range': '"other"' })).status).toBe(200);
  });

  it('an unchanged object is answered 304, without its bytes being read', async () => {
    const { etag, modified } = await stored();
    for (const headers of [
      { 'If-None-Match': etag },
      { 'If-None-Match': `"x", W/${etag}` },
      { 'If-None-Match': '*' },
      { 'If-Modified-Since': modified },
    ]) {
      const { bucket, calls } = watched();
      const response = await serve(headers, 'GET', bucket);
      expect(response.status).toBe(304);
      expect(response.headers.get('ETag')).toBe(etag);
      expect(await textOf(response)).toBe('');
      expect(calls).toEqual(['head']);
    }
  });

  it('a failed If-Match is 412', async () => {
    await stored();
    await expect(serve({ 'If-Match': '"other"' })).rejects.toMatchObject({ status: 412 });
  });
});

describe('an answer', () => {
  it('to HEAD equals GET without the body, and reads none', async () => {
    await stored();
    const get = await serve();
    const { bucket, calls } = watched();
    const head = await serve({}, 'HEAD', bucket);
    expect([...head.headers]).toEqual([...get.headers]);
    expect(await textOf(head)).toBe('');
    expect(calls).toEqual(['head']);
    await get.body?.cancel();
  });

  it('lets what users sent do nothing in a browser', async () => {
    await stored();
    const image = await serve();
    expect(image.headers.get('Content-Security-Policy')).toBe("default-src 'none'; sandbox");
    expect(image.headers.get('Content-Disposition')).toBe('inline');
    await image.body?.cancel();
    await env.BUCKET.put(KEY, '<script>', { httpMetadata: { contentType: 'text/html' } });
    const page = await serve();
    expect(page.headers.get('Content-Type')).toBe('application/octet-stream');
    expect(page.headers.get('Content-Disposition')).toMatch(/^attachment/);
    await page.body?.cancel();
  });

  it('for what is not there is 404', async () => {
    await env.BUCKET.delete(KEY);
    await expect(serve()).rejects.toMatchObject({ status: 404, code: 'FILE_NOT_FOUND' });
  });
});
