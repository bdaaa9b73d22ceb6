import { readFileSync } from 'node:fs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { presignPut, type S3Access } from '../../src/storage/presign.ts';
import { type Server, startServer } from '../support/server.ts';
import { newUser } from '../support/user.ts';

const CHELSEA = new Uint8Array(readFileSync('test/fixtures/photos/chelsea.png'));
const CREDENTIALS = { accessKeyId: 'local-dev-key', secretAccessKey: 'local-dev-secret' };
const TTL_SECONDS = 900;

let server: Server;
let access: S3Access;

/** The service with R2's S3 interface, which wrangler serves locally and checks signatures in full. */
beforeAll(async () => {
  server = await startServer((url) => ({
    R2_ACCOUNT_ID: 'local',
    R2_BUCKET_NAME: 'easel',
    R2_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    R2_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    R2_ENDPOINT: `${url}/cdn-cgi/local/r2/s3`,
  }));
  access = { endpoint: `${server.url}/cdn-cgi/local/r2/s3`, bucket: 'easel', ...CREDENTIALS };
});
afterAll(() => server.stop());
afterEach(() => {
  vi.useRealTimers();
});

const put = (url: string, body: Uint8Array<ArrayBuffer>, type = 'image/png') =>
  fetch(url, { method: 'PUT', body, headers: { 'Content-Type': type } });

it('a photo sent by S3 link never passes the Worker, and is drawn', async () => {
  const user = await newUser(server.url);
  const answer = await user.call('POST', '/api/upload/presigned-url?filename=cat.png&content_type=image/png');
  const { presigned_url: url, key } = await answer.json<{ presigned_url: string; key: string }>();
  expect(new URL(url).searchParams.get('X-Amz-Algorithm')).toBe('AWS4-HMAC-SHA256');
  expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe(String(TTL_SECONDS));
  const stored = await put(url, CHELSEA);
  expect(stored.status).toBe(200);
  const etag = stored.headers.get('ETag') ?? '';
  expect((await user.call('POST', `/api/upload/confirm?${new URLSearchParams({ key, etag })}`)).status).toBe(
    200,
  );
  const ear = await user.listen();
  const { task_id: taskId } = await user.draw({ input_key: key, method: 'basic' });
  const end = await ear.until(({ data }) => data?.task_id === taskId && data.status !== 'running');
  expect(end.data.status).toBe('completed');
  ear.close();
});

describe('a PUT to an S3 link is refused', () => {
  it.each([
    ['with another type', (url: string) => put(url, CHELSEA, 'image/gif')],
    ['with another length', (url: string) => put(url, CHELSEA.subarray(1))],
    ['to another key', (url: string) => put(url.replace('one.png', 'two.png'), CHELSEA)],
    ['with another method', (url: string) => fetch(url, { method: 'DELETE' })],
    [
      'with a changed signature',
      (url: string) =>
        put(
          url.replace(/(Signature=)(.)/, (_, name, digit) => name + (digit === '0' ? '1' : '0')),
          CHELSEA,
        ),
    ],
  ])('%s', async (_, send) => {
    const url = await presignPut(access, 'uploads/x/one.png', 'image/png', CHELSEA.length, TTL_SECONDS);
    expect((await send(url)).status).toBe(403);
    expect((await put(url, CHELSEA)).status).toBe(200);
  });

  it('once it has expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - (TTL_SECONDS + 5) * 1000 });
    const url = await presignPut(access, 'uploads/x/old.png', 'image/png', undefined, TTL_SECONDS);
    vi.useRealTimers();
    expect((await put(url, CHELSEA)).status).toBe(403);
  });
});

it.each([
  ['a plain key', 'uploads/u/1-a.png', CHELSEA.length],
  ['a key with characters that are escaped', "uploads/u/ä b+c('d')*.png", CHELSEA.length],
  ['no promised length', 'uploads/u/2-b.png', undefined],
])('the signature is the one that the AWS SDK makes: %s', async (_, key, length) => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-02T03:04:05Z') });
  const ours = new URL(await presignPut(access, key, 'image/png', length, TTL_SECONDS));
  const client = new S3Client({
    endpoint: access.endpoint,
    region: 'auto',
    credentials: CREDENTIALS,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  // What the SDK adds to the query for its own statistics is signed too, so it is left out of the request.
  client.middlewareStack.add(
    (next) => (given) => {
      const { request } = given as { request: { query: Record<string, string> } };
      delete request.query['x-id'];
      return next(given);
    },
    { step: 'build', priority: 'low' },
  );
  const command = new PutObjectCommand({
    Bucket: 'easel',
    Key: key,
    ContentType: 'image/png',
    ContentLength: length,
  });
  const theirs = new URL(
    await getSignedUrl(client, command, {
      expiresIn: TTL_SECONDS,
      signableHeaders: new Set(['host', 'content-type', 'content-length']),
    }),
  );
  expect(ours.pathname).toBe(theirs.pathname);
  expect(Object.fromEntries(ours.searchParams)).toEqual(Object.fromEntries(theirs.searchParams));
});
