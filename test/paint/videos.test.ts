import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { Client, signUp } from '../support/client.ts';
import { formWith, sendForm, uploadForm } from '../support/forms.ts';
import { CHELSEA, COFFEE, tinyGif } from '../support/photos.ts';
import { finishedTask, readTask, sendFile, uploadImage } from '../support/studio.ts';

/** A film that is made in a moment. */
const SHORT = { duration: '1', fps: '24', size: 'source', cursor: 'none' };

interface Started {
  task_id: string;
  image_id: string;
  video_filename: string;
  status: string;
  message: string;
}

async function startVideo(client: Client, parameters: Record<string, string>): Promise<Started> {
  const response = await client.post(`/api/paint/create?${new URLSearchParams(parameters)}`, null);
  expect(response.status).toBe(200);
  return response.json<Started>();
}

/** @returns the name of a finished video */
async function makeVideo(client: Client, parameters: Record<string, string> = {}): Promise<Started> {
  const { imageId } = await uploadImage(client, tinyGif());
  const started = await startVideo(client, { image_id: imageId, ...SHORT, ...parameters });
  expect(await finishedTask(client, started.task_id)).toMatchObject({ status: 'completed' });
  return started;
}

async function listed(client: Client): Promise<Record<string, unknown>[]> {
  const response = await client.fetch('/api/paint');
  expect(response.status).toBe(200);
  const { videos } = await response.json<{ videos: Record<string, unknown>[] }>();
  return videos;
}

async function videoObjects(taskId: string): Promise<string[]> {
  const { objects } = await env.BUCKET.list({ prefix: `videos/${taskId}/` });
  return objects.map(({ key }) => key);
}

describe('a video', () => {
  it('goes from photo to film, poster and preview', async () => {
    const client = await signUp();
    const { imageId } = await uploadImage(client, CHELSEA);
    const started = await startVideo(client, { image_id: imageId, ...SHORT, mode: 'paint' });
    expect(started).toEqual({
      task_id: expect.any(String),
      image_id: imageId,
      video_filename: expect.stringMatching(new RegExp(`^${imageId}_[0-9a-f]{12}\\.mp4$`)),
      status: 'pending',
      message: 'Video processing started',
    });
    const task = await finishedTask(client, started.task_id);
    expect(task).toMatchObject({
      status: 'completed',
      progress: 100,
      result: { video_filename: started.video_filename, image_id: imageId, width: 452, height: 300 },
    });
    const [video] = await listed(client);
    expect(video).toMatchObject({
      video_filename: started.video_filename,
      task_id: started.task_id,
      mode: 'paint',
      duration: 1,
      fps: 24,
      status: 'completed',
      error: null,
      width: 452,
      height: 300,
    });
    const starts = { video_url: 'ftyp', poster_url: 'ÿØÿ', preview_url: 'GIF89a' };
    for (const [field, start] of Object.entries(starts)) {
      // oxlint-disable-next-line no-await-in-loop -- one link after the other
      const bytes = await (await new Client().fetch(String(video?.[field]))).bytes();
      expect(String.fromCharCode(...bytes.subarray(0, 12))).toContain(start);
    }
  });

  it('is made of an upload that nobody confirmed, and of a photo in the query of a POST without a body', async () => {
    const client = await signUp();
    const { key } = await sendFile(client, COFFEE);
    const { task_id: taskId } = await startVideo(client, { input_key: key, ...SHORT });
    expect(await finishedTask(client, taskId)).toMatchObject({ status: 'completed' });
  });

  it('with the same parameters twice is one task and one film', async () => {
    const client = await signUp();
    const first = await makeVideo(client);
    const again = await startVideo(client, { image_id: first.image_id, ...SHORT });
    expect(again).toEqual({ ...first, status: 'completed', message: 'Video is ready' });
    expect(await videoObjects(first.task_id)).toHaveLength(3);
    const other = await startVideo(client, { image_id: first.image_id, ...SHORT, seed: '2' });
    expect(other.video_filename).not.toBe(first.video_filename);
    expect(other.task_id).not.toBe(first.task_id);
  });

  it.each([
    { mode: 'etch' },
    { duration: '0.9' },
    { duration: '61' },
    { fps: '25' },
    { size: '4k' },
    { cursor: 'hand' },
    { seed: '-1' },
  ])('is refused with %o, and the parameter is named', async (parameters: Record<string, string>) => {
    const client = await signUp();
    const { imageId } = await uploadImage(client, tinyGif());
    const query = new URLSearchParams({ image_id: imageId, ...parameters });
    const response = await client.post(`/api/paint/create?${query}`);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: 'VALIDATION_ERROR',
      detail: [{ loc: ['query', Object.keys(parameters)[0]] }],
    });
  });

  it('of no photo, an unknown one and another user’s is refused', async () => {
    const [owner, other] = [await signUp(), await signUp()];
    const { imageId, key } = await uploadImage(owner, tinyGif());
    expect((await other.post('/api/paint/create')).status).toBe(422);
    for (const id of ['no-such-image', imageId]) {
      // oxlint-disable-next-line no-await-in-loop -- one request after the other
      const response = await other.post(`/api/paint/create?image_id=${id}`);
      expect(response.status).toBe(404);
    }
    const foreign = await other.post(`/api/paint/create?${new URLSearchParams({ input_key: key })}`);
    expect(foreign.status).toBe(403);
    expect(await foreign.json()).toMatchObject({ error: 'You can only process your own uploaded files' });
  });
});

describe('the film that every image has', () => {
  it('is made when it is first asked for, once for two readers at a time, and then streams', async () => {
    const client = await signUp();
    const imageId = await uploadForm(client, tinyGif(), { type: 'image/gif' });
    const path = `/api/video/${imageId}_output.mp4`;
    const [one, two] = await Promise.all([client.fetch(path), client.fetch(path)]);
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(one.headers.get('Content-Type')).toBe('video/mp4');
    expect(one.headers.get('Content-Disposition')).toBe('inline');
    expect(one.headers.get('Accept-Ranges')).toBe('bytes');
    const film = await one.bytes();
    expect(await two.bytes()).toEqual(film);
    expect(String.fromCharCode(...film.subarray(4, 8))).toBe('ftyp');
    const videos = await listed(client);
    expect(videos).toHaveLength(1);
    expect(videos[0]).toMatchObject({ duration: 12, fps: 30, mode: 'draw', width: 1280, height: 1280 });
    expect(await videoObjects(String(videos[0]?.['task_id']))).toHaveLength(3);
  });

  it('is not made of an image that does not exist, nor shown to another user', async () => {
    const [owner, other] = [await signUp(), await signUp()];
    const imageId = await uploadForm(owner, tinyGif(), { type: 'image/gif' });
    for (const name of ['nothing_output.mp4', 'nothing.mp4', `${imageId}_0123456789ab.mp4`]) {
      // oxlint-disable-next-line no-await-in-loop -- one request after the other
      const response = await owner.fetch(`/api/video/${name}`);
      expect(response.status).toBe(404);
      // oxlint-disable-next-line no-await-in-loop
      expect(await response.json()).toMatchObject({ code: 'VIDEO_NOT_FOUND', error: 'Video not found' });
    }
    expect((await other.fetch(`/api/video/${imageId}_output.mp4`)).status).toBe(404);
    const download = await other.fetch(`/api/download/${imageId}_output.mp4`);
    expect(download.status).toBe(404);
    expect(await download.json()).toMatchObject({ code: 'FILE_NOT_FOUND', error: 'File not found' });
    expect(await listed(owner)).toHaveLength(0);
  });
});

describe('watching', () => {
  it('answers ranges, conditions and HEAD', async () => {
    const client = await signUp();
    const { video_filename: name } = await makeVideo(client);
    const path = `/api/video/${name}`;
    const whole = await client.fetch(path);
    const film = await whole.bytes();
    const etag = whole.headers.get('ETag') ?? '';
    expect(etag).toMatch(/^"/);

    const part = await client.fetch(path, { headers: { Range: 'bytes=4-7' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('Content-Range')).toBe(`bytes 4-7/${film.length}`);
    expect(await part.text()).toBe('ftyp');
    const tail = await client.fetch(path, { headers: { Range: 'bytes=-5' } });
    expect(await tail.bytes()).toEqual(film.subarray(-5));

    const beyond = await client.fetch(path, { headers: { Range: `bytes=${film.length}-` } });
    expect(beyond.status).toBe(416);
    expect(beyond.headers.get('Content-Range')).toBe(`bytes */${film.length}`);

    const known = await client.fetch(path, { headers: { 'If-None-Match': etag } });
    expect(known.status).toBe(304);
    const changed = await client.fetch(path, { headers: { 'If-Match': '"another"' } });
    expect(changed.status).toBe(412);
    const stale = await client.fetch(path, { headers: { Range: 'bytes=0-3', 'If-Range': '"another"' } });
    expect(stale.status).toBe(200);

    const head = await client.fetch(path, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('Content-Length')).toBe(String(film.length));
    expect(await head.text()).toBe('');
  });

  it('can be saved under a name that says what it is', async () => {
    const client = await signUp();
    const { video_filename: name } = await makeVideo(client);
    const response = await client.fetch(`/api/download/${name}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('video/mp4');
    expect(response.headers.get('Content-Disposition')).toContain(`animated_${name}`);
  });

  it('says so when the film could not be made', async () => {
    const client = await signUp();
    const { imageId } = await uploadImage(client, CHELSEA);
    // The photo's bytes go before it is painted.
    const { results } = await env.DB.prepare('SELECT key FROM image_versions WHERE image_id = ?')
      .bind(imageId)
      .all<{ key: string }>();
    await env.BUCKET.delete(results.map(({ key }) => key));
    const path = `/api/video/${imageId}_output.mp4`;
    const response = await client.fetch(path);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: 'RENDER_FAILED', error: 'The photo was deleted.' });
    const [video] = await listed(client);
    expect(video).toMatchObject({ status: 'failed', error: 'The photo was deleted.', video_url: null });
  });
});

describe('whose videos', () => {
  it('are listed and deleted by their owner alone', async () => {
    const [owner, other] = [await signUp(), await signUp()];
    const { video_filename: name, task_id: taskId } = await makeVideo(owner);
    expect(await listed(other)).toHaveLength(0);
    expect((await other.fetch(`/api/video/${name}`)).status).toBe(404);
    expect((await other.delete(`/api/paint/${name}`)).status).toBe(404);

    const gone = await owner.delete(`/api/paint/${name}`);
    expect(gone.status).toBe(200);
    expect(await gone.json()).toEqual({ message: 'Video deleted successfully' });
    expect(await videoObjects(taskId)).toEqual([]);
    expect(await listed(owner)).toEqual([]);
    expect((await owner.fetch(`/api/video/${name}`)).status).toBe(404);
    expect((await owner.delete(`/api/paint/${name}`)).status).toBe(404);
  });

  it('of a guest are seen by whoever has the name, and deleted by that guest alone', async () => {
    const [guest, other] = [new Client(), new Client()];
    const imageId = await uploadForm(guest, tinyGif(), { type: 'image/gif' });
    const started = await startVideo(guest, { image_id: imageId, ...SHORT });
    expect(await finishedTask(guest, started.task_id)).toMatchObject({ status: 'completed' });
    expect((await other.fetch(`/api/video/${started.video_filename}`)).status).toBe(200);
    expect(await listed(other)).toHaveLength(0);
    const refused = await other.delete(`/api/paint/${started.video_filename}`);
    expect(refused.status).toBe(403);
    expect((await guest.delete(`/api/paint/${started.video_filename}`)).status).toBe(200);
  });

  it('of a guest who signs up come along', async () => {
    const guest = new Client();
    const imageId = await uploadForm(guest, tinyGif(), { type: 'image/gif' });
    const started = await startVideo(guest, { image_id: imageId, ...SHORT });
    expect(await finishedTask(guest, started.task_id)).toMatchObject({ status: 'completed' });
    const user = await signUp(undefined, guest);
    expect(await listed(user)).toMatchObject([{ video_filename: started.video_filename }]);
  });

  it('go with their image', async () => {
    const client = await signUp();
    const imageId = await uploadForm(client, tinyGif(), { type: 'image/gif' });
    const started = await startVideo(client, { image_id: imageId, ...SHORT });
    expect(await finishedTask(client, started.task_id)).toMatchObject({ status: 'completed' });
    expect((await client.delete(`/api/images/${imageId}`)).status).toBe(200);
    expect(await videoObjects(started.task_id)).toEqual([]);
    expect(await listed(client)).toEqual([]);
    expect((await client.fetch(`/api/video/${started.video_filename}`)).status).toBe(404);
  });

  it('deleted while they are painted leave no task and no file', async () => {
    const client = await signUp();
    const { imageId } = await uploadImage(client, COFFEE);
    const started = await startVideo(client, { image_id: imageId, duration: '20' });
    expect((await client.delete(`/api/paint/${started.video_filename}`)).status).toBe(200);
    expect((await readTask(client, started.task_id)).status).toBe('cancelled');
    await expect.poll(() => videoObjects(started.task_id), { timeout: 15_000 }).toEqual([]);
  });
});

describe('an upload', () => {
  it.each([
    ['?animate=true', 1],
    ['?animate=false', 0],
    ['', 0],
  ])('with %s begins %i videos, under the name that it answers', async (query, count) => {
    const client = await signUp();
    const form = formWith(tinyGif(), { type: 'image/gif' });
    const response = await sendForm(client, `/api/upload${query}`, form);
    expect(response.status).toBe(200);
    const { video_filename: name } = await response.json<{ video_filename: string }>();
    const videos = await listed(client);
    expect(videos.map((video) => video['video_filename'])).toEqual(count === 1 ? [name] : []);
  });
});
