import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { eraseGuestWork, removeOrphans } from '../../src/cleanup/index.ts';
import { Client, signUp } from '../support/client.ts';
import { tinyGif } from '../support/photos.ts';
import { createSketch, finishedTask, uploadImage } from '../support/studio.ts';

const HOUR_MS = 3600 * 1000;
const inHours = (hours: number) => Date.now() + hours * HOUR_MS;

async function keys(): Promise<string[]> {
  const { objects } = await env.BUCKET.list();
  return objects.map(({ key }) => key).toSorted();
}

async function drawn(client: Client) {
  const { imageId } = await uploadImage(client, tinyGif());
  const { sketchId, taskId } = await createSketch(client, {
    image_id: imageId,
    look: 'classic',
    method: 'basic',
  });
  await finishedTask(client, taskId);
  return { imageId, sketchId, taskId };
}

async function statuses(client: Client, { imageId, sketchId, taskId }: Awaited<ReturnType<typeof drawn>>) {
  const paths = [`/api/images/${imageId}`, `/api/sketch/${sketchId}`, `/api/tasks/${taskId}`];
  return Promise.all(paths.map(async (path) => (await client.fetch(path)).status));
}

describe('what guests leave behind', () => {
  it('stays for a day, and is gone after it with all its objects; what users own stays', async () => {
    const [guest, user] = [new Client(), await signUp()];
    const [theirs, own] = [await drawn(guest), await drawn(user)];

    await eraseGuestWork(env, inHours(23.9));
    expect(await statuses(guest, theirs)).toEqual([200, 200, 200]);

    const before = await keys();
    await eraseGuestWork(env, inHours(24.1));
    expect(await statuses(guest, theirs)).toEqual([404, 404, 404]);
    expect(await statuses(user, own)).toEqual([200, 200, 200]);
    const left = await keys();
    expect(left.length).toBeLessThan(before.length);
    expect(left.filter((key) => key.includes(theirs.imageId) || key.includes(theirs.sketchId))).toEqual([]);

    await eraseGuestWork(env, inHours(24.1));
    expect(await keys()).toEqual(left);
  });

  it("stays while it is in use: a user's sketch of a guest's photo outlives the photo", async () => {
    const [guest, user] = [new Client(), await signUp()];
    const { imageId } = await uploadImage(guest, tinyGif());
    const { sketchId, taskId } = await createSketch(user, {
      image_id: imageId,
      look: 'classic',
      method: 'basic',
    });
    await finishedTask(user, taskId);
    await eraseGuestWork(env, inHours(25));
    expect(await statuses(user, { imageId, sketchId, taskId })).toEqual([404, 200, 200]);
  });

  it('goes a few at a time', async () => {
    const guest = new Client();
    for (let i = 0; i < 25; i++) await uploadImage(guest, tinyGif());
    const count = async () => {
      const { images } = await (await guest.fetch('/images?limit=100')).json<{ images: unknown[] }>();
      return images.length;
    };
    expect(await count()).toBe(25);
    await eraseGuestWork(env, inHours(25));
    expect(await count()).toBe(5);
    await eraseGuestWork(env, inHours(25));
    expect(await count()).toBe(0);
  });
});

describe('objects that no row names', () => {
  const STRAYS = [
    'uploads/x/1.png',
    'images/none',
    'derived/none/w_1.png',
    'masks/none',
    'segments/none/1',
    'sketches/none/1.png',
    'videos/none/1-video.mp4',
  ];

  beforeEach(async () => {
    for (const key of [...STRAYS, 'other/kept']) await env.BUCKET.put(key, 'x');
  });

  it('are removed after a day; named ones and those of others stay', async () => {
    const user = await signUp();
    const own = await drawn(user);
    await removeOrphans(env, inHours(23));
    expect(await keys()).toEqual(expect.arrayContaining(STRAYS));

    await removeOrphans(env, inHours(25));
    const left = await keys();
    expect(left.filter((key) => STRAYS.includes(key))).toEqual([]);
    expect(left).toContain('other/kept');
    expect(await statuses(user, own)).toEqual([200, 200, 200]);
    expect(left.filter((key) => key.startsWith(`sketches/${own.sketchId}/`))).toHaveLength(2);
  });

  it('are found behind any number of others, run by run, and from the beginning again', async () => {
    for (let i = 0; i < 120; i++) await env.BUCKET.put(`other/${String(i).padStart(3, '0')}`, 'x');
    for (let run = 0; run < 4; run++) await removeOrphans(env, inHours(25));
    const left = await keys();
    expect(left.filter((key) => STRAYS.includes(key))).toEqual([]);
    await env.BUCKET.put('images/late', 'x');
    for (let run = 0; run < 4; run++) await removeOrphans(env, inHours(25));
    expect(await keys()).not.toContain('images/late');
  });
});
