import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { Client, signUp } from '../support/client.ts';
import { CHELSEA, tinyGif } from '../support/photos.ts';
import { offerUpload, sendFile, uploadImage } from '../support/studio.ts';

const MAX_FILE_SIZE = 16 * 1024 * 1024;
const PART_BYTES = 5 * 1024 * 1024;

async function codeOf(response: Response): Promise<string> {
  const { code } = await response.json<{ code: string }>();
  return code;
}

/** A body whose length is not announced. */
function chunked(...chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      const next = chunks.shift();
      if (next) controller.enqueue(next);
      else controller.close();
    },
  });
}

/** A PNG's beginning, followed by filler: passes the sniffing, for tests of sizes. */
function bigPng(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  bytes.set(CHELSEA.subarray(0, Math.min(CHELSEA.length, length)));
  return bytes;
}

function confirm(client: Client, key: string, etag?: string): Promise<Response> {
  return client.post(`/api/upload/confirm?${new URLSearchParams({ key, ...(etag ? { etag } : {}) })}`);
}

describe('a presigned upload', () => {
  it('goes from link to image, and the file comes back byte for byte', async () => {
    const client = await signUp();
    const offer = await offerUpload(client, 'cat.png');
    expect(offer.expires_in).toBe(900);
    expect(offer.key).toMatch(new RegExp(`^uploads/${client.user.id}/\\d{13}-[0-9a-f-]{36}\\.png$`));

    const stored = await client.fetch(offer.presigned_url, {
      method: 'PUT',
      body: CHELSEA,
      headers: { 'Content-Type': 'image/png' },
    });
    expect(stored.status).toBe(200);
    const etag = stored.headers.get('ETag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);

    const confirmed = await confirm(client, offer.key, etag);
    expect(confirmed.status).toBe(200);
    expect(await confirmed.json()).toEqual({
      success: true,
      message: 'Upload confirmed successfully',
      image_id: expect.any(String),
      file_info: {
        key: offer.key,
        size: CHELSEA.length,
        etag: etag.replaceAll('"', ''),
        last_modified: expect.stringMatching(/^\d{4}-.*Z$/),
        content_type: 'image/png',
      },
    });

    const shown = await new Client().fetch(offer.file_url);
    expect(shown.status).toBe(200);
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(CHELSEA);
  });

  it('is confirmed any number of times with the same answer', async () => {
    const client = await signUp();
    const { key } = await sendFile(client, CHELSEA);
    const answers = await Promise.all([confirm(client, key), confirm(client, key)]);
    answers.push(await confirm(client, key));
    const bodies = await Promise.all(answers.map((answer) => answer.json<{ image_id: string }>()));
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
  });

  it('takes parameters from a JSON body, and ignores a body of null', async () => {
    const client = await signUp();
    const fromJson = await client.post('/api/upload/presigned-url', {
      filename: 'a.png',
      content_type: 'image/png',
    });
    expect(fromJson.status).toBe(200);
    const withNull = await client.post(
      '/api/upload/presigned-url?filename=a.png&content_type=image/png',
      null,
    );
    expect(withNull.status).toBe(200);
  });

  it.each([
    ['text/html', 'page.html'],
    ['image/svg+xml', 'drawing.svg'],
    ['application/pdf', 'paper.pdf'],
  ])('is not offered for %s', async (type, filename) => {
    const client = await signUp();
    const response = await client.post(
      `/api/upload/presigned-url?${new URLSearchParams({ filename, content_type: type })}`,
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'INVALID_FORMAT',
      error: expect.stringMatching(/^File type .+ not allowed\. Allowed types: \['image\/png', /),
    });
  });

  it('keeps what a file is called, but never as a path', async () => {
    const client = await signUp();
    const name = `../../\u202Egnp.exe/${'x'.repeat(300)}\u0000.png`;
    const offer = await offerUpload(client, name);
    expect(offer.key.split('/')).toHaveLength(3);
    expect(offer.key).not.toContain('x'.repeat(10));
  });
});

describe('a PUT to a link on this origin', () => {
  it.each([
    ['HTML', '<!doctype html><script>alert(1)</script>'.padEnd(100)],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"></svg>'.padEnd(100)],
    ['text', 'hello, this is no image at all'.padEnd(100)],
  ])('refuses %s that is declared to be a PNG, and stores nothing', async (_, text) => {
    const client = await signUp();
    const offer = await offerUpload(client);
    const response = await client.fetch(offer.presigned_url, {
      method: 'PUT',
      body: text,
      headers: { 'Content-Type': 'image/png' },
    });
    expect(response.status).toBe(415);
    expect(await env.BUCKET.head(offer.key)).toBeNull();
  });

  it('refuses another declared type than the one that was signed', async () => {
    const client = await signUp();
    const offer = await offerUpload(client);
    const response = await client.fetch(offer.presigned_url, {
      method: 'PUT',
      body: CHELSEA,
      headers: { 'Content-Type': 'image/gif' },
    });
    expect(response.status).toBe(403);
    expect(await env.BUCKET.head(offer.key)).toBeNull();
  });

  it('takes the type as the client wrote it when it asked, and any when it named none', async () => {
    const client = await signUp();
    const jpg = await offerUpload(client, 'a.jpg', 'image/jpg');
    const sent = await client.fetch(jpg.presigned_url, {
      method: 'PUT',
      body: CHELSEA,
      headers: { 'Content-Type': 'image/jpg' },
    });
    expect(sent.status).toBe(200);
    const { presigned_url: open } = await (
      await client.post('/api/upload/presigned-url?filename=a.png')
    ).json<{ presigned_url: string }>();
    const gif = await client.fetch(open, {
      method: 'PUT',
      body: CHELSEA,
      headers: { 'Content-Type': 'image/gif' },
    });
    expect(gif.status).toBe(200);
  });

  it.each(['x.constructor', 'x.__proto__'])(
    'is offered for a file of no known type: %s',
    async (filename) => {
      const client = await signUp();
      const response = await client.post(`/api/upload/presigned-url?${new URLSearchParams({ filename })}`);
      expect(response.status).toBe(200);
      const refused = await client.post('/api/upload/presigned-url?filename=a&content_type=constructor');
      expect(await refused.json()).toMatchObject({
        error: expect.stringContaining('File type constructor not allowed'),
      });
    },
  );

  it('holds the sender to a size that was signed', async () => {
    const client = await signUp();
    const query = new URLSearchParams({
      filename: 'a.png',
      content_type: 'image/png',
      size: String(CHELSEA.length),
    });
    const { presigned_url: url } = await (
      await client.post(`/api/upload/presigned-url?${query}`)
    ).json<{ presigned_url: string }>();
    expect((await client.fetch(url, { method: 'PUT', body: bigPng(CHELSEA.length + 1) })).status).toBe(403);
    expect((await client.fetch(url, { method: 'PUT', body: CHELSEA })).status).toBe(200);
  });

  it('refuses an empty file', async () => {
    const client = await signUp();
    const offer = await offerUpload(client);
    const response = await client.fetch(offer.presigned_url, { method: 'PUT', body: new Uint8Array() });
    expect(response.status).toBe(400);
    expect(await codeOf(response)).toBe('EMPTY_FILE');
  });

  it('takes a file of exactly the limit and refuses one byte more', async () => {
    const client = await signUp();
    const fits = await offerUpload(client);
    expect(
      (await client.fetch(fits.presigned_url, { method: 'PUT', body: bigPng(MAX_FILE_SIZE) })).status,
    ).toBe(200);
    const over = await offerUpload(client);
    const response = await client.fetch(over.presigned_url, {
      method: 'PUT',
      body: bigPng(MAX_FILE_SIZE + 1),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: 'File too large. Maximum size: 16.0MB' });
    expect(await env.BUCKET.head(over.key)).toBeNull();
  });

  it.each([
    ['one part', [CHELSEA]],
    [
      'many small chunks',
      Array.from({ length: 64 }, (_, i) => (i === 0 ? CHELSEA : new Uint8Array(1000).fill(i))),
    ],
    ['exactly one part', [bigPng(PART_BYTES)]],
    ['one byte over a part', [bigPng(PART_BYTES), new Uint8Array([7])]],
    ['exactly two parts', [bigPng(PART_BYTES), bigPng(PART_BYTES)]],
    ['the limit', [bigPng(MAX_FILE_SIZE / 2), bigPng(MAX_FILE_SIZE / 2)]],
  ])('stores a body of unannounced length whole: %s', async (_, chunks) => {
    const client = await signUp();
    const offer = await offerUpload(client);
    const whole = new Uint8Array(await new Blob(chunks).arrayBuffer());
    const response = await client.fetch(offer.presigned_url, { method: 'PUT', body: chunked(...chunks) });
    expect(response.status).toBe(200);
    const object = await env.BUCKET.get(offer.key);
    const stored = new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer());
    expect(stored.length).toBe(whole.length);
    expect(await crypto.subtle.digest('SHA-256', stored)).toEqual(
      await crypto.subtle.digest('SHA-256', whole),
    );
    expect(response.headers.get('ETag')).toBe(object?.httpEtag);
  });

  it('refuses a body of unannounced length that goes over the limit, and leaves nothing behind', async () => {
    const client = await signUp();
    const offer = await offerUpload(client);
    const half = bigPng(MAX_FILE_SIZE / 2);
    const response = await client.fetch(offer.presigned_url, {
      method: 'PUT',
      body: chunked(half, half, new Uint8Array(1)),
    });
    expect(response.status).toBe(413);
    expect(await env.BUCKET.head(offer.key)).toBeNull();
  });

  it.each([
    ['announced', () => CHELSEA],
    ['unannounced, small', () => chunked(CHELSEA)],
    ['unannounced, in parts', () => chunked(bigPng(PART_BYTES), new Uint8Array([1]))],
  ])('lets one of two senders win (%s)', async (_, body) => {
    const client = await signUp();
    const offer = await offerUpload(client);
    const put = () => client.fetch(offer.presigned_url, { method: 'PUT', body: body() });
    const statuses = (await Promise.all([put(), put()])).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect((await put()).status).toBe(409);
  });

  it('cannot be used to read, nor a reading link to write', async () => {
    const client = await signUp();
    const offer = await sendFile(client, CHELSEA);
    expect((await client.fetch(offer.presigned_url)).status).toBe(403);
    expect((await client.fetch(offer.file_url, { method: 'PUT', body: CHELSEA })).status).toBe(403);
  });
});

describe('confirming an upload', () => {
  it('says so when nothing has arrived, or something else', async () => {
    const client = await signUp();
    const { key } = await offerUpload(client);
    const missing = await confirm(client, key);
    expect(missing.status).toBe(400);
    expect(await missing.json()).toMatchObject({ error: 'File not found, upload may have failed' });

    const sent = await sendFile(client, CHELSEA);
    const mismatch = await confirm(client, sent.key, '"0123456789abcdef0123456789abcdef"');
    expect(mismatch.status).toBe(400);
    expect(await mismatch.json()).toMatchObject({ error: 'ETag mismatch, upload may be incomplete' });
    expect((await confirm(client, sent.key)).status).toBe(200);
  });

  it('deletes what turns out to be no image, and lets the link be used again', async () => {
    const client = await signUp();
    const { key } = await offerUpload(client);
    // As it arrives by S3, where nobody looks at the first bytes.
    await env.BUCKET.put(key, '<html>'.padEnd(2000));
    const refused = await confirm(client, key);
    expect(refused.status).toBe(415);
    expect(await env.BUCKET.head(key)).toBeNull();

    await env.BUCKET.put(key, CHELSEA);
    expect((await confirm(client, key)).status).toBe(200);
  });

  it('deletes a file over the limit, and one that was cut off', async () => {
    const client = await signUp();
    const big = await offerUpload(client);
    await env.BUCKET.put(big.key, bigPng(MAX_FILE_SIZE + 1));
    expect((await confirm(client, big.key)).status).toBe(413);
    expect(await env.BUCKET.head(big.key)).toBeNull();

    const short = await offerUpload(client);
    await env.BUCKET.put(short.key, CHELSEA.subarray(0, 20));
    const refused = await confirm(client, short.key);
    expect(refused.status).toBe(422);
    expect(await codeOf(refused)).toBe('CORRUPT_IMAGE');
    expect(await env.BUCKET.head(short.key)).toBeNull();
  });

  it('refuses a header that claims too many pixels, without decoding', async () => {
    const client = await signUp();
    const { key } = await offerUpload(client);
    const bomb = CHELSEA.slice();
    new DataView(bomb.buffer).setUint32(16, 60_000);
    new DataView(bomb.buffer).setUint32(20, 60_000);
    await env.BUCKET.put(key, bomb);
    const refused = await confirm(client, key);
    expect(refused.status).toBe(422);
    expect(await codeOf(refused)).toBe('IMAGE_TOO_LARGE');
  });
});

describe('two users', () => {
  it('cannot confirm, download or process each other’s uploads', async () => {
    const [owner, stranger] = await Promise.all([signUp(), signUp()]);
    const { key } = await uploadImage(owner, CHELSEA);

    const confirmed = await confirm(stranger, key);
    expect(confirmed.status).toBe(403);
    expect(await confirmed.json()).toMatchObject({
      error: 'You can only confirm uploads for your own files',
    });

    const download = await stranger.fetch(`/api/upload/download-url/${key}`);
    expect(download.status).toBe(403);
    expect(await download.json()).toMatchObject({ error: 'You can only access your own files' });

    const process = await stranger.post(`/api/sketch/create?${new URLSearchParams({ input_key: key })}`);
    expect(process.status).toBe(403);
    expect(await process.json()).toMatchObject({ error: 'You can only process your own uploaded files' });
  });

  it('own their image ids too', async () => {
    const [owner, stranger] = await Promise.all([signUp(), signUp()]);
    const { imageId } = await uploadImage(owner, CHELSEA);
    const response = await stranger.post(`/api/sketch/create?image_id=${imageId}`);
    expect(response.status).toBe(404);
    expect(await codeOf(response)).toBe('IMAGE_NOT_FOUND');
  });
});

describe('a download link', () => {
  it('takes the key with %2F or with slashes, and names the file', async () => {
    const client = await signUp();
    const { key } = await sendFile(client, CHELSEA, 'Chelsea “the” cat.png');
    for (const written of [key, encodeURIComponent(key)]) {
      const response = await client.fetch(`/api/upload/download-url/${written}`);
      expect(response.status).toBe(200);
      const body = await response.json<{ download_url: string; key: string; expires_in: number }>();
      expect(body).toMatchObject({ key, expires_in: 900 });
      const file = await new Client().fetch(body.download_url);
      expect(file.headers.get('Content-Disposition')).toBe(
        `attachment; filename="Chelsea _the_ cat.png"; filename*=UTF-8''Chelsea%20%E2%80%9Cthe%E2%80%9D%20cat.png`,
      );
      expect(new Uint8Array(await file.arrayBuffer())).toEqual(CHELSEA);
    }
  });

  it('is not given for what is not there', async () => {
    const client = await signUp();
    const { key } = await offerUpload(client);
    const response = await client.fetch(`/api/upload/download-url/${key}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: 'File not found' });
  });
});

describe('a guest', () => {
  it('owns what it uploads, by a cookie set with the first link', async () => {
    const guest = new Client();
    const { key } = await uploadImage(guest, tinyGif());
    expect(key).toMatch(/^uploads\/guest_/);
    expect(guest.cookies.has('guest')).toBe(true);
    const nobody = new Client();
    expect((await confirm(nobody, key)).status).toBe(403);
    expect((await nobody.fetch(`/api/upload/download-url/${key}`)).status).toBe(403);
    expect(nobody.cookies.size).toBe(0);
  });
});
