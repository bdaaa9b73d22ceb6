import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readHeader } from '../../src/engine/index.ts';
import { makePng } from '../engine/png.ts';
import { readPng } from '../support/png.ts';
import { type Server, startServer } from '../support/server.ts';

/** Longer than what a provider is sent. */
const PHOTO = Buffer.from(
  makePng({ width: 2400, height: 600, colorType: 0, depth: 8, sample: (x, y) => (x + y) & 255 }),
);

/** What the provider does with the next photo. */
let behave: (photo: Buffer) => Promise<{ status: number; body: unknown }>;
/** Sizes of the photos it was sent. */
const sent: { type: string; width: number; height: number }[] = [];

let provider: HttpServer;
let server: Server;
beforeAll(async () => {
  provider = createServer((request, response) => {
    void (async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk as Uint8Array);
      const { image } = JSON.parse(Buffer.concat(chunks).toString()) as { image: string };
      const photo = Buffer.from(image, 'base64');
      const { type, width, height } = readHeader(photo, true);
      sent.push({ type, width, height });
      const { status, body } = await behave(photo);
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    })();
  }).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const { port } = provider.address() as AddressInfo;
  server = await startServer({
    SEGMENTER: 'sam-endpoint',
    SAM_API_URL: `http://127.0.0.1:${port}/segment`,
    SAM_API_TOKEN: 'sesame',
    OUTBOUND_LOOPBACK: 'on',
  });
});
afterAll(async () => {
  await server.stop();
  provider.closeAllConnections();
  provider.close();
});

/** A mask of a quarter of the provider's own 64 × 48 pixels. */
function quarter(): Uint8Array {
  const sample = (x: number, y: number) => (x < 32 && y < 24 ? 255 : 0);
  return makePng({ width: 64, height: 48, colorType: 0, depth: 8, sample });
}

function answerWith(...masks: Uint8Array[]): typeof behave {
  const processed = masks.map((mask) => ({ mask_b64: Buffer.from(mask).toString('base64') }));
  return () => Promise.resolve({ status: 200, body: { width: 64, height: 48, processed_masks: processed } });
}

interface Answer {
  image_id: string;
  mask_count: number;
  task_id: string;
  code: string;
}

async function generate(query: string): Promise<{ status: number; answer: Answer; cookie: string }> {
  const response = await fetch(`${server.url}/generate_and_store_masks?${query}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ original_image_b64: PHOTO.toString('base64') }),
  });
  const cookie = (response.headers.get('Set-Cookie') ?? '').split(';')[0] ?? '';
  return { status: response.status, answer: await response.json<Answer>(), cookie };
}

interface Task {
  status: string;
  error: string | null;
}

async function readTask(id: string): Promise<Task> {
  const response = await fetch(`${server.url}/api/tasks/${id}`);
  return response.json<Task>();
}

interface Info {
  width: number;
  height: number;
  available_masks: { area: number; bbox: number[]; mask_b64: string }[];
}

async function info(id: string): Promise<Info> {
  const response = await fetch(`${server.url}/images/${id}/info`);
  expect(response.status).toBe(200);
  return response.json<Info>();
}

it('a provider gets an upright JPEG of at most 2048 pixels, and its masks come out at the size of the photo', async () => {
  behave = answerWith(quarter());
  const { status, answer } = await generate('image_id=happy');
  expect([status, answer.mask_count]).toEqual([200, 1]);
  const { width, height, available_masks: masks } = await info('happy');
  expect(sent).toEqual([{ type: 'jpeg', width: 2048, height: 512 }]);
  expect([width, height]).toEqual([2400, 600]);
  const [mask] = masks;
  expect(mask?.bbox).toEqual([0, 0, 1200, 300]);
  const picture = readPng(Buffer.from(mask?.mask_b64 ?? '', 'base64'));
  expect([picture.width, picture.height]).toEqual([width, height]);
  expect(picture.samples.reduce((count, value) => count + (value > 128 ? 1 : 0), 0)).toBe(mask?.area);
});

it.each([
  ['fails', () => Promise.resolve({ status: 500, body: { detail: 'out of memory' } })],
  ['answers with something else', () => Promise.resolve({ status: 200, body: { masks: [] } })],
  ['sends a mask that is cut off', answerWith(quarter(), quarter().subarray(0, 60))],
  ['sends a mask that is no picture', answerWith(Buffer.from('no picture at all, for sure'))],
])('when a provider %s, the answer is 502 and the id stays free', async (what, behaviour) => {
  const id = `retry-${what.length}`;
  behave = behaviour;
  const failed = await generate(`image_id=${id}`);
  expect([failed.status, failed.answer.code]).toEqual([502, 'PROVIDER_FAILED']);
  expect((await fetch(`${server.url}/images/${id}/info`)).status).toBe(404);
  behave = answerWith(quarter());
  expect((await generate(`image_id=${id}`)).status).toBe(200);
});

it('a photo on which a provider finds nothing has no masks', async () => {
  behave = answerWith();
  expect(await generate('image_id=nothing')).toMatchObject({ status: 200, answer: { mask_count: 0 } });
  expect((await info('nothing')).available_masks).toEqual([]);
});

it('a slow provider is waited for by a task', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  behave = async (photo) => {
    await promise;
    return answerWith(quarter(), quarter())(photo);
  };
  const { status, answer } = await generate('image_id=slow&async=true');
  expect(status).toBe(202);
  const task = () => readTask(answer.task_id);
  await expect.poll(async () => (await task()).status, { timeout: 20_000 }).toBe('running');
  expect((await info('slow')).available_masks).toEqual([]);
  resolve();
  await expect.poll(async () => (await task()).status, { timeout: 20_000 }).toBe('completed');
  expect((await info('slow')).available_masks).toHaveLength(2);
});

it('a task whose provider failed says so, and succeeds when it is tried again', async () => {
  behave = () => Promise.resolve({ status: 500, body: {} });
  const { answer, cookie } = await generate('image_id=again&async=true');
  const task = () => readTask(answer.task_id);
  await expect.poll(async () => (await task()).status, { timeout: 20_000 }).toBe('failed');
  expect((await task()).error).toBe('The segmentation provider answered with the error 500.');
  behave = answerWith(quarter());
  const retry = await fetch(`${server.url}/api/tasks/${answer.task_id}/retry`, {
    method: 'POST',
    headers: { Cookie: cookie },
  });
  expect(retry.status).toBe(200);
  await expect.poll(async () => (await task()).status, { timeout: 20_000 }).toBe('completed');
  expect((await info('again')).available_masks).toHaveLength(1);
});
