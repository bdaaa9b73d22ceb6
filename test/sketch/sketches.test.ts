import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { Client, signUp } from '../support/client.ts';
import { CHELSEA, COFFEE, tinyGif } from '../support/photos.ts';
import { withoutSense } from '../support/png.ts';
import {
  createSketch,
  finishedTask,
  readSketch,
  readTask,
  sendFile,
  type SketchJson,
  type TaskJson,
  uploadImage,
} from '../support/studio.ts';

async function bytesAt(url: string | null): Promise<Uint8Array> {
  const response = await new Client().fetch(url ?? 'about:blank');
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

describe('a sketch', () => {
  it('goes from photo to picture, and every field is there at every stage', async () => {
    const client = await signUp();
    const { key } = await uploadImage(client, CHELSEA);
    const { sketchId, taskId } = await createSketch(client, {
      input_key: key,
      look: 'classic',
      method: 'basic',
    });

    const early = await readSketch(client, sketchId);
    expect(Object.keys(early).toSorted().join(' ')).toBe(
      'created_at error height id method original_image_url sketch_image_url status style thumbnail_url type updated_at width',
    );
    expect(early.original_image_url).toMatch(/^http:\/\/localhost:8787\/files\//);

    const task = await finishedTask(client, taskId);
    expect(task).toMatchObject({
      status: 'completed',
      progress: 100,
      attempts: 1,
      error: null,
      result: { sketch_id: sketchId, width: 451, height: 300 },
    });
    const done = await readSketch(client, sketchId);
    expect(done).toMatchObject({
      status: 'completed',
      type: 'black_and_white',
      style: 'pencil',
      method: 'basic',
      width: 451,
      height: 300,
      error: null,
    });
    expect(Array.from((await bytesAt(done.sketch_image_url)).subarray(1, 4))).toEqual([0x50, 0x4e, 0x47]);
    expect(await bytesAt(done.original_image_url)).toEqual(CHELSEA);
    expect((await bytesAt(done.thumbnail_url)).length).toBeGreaterThan(1000);
  });

  it('is made of an upload that nobody confirmed, once it is checked', async () => {
    const client = await signUp();
    const { key } = await sendFile(client, COFFEE);
    const { taskId } = await createSketch(client, { input_key: key, look: 'classic' });
    expect(await finishedTask(client, taskId)).toMatchObject({ status: 'completed' });
  });

  it('is accepted with its parameters in a JSON body, and with a body of null', async () => {
    const client = await signUp();
    const { imageId } = await uploadImage(client, tinyGif());
    const fromJson = await client.post('/api/sketch/create', { image_id: imageId, method: 'basic' });
    expect(fromJson.status).toBe(200);
    const withNull = await client.post(`/api/sketch/create?image_id=${imageId}`, null);
    expect(await withNull.json()).toEqual({
      sketch_id: expect.any(String),
      task_id: expect.any(String),
      status: 'pending',
      message: 'Sketch processing started',
    });
  });

  it.each([
    { style: 'crayon' },
    { sketch_type: 'sepia' },
    { strength: '1.01' },
    { strength: 'NaN' },
    { seed: '-1' },
    { max_size: '15' },
    { format: 'avif' },
  ])('is refused with %o, and the parameter is named', async (parameters: Record<string, string>) => {
    const client = await signUp();
    const { imageId } = await uploadImage(client, tinyGif());
    const query = new URLSearchParams({ image_id: imageId, ...parameters });
    const response = await client.post(`/api/sketch/create?${query}`);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: 'VALIDATION_ERROR',
      detail: [
        { loc: ['query', Object.keys(parameters)[0]], msg: expect.any(String), type: expect.any(String) },
      ],
    });
  });

  it('is refused with an unknown method, without a photo, and with one that does not exist', async () => {
    const client = await signUp();
    const { imageId } = await uploadImage(client, tinyGif());
    const fancy = await client.post(`/api/sketch/create?image_id=${imageId}&method=fancy`);
    expect(fancy.status).toBe(400);
    expect(await fancy.json()).toMatchObject({
      error: "Invalid method. Must be one of: ['basic', 'advanced', 'artistic']",
    });
    const nothing = await client.post('/api/sketch/create');
    expect(nothing.status).toBe(422);
    expect(await nothing.json()).toMatchObject({
      detail: [{ loc: ['query', 'input_key'], type: 'missing' }],
    });
    const unknown = await client.post('/api/sketch/create?image_id=no-such-image');
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ code: 'IMAGE_NOT_FOUND', error: 'Image not found' });
  });

  it('of a photo that is too large says what the limit is', async () => {
    const client = await signUp();
    const { imageId } = await uploadImage(client, pngHeader(6000, 5000));
    const response = await client.post(`/api/sketch/create?image_id=${imageId}`);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      error: expect.stringMatching(/30 megapixels.*up to 25 megapixels/),
    });
  });

  it('of a photo that cannot be decoded fails with its reason, and its neighbour is drawn', async () => {
    const client = await signUp();
    const poison = await uploadImage(client, pngHeader(20, 20));
    const good = await uploadImage(client, tinyGif());
    const [bad, fine] = await Promise.all([
      createSketch(client, { image_id: poison.imageId }),
      createSketch(client, { image_id: good.imageId }),
    ]);
    expect(await finishedTask(client, bad.taskId)).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/\w+ \w+/),
    });
    expect(await finishedTask(client, fine.taskId)).toMatchObject({ status: 'completed' });
    const failed = await readSketch(client, bad.sketchId);
    expect(failed).toMatchObject({ status: 'failed', sketch_image_url: null });
    expect(failed.error).toBeTruthy();
  });

  it('is not drawn from bytes that were changed after they were checked', async () => {
    const client = await signUp();
    const { key, imageId } = await uploadImage(client, CHELSEA);
    await env.BUCKET.put(key, COFFEE);
    const { taskId } = await createSketch(client, { image_id: imageId });
    expect(await finishedTask(client, taskId)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('changed'),
    });
  });
});

describe('the same photo with the same parameters', () => {
  it('is drawn once; the second sketch has a picture of its own', async () => {
    const client = await signUp();
    const parameters = { look: 'classic', method: 'basic' };
    const first = await drawn(client, CHELSEA, parameters);
    const second = await drawn(client, CHELSEA, parameters);
    expect(second.stages).toContain('reusing an earlier result');
    expect(await bytesAt(second.sketch.sketch_image_url)).toEqual(
      await bytesAt(first.sketch.sketch_image_url),
    );

    expect((await client.delete(`/api/sketch/${first.sketch.id}`)).status).toBe(200);
    expect((await bytesAt(second.sketch.sketch_image_url)).length).toBeGreaterThan(0);
  });

  it('is drawn anew with other parameters, and for another user', async () => {
    const [client, other] = await Promise.all([signUp(), signUp()]);
    const photo = tinyGif();
    await drawn(client, photo, { seed: '1' });
    expect((await drawn(client, photo, { seed: '2' })).stages).not.toContain('reusing an earlier result');
    expect((await drawn(other, photo, { seed: '1' })).stages).not.toContain('reusing an earlier result');
  });
});

describe('deleting a sketch', () => {
  it('removes its pictures from R2, and the sketch is unknown afterwards', async () => {
    const client = await signUp();
    const { imageId } = await uploadImage(client, tinyGif());
    const { sketchId, taskId } = await createSketch(client, { image_id: imageId });
    await finishedTask(client, taskId);
    const prefix = `sketches/${sketchId}/`;
    expect((await env.BUCKET.list({ prefix })).objects).toHaveLength(2);

    const response = await client.delete(`/api/sketch/${sketchId}`);
    expect(await response.json()).toEqual({ message: 'Sketch deleted successfully' });
    expect((await env.BUCKET.list({ prefix })).objects).toHaveLength(0);
    const gone = await client.fetch(`/api/sketch/${sketchId}`);
    expect(gone.status).toBe(404);
    expect(await gone.json()).toMatchObject({ error: 'Sketch not found' });
  });
});

describe('lists', () => {
  it('are newest first, paged, filtered, and nobody else’s', async () => {
    const [client, other] = await Promise.all([signUp(), signUp()]);
    const { imageId } = await uploadImage(client, tinyGif());
    const made = [];
    for (let i = 0; i < 3; i++) made.push(await createSketch(client, { image_id: imageId, seed: String(i) }));
    for (const { taskId } of made) await finishedTask(client, taskId);
    const ids = made.map(({ sketchId }) => sketchId).toReversed();

    const list = async (path: string) => (await client.fetch(path)).json<SketchJson[]>();
    expect((await list('/api/sketch/')).map(({ id }) => id)).toEqual(ids);
    expect((await list('/api/sketch?skip=1&limit=1')).map(({ id }) => id)).toEqual([ids[1]]);
    expect(await list('/api/sketch/?status_filter=completed')).toHaveLength(3);
    expect(await list('/api/sketch/?status_filter=failed')).toEqual([]);
    expect((await client.fetch('/api/sketch/?status_filter=odd')).status).toBe(422);
    expect(await (await other.fetch('/api/sketch/')).json()).toEqual([]);

    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await client.fetch(`/api/tasks?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      const body = await page.json<{ tasks: TaskJson[]; next_cursor: string | null }>();
      seen.push(...body.tasks.map(({ id }) => id));
      cursor = body.next_cursor;
    } while (cursor);
    expect(seen).toEqual(made.map(({ taskId }) => taskId).toReversed());
    expect((await client.fetch('/api/tasks?cursor=nonsense')).status).toBe(400);
  });
});

describe('two users', () => {
  it('neither see nor steer each other’s sketches and tasks', async () => {
    const [owner, stranger] = await Promise.all([signUp(), signUp()]);
    const { imageId } = await uploadImage(owner, tinyGif());
    const { sketchId, taskId } = await createSketch(owner, { image_id: imageId });
    await finishedTask(owner, taskId);
    const attempts = [
      stranger.fetch(`/api/sketch/${sketchId}`),
      stranger.delete(`/api/sketch/${sketchId}`),
      stranger.fetch(`/api/tasks/${taskId}`),
      stranger.fetch(`/api/sketch/task/${taskId}`),
      stranger.post(`/api/tasks/${taskId}/cancel`),
      stranger.post(`/api/tasks/${taskId}/retry`),
    ];
    for (const attempt of attempts) expect((await attempt).status).toBe(404);
    expect((await readSketch(owner, sketchId)).status).toBe('completed');
  });
});

describe('a task', () => {
  it('that failed can be tried again, one that completed cannot', async () => {
    const client = await signUp();
    const { imageId } = await uploadImage(client, pngHeader(20, 20));
    const { taskId } = await createSketch(client, { image_id: imageId });
    await finishedTask(client, taskId);
    const again = await client.post(`/api/tasks/${taskId}/retry`);
    expect(await again.json()).toMatchObject({ status: 'pending', progress: 0, error: null });
    expect(await finishedTask(client, taskId)).toMatchObject({ status: 'failed', attempts: 2 });

    const good = await uploadImage(client, tinyGif());
    const done = await createSketch(client, { image_id: good.imageId });
    await finishedTask(client, done.taskId);
    for (const verb of ['retry', 'cancel']) {
      expect((await client.post(`/api/tasks/${done.taskId}/${verb}`)).status).toBe(409);
    }
    expect((await readTask(client, done.taskId)).status).toBe('completed');
  });
});

describe('guests', () => {
  it('have sketches that whoever has the id may see, and only they may delete', async () => {
    const [guest, stranger] = [new Client(), new Client()];
    const { imageId } = await uploadImage(guest, tinyGif());
    const { sketchId, taskId } = await createSketch(guest, { image_id: imageId });
    await finishedTask(guest, taskId);
    expect((await stranger.fetch(`/api/sketch/${sketchId}`)).status).toBe(200);
    expect((await stranger.delete(`/api/sketch/${sketchId}`)).status).toBe(403);
    expect(await (await stranger.fetch('/api/sketch/')).json()).toEqual([]);
    expect((await guest.delete(`/api/sketch/${sketchId}`)).status).toBe(200);
  });

  it('are told to listen anew once they register, since their notices go to the user from then on', async () => {
    const guest = new Client();
    await uploadImage(guest, tinyGif());
    const { webSocket: socket } = await guest.fetch('/ws', { headers: { Upgrade: 'websocket' } });
    if (!socket) throw new Error('no socket');
    const { promise: closed, resolve } = Promise.withResolvers<number>();
    socket.addEventListener('close', ({ code }) => resolve(code));
    socket.accept();
    await signUp(undefined, guest);
    expect(await closed).toBe(1008);
  });

  it('keep what they made when they register', async () => {
    const guest = new Client();
    const { imageId, key } = await uploadImage(guest, tinyGif());
    const { sketchId, taskId } = await createSketch(guest, { image_id: imageId });
    await finishedTask(guest, taskId);
    const user = await signUp(undefined, guest);
    expect(await (await user.fetch('/api/sketch/')).json()).toMatchObject([{ id: sketchId }]);
    expect((await new Client().fetch(`/api/sketch/${sketchId}`)).status).toBe(404);
    expect((await user.fetch(`/api/upload/download-url/${key}`)).status).toBe(200);
  });
});

/** A PNG of this size by its header, whose pixels cannot be decoded. */
function pngHeader(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = CHELSEA.slice();
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return withoutSense(bytes, crypto.randomUUID());
}

/** Draws, and notes every stage that the owner was told of. */
async function drawn(client: Client, photo: Uint8Array<ArrayBuffer>, parameters: Record<string, string>) {
  const { imageId } = await uploadImage(client, photo);
  const response = await client.fetch('/ws', { headers: { Upgrade: 'websocket' } });
  const socket = response.webSocket;
  if (!socket) throw new Error('no socket');
  const stages: (string | null)[] = [];
  const { promise: finished, resolve } = Promise.withResolvers<void>();
  const { promise: greeted, resolve: greet } = Promise.withResolvers<void>();
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as { type: string; data: TaskJson };
    if (message.type === 'hello') greet();
    if (message.type !== 'task_update') return;
    stages.push(message.data.stage);
    if (message.data.status !== 'running') resolve();
  });
  socket.accept();
  await greeted;
  const { sketchId } = await createSketch(client, { image_id: imageId, ...parameters });
  await finished;
  socket.close();
  return { sketch: await readSketch(client, sketchId), stages };
}
