import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { jobs } from '../../src/jobs-table.ts';
import { asUpdate, listen } from '../notify/listening.ts';
import { Client, ORIGIN, signUp } from '../support/client.ts';
import { formWith, sendForm, uploadForm } from '../support/forms.ts';
import { addMask, generate, generated, type InfoJson, type MaskJson, readInfo } from '../support/masks.ts';
import { CHELSEA, COFFEE, SAMPLES } from '../support/photos.ts';
import { readPng } from '../support/png.ts';
import { finishedTask, readTask } from '../support/studio.ts';
import { run, withBindings } from '../support/tasks.ts';
import { fetchFrom } from '../support/worker.ts';

const RED = [255, 0, 0, 255];

function pixelsOf({ mask_b64: png }: Pick<MaskJson, 'mask_b64'>) {
  return readPng(Uint8Array.fromBase64(png));
}

async function objectsIn(prefix: string): Promise<number> {
  return (await env.BUCKET.list({ prefix })).objects.length;
}

async function problem(response: Response) {
  const { code, error } = await response.json<{ code: string; error: string }>();
  return [response.status, code, error];
}

/** Begins an image whose task nothing runs yet; @returns the task's id. */
async function generateLater(client: Client, id: string): Promise<string> {
  const never = { SKETCH_QUEUE: { send: () => Promise.resolve() } };
  const response = await fetchFrom(never, `${ORIGIN}/generate_and_store_masks?image_id=${id}&async=true`, {
    method: 'POST',
    body: JSON.stringify({ original_image_b64: CHELSEA.toBase64() }),
  });
  const [cookie = ''] = response.headers.getSetCookie();
  client.cookies.set('guest', cookie.slice(cookie.indexOf('=') + 1, cookie.indexOf(';')));
  return (await response.json<{ task_id: string }>()).task_id;
}

describe('masks of a photo', () => {
  it('are found, stored and read back with the photo', async () => {
    const client = new Client();
    const answer = await generated(client, CHELSEA);
    expect(answer).toMatchObject({
      image_id: expect.stringMatching(/^img_\d{8}_\d{6}_[0-9a-f]{8}$/),
      image_dimensions: { width: 451, height: 300 },
      mask_ids: Array.from({ length: answer.mask_count }, (_, id) => id),
    });
    expect(answer.mask_count).toBeGreaterThanOrEqual(5);
    const info = await readInfo(client, answer.image_id);
    expect(info).toMatchObject({ image_id: answer.image_id, width: 451, height: 300 });
    expect(info.original_image_b64).toBe(CHELSEA.toBase64());
    expect(info.available_masks.map(({ id }) => id)).toEqual(answer.mask_ids);
    const areas = info.available_masks.map(({ area }) => area);
    expect(areas).toEqual(areas.toSorted((a, b) => a - b));
  });

  it('are grey PNGs of 0 and 255 whose area and box are those of their pixels', async () => {
    const client = new Client();
    const { image_id: id } = await generated(client, COFFEE);
    const { available_masks: masks } = await readInfo(client, id);
    for (const mask of masks) {
      const { width, height, channels, samples } = pixelsOf(mask);
      expect([width, height, channels]).toEqual([600, 400, 1]);
      expect([...new Set(samples)].filter((value) => value % 255 !== 0)).toEqual([]);
      const inside = [...samples.keys()].filter((i) => samples[i] === 255);
      const xs = inside.map((i) => i % width);
      const ys = inside.map((i) => Math.floor(i / width));
      const [left, top] = [Math.min(...new Set(xs)), Math.min(...new Set(ys))];
      const [right, bottom] = [Math.max(...new Set(xs)), Math.max(...new Set(ys))];
      expect(mask).toMatchObject({
        area: inside.length,
        bbox: [left, top, right - left + 1, bottom - top + 1],
      });
    }
  });

  it.each(SAMPLES)('of a %s are found, with and without a data: prefix', async (type, bytes) => {
    const client = new Client();
    for (const prefix of ['', `data:${type};base64,`]) {
      const body = { original_image_b64: prefix + bytes.toBase64() };
      expect((await client.post('/generate_and_store_masks', body)).status).toBe(200);
    }
  });

  it('belong to an image as any other: it is listed with their number, and has a thumbnail', async () => {
    const client = new Client();
    const answer = await generated(client, CHELSEA, { image_id: 'masks-listed' });
    const list = await (await client.fetch('/images')).json<{ images: Record<string, unknown>[] }>();
    expect(list.images).toEqual([
      expect.objectContaining({ image_id: 'masks-listed', mask_count: answer.mask_count }),
    ]);
    const thumbnail = await client.fetch(String(list.images[0]?.['thumbnail_url']));
    expect(thumbnail.headers.get('Content-Type')).toBe('image/jpeg');
  });

  it('are gone with their image, from R2 too', async () => {
    const client = new Client();
    const before = [await objectsIn('segments/'), await objectsIn('images/')];
    const { image_id: id } = await generated(client, CHELSEA);
    await addMask(client, id, { points: [{ x: 220, y: 120 }] });
    expect(await objectsIn('segments/')).toBe((before[0] ?? 0) + 1);
    expect((await client.delete(`/images/${id}`)).status).toBe(200);
    expect([await objectsIn('segments/'), await objectsIn('images/')]).toEqual(before);
    expect((await client.fetch(`/images/${id}/info`)).status).toBe(404);
  });

  it('are those of the newest version', async () => {
    const client = new Client();
    await generated(client, CHELSEA, { image_id: 'two-versions' });
    expect((await sendForm(client, '/upload/two-versions', formWith(COFFEE))).status).toBe(201);
    expect(await readInfo(client, 'two-versions')).toMatchObject({ width: 600, available_masks: [] });
    const listed = async () => {
      const list = await (await client.fetch('/images')).json<{ images: { mask_count: number }[] }>();
      return list.images[0]?.mask_count;
    };
    expect(await listed()).toBe(0);
    await addMask(client, 'two-versions', { points: [{ x: 300, y: 200 }] });
    expect(await listed()).toBe(1);
  });
});

describe('generating masks', () => {
  it.each([
    ['an id with letters that ids have not', { image_id: 'a b' }, 400, 'INVALID_IMAGE_ID'],
    ['an id that is an address', { image_id: 'api' }, 400, 'INVALID_IMAGE_ID'],
    ['what is not base64', { original_image_b64: '%%%' }, 400, 'INVALID_REQUEST'],
    ['nothing', { original_image_b64: '' }, 422, 'VALIDATION_ERROR'],
    ['nothing behind a prefix', { original_image_b64: 'data:image/png;base64,' }, 400, 'EMPTY_FILE'],
    ['no photo', { original_image_b64: undefined }, 422, 'VALIDATION_ERROR'],
    ['what is no image', { original_image_b64: btoa('no image at all') }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a photo that was cut off',
      { original_image_b64: CHELSEA.subarray(0, 90_000).toBase64() },
      422,
      'CORRUPT_IMAGE',
    ],
  ])('of %s is refused, and nothing is stored', async (_, fields, status, code) => {
    const before = [await objectsIn('segments/'), await objectsIn('images/')];
    const body = { original_image_b64: CHELSEA.toBase64(), ...fields };
    for (const query of ['', '?async=true']) {
      const response = await new Client().post(`/generate_and_store_masks${query}`, body);
      expect((await problem(response)).slice(0, 2)).toEqual([status, code]);
    }
    expect([await objectsIn('segments/'), await objectsIn('images/')]).toEqual(before);
  });

  it('takes an id once, whoever has it', async () => {
    const [client, other] = [await signUp(), new Client()];
    await generated(client, CHELSEA, { image_id: 'taken' });
    const sentence = "Image with ID 'taken' already exists. Use a different ID.";
    for (const caller of [client, other]) {
      expect(await problem(await generate(caller, COFFEE, { image_id: 'taken' }))).toEqual([
        400,
        'IMAGE_EXISTS',
        sentence,
      ]);
    }
    const info = await readInfo(client, 'taken');
    expect(info.width).toBe(451);
  });

  it('of two who want an id at once gives it to one, and keeps nothing of the other', async () => {
    const before = [await objectsIn('segments/'), await objectsIn('images/')];
    const answers = await Promise.all(
      [new Client(), new Client(), new Client()].map((client) =>
        generate(client, COFFEE, { image_id: 'wanted' }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400, 400]);
    const after = [await objectsIn('segments/'), await objectsIn('images/')];
    expect(after).toEqual(before.map((count) => count + 1));
  });

  it('takes a photo as large as a file may be, and one byte more is too large', async () => {
    const settings = { MAX_FILE_SIZE: String(CHELSEA.length) };
    const post = (photo: Uint8Array) =>
      fetchFrom(settings, `${ORIGIN}/generate_and_store_masks`, {
        method: 'POST',
        body: JSON.stringify({ original_image_b64: photo.toBase64() }),
      });
    expect((await post(CHELSEA)).status).toBe(200);
    expect((await problem(await post(new Uint8Array([...CHELSEA, 0])))).slice(0, 2)).toEqual([
      413,
      'FILE_TOO_LARGE',
    ]);
    expect((await problem(await post(new Uint8Array(2 * CHELSEA.length)))).slice(0, 2)).toEqual([
      413,
      'BODY_TOO_LARGE',
    ]);
  });

  it('as a task answers at once, and the task tells of the masks', async () => {
    const client = new Client();
    const response = await generate(client, CHELSEA, { image_id: 'later', async: 'true' });
    expect(response.status).toBe(202);
    const { task_id: taskId, ...rest } = await response.json<{ task_id: string }>();
    expect(rest).toEqual({ message: 'Mask generation started', image_id: 'later', status: 'pending' });
    const task = await finishedTask(client, taskId);
    const { available_masks: masks } = await readInfo(client, 'later');
    expect(masks.length).toBeGreaterThanOrEqual(5);
    expect(task).toMatchObject({
      status: 'completed',
      kind: 'segment',
      result: { image_id: 'later', mask_count: masks.length, mask_ids: masks.map(({ id }) => id) },
    });
  });

  it('as a task is told of through the socket, step by step', async () => {
    const client = await signUp();
    const { ear } = await listen(client);
    const response = await generate(client, CHELSEA, { async: 'true' });
    const { task_id: taskId, image_id: id } = await response.json<{ task_id: string; image_id: string }>();
    const updates = [asUpdate(await ear.next()).data];
    while (updates.at(-1)?.status === 'running') updates.push(asUpdate(await ear.next()).data);
    expect(updates.every((update) => update.task_id === taskId && update['kind'] === 'segment')).toBe(true);
    expect(updates.map((update) => update['stage'])).toContain('segmenting');
    expect(updates.at(-1)).toMatchObject({ status: 'completed', progress: 100, result: { image_id: id } });
  });

  it('as a task leaves those masks their ids that were asked for meanwhile, in one object', async () => {
    const before = await objectsIn('segments/');
    const client = new Client();
    const taskId = await generateLater(client, 'meanwhile');
    const first = await (
      await addMask(client, 'meanwhile', { points: [{ x: 225, y: 130 }] })
    ).json<MaskJson>();
    await run({ id: taskId }, jobs);
    const { available_masks: masks } = await readInfo(client, 'meanwhile');
    expect(masks.length).toBeGreaterThanOrEqual(6);
    expect(masks[0]).toEqual(first);
    expect(await readTask(client, taskId)).toMatchObject({ result: { mask_count: masks.length } });
    expect(await objectsIn('segments/')).toBe(before + 1);
  });

  it('as a task ends with the image it was for, and leaves nothing', async () => {
    const before = [await objectsIn('segments/'), await objectsIn('images/')];
    const client = new Client();
    const taskId = await generateLater(client, 'short-lived');
    expect((await client.delete('/images/short-lived')).status).toBe(200);
    await run({ id: taskId }, jobs);
    expect(await readTask(client, taskId)).toMatchObject({
      status: 'cancelled',
      error: 'The image was deleted.',
    });
    expect([await objectsIn('segments/'), await objectsIn('images/')]).toEqual(before);
  });

  it('as a task that runs while its image is deleted takes back what it has stored', async () => {
    const before = [await objectsIn('segments/'), await objectsIn('images/')];
    const client = new Client();
    const taskId = await generateLater(client, 'deleted-late');
    const bucket = new Proxy(env.BUCKET, {
      get(target, name) {
        if (name === 'put') {
          return async (...put: Parameters<typeof target.put>) => {
            const object = await target.put(...put);
            await client.delete('/images/deleted-late');
            // As what was put a moment after the deletion had looked.
            await target.put(...put);
            return object;
          };
        }
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    await run({ id: taskId }, jobs, withBindings({ BUCKET: bucket }));
    expect((await readTask(client, taskId)).status).toBe('cancelled');
    expect([await objectsIn('segments/'), await objectsIn('images/')]).toEqual(before);
  });

  it('is counted as an upload and as a use of its own', async () => {
    const stats = async () =>
      (await new Client().fetch('/api/stats')).json<{ total_uploads: number; total_uses: number }>();
    const before = await stats();
    await generated(new Client(), CHELSEA);
    const after = await stats();
    expect(after.total_uploads - before.total_uploads).toBe(1);
    expect(after.total_uses - before.total_uses).toBe(2);
  });
});

describe('a point', () => {
  it('is in the masks whose pixels say so, smallest first', async () => {
    const client = new Client();
    const { image_id: id } = await generated(client, CHELSEA);
    await addMask(client, id, { box: [100, 60, 200, 180] });
    const { available_masks: masks } = await readInfo(client, id);
    const pictures = masks.map((mask) => ({ ...mask, ...pixelsOf(mask) }));
    for (let i = 0; i < 40; i++) {
      const [x, y] = [(i * 137) % 451, (i * 89) % 300];
      const holding = pictures
        .filter(({ samples }) => (samples[y * 451 + x] ?? 0) > 128)
        .toSorted((a, b) => a.area - b.area || a.id - b.id);
      const response = await client.fetch(`/images/${id}/mask_at_point?x=${x}&y=${y}`);
      const [hit] = holding;
      expect(await response.json()).toEqual(
        hit
          ? {
              message: 'Mask found',
              point: { x, y },
              mask_id: hit.id,
              mask_area: hit.area,
              mask_bbox: hit.bbox,
              total_containing_masks: holding.length,
              all_containing_masks: holding.map((mask) => mask.id),
            }
          : {
              message: 'No mask found at this point',
              point: { x, y },
              mask_id: null,
              total_masks_checked: masks.length,
            },
      );
    }
  });

  it.each([
    ['x=0&y=0', 200],
    ['x=450&y=299', 200],
    ['x=451&y=0', 400],
    ['x=0&y=300', 400],
    ['x=-1&y=0', 400],
    ['x=0&y=-1', 400],
    ['x=1.5&y=0', 422],
    ['x=one&y=0', 422],
    ['x=1', 422],
    ['', 422],
  ])('at %s is answered with %i', async (query, status) => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    expect((await client.fetch(`/images/${id}/mask_at_point?${query}`)).status).toBe(status);
  });
});

describe('a mask that is asked for', () => {
  it('gets the next id, and those before keep theirs', async () => {
    const client = new Client();
    const { image_id: id, mask_count: count } = await generated(client, CHELSEA);
    const before = await readInfo(client, id);
    const response = await addMask(client, id, { points: [{ x: 225, y: 130, label: 1 }] });
    expect(response.status).toBe(201);
    const added = await response.json<MaskJson>();
    expect(added.id).toBe(count);
    expect(pixelsOf(added).samples[130 * 451 + 225]).toBe(255);
    const after = await readInfo(client, id);
    expect(after.available_masks).toEqual([...before.available_masks, added]);
  });

  it('can be the first of a photo that was sent otherwise', async () => {
    const client = new Client();
    const id = await uploadForm(client, COFFEE);
    expect((await readInfo(client, id)).available_masks).toEqual([]);
    const { id: maskId } = await (await addMask(client, id, { box: [150, 80, 300, 240] })).json<MaskJson>();
    expect(maskId).toBe(0);
    expect((await readInfo(client, id)).available_masks).toHaveLength(1);
  });

  it('is not lost when others are asked for at the same time', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => addMask(client, id, { points: [{ x: 60 + 60 * i, y: 150 }] })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201]);
    const added = await Promise.all(answers.map((answer) => answer.json<MaskJson>()));
    const { available_masks: masks } = await readInfo(client, id);
    expect(masks).toEqual(added.toSorted((a, b) => a.id - b.id));
    expect(masks.map((mask) => mask.id)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it.each([
    ['nothing', {}, 422],
    ['a point beside it alone', { points: [{ x: 1, y: 1, label: 0 }] }, 422],
    ['a point of another kind', { points: [{ x: 1, y: 1, label: 2 }] }, 422],
    ['a point between pixels', { points: [{ x: 1.5, y: 1 }] }, 422],
    ['a point outside', { points: [{ x: 451, y: 1 }] }, 400],
    ['a box that is none', { box: [1, 1, 5] }, 422],
    ['an empty box', { box: [1, 1, 0, 5] }, 400],
    ['a box that leaves the photo', { box: [400, 1, 52, 5] }, 400],
  ])('by %s is refused', async (_, prompt, status) => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    expect((await addMask(client, id, prompt)).status).toBe(status);
    expect((await readInfo(client, id)).available_masks).toEqual([]);
  });
});

describe('a rendering', () => {
  async function rendered(client: Client, id: string, instructions: object[]) {
    const response = await client.post(`/render_masks/${id}`, { render_instructions: instructions });
    expect(response.status).toBe(200);
    const { rendered_image_b64: png } = await response.json<{ rendered_image_b64: string }>();
    return readPng(Uint8Array.fromBase64(png));
  }

  it('lays colours over nothing and copies the photo, in the order of the instructions', async () => {
    const client = new Client();
    const { image_id: id } = await generated(client, CHELSEA);
    const { available_masks: masks } = await readInfo(client, id);
    const largest = masks.at(-1);
    const mask = largest && pixelsOf(largest);
    const photo = readPng(CHELSEA);
    const red = await rendered(client, id, [{ mask_id: largest?.id, color: [255, 0, 0, 128] }]);
    const copy = await rendered(client, id, [
      { mask_id: largest?.id, color: RED },
      { mask_id: 9999, color: RED },
      { mask_id: largest?.id, color: null },
    ]);
    expect([red.width, red.height, red.channels]).toEqual([451, 300, 4]);
    for (let i = 0; i < 451 * 300; i += 7) {
      const inside = mask?.samples[i] === 255;
      expect([...red.samples.subarray(4 * i, 4 * i + 4)]).toEqual(inside ? [255, 0, 0, 128] : [0, 0, 0, 0]);
      const pixel = [...photo.samples.subarray(photo.channels * i, photo.channels * i + 3), 255];
      expect([...copy.samples.subarray(4 * i, 4 * i + 4)]).toEqual(inside ? pixel : [0, 0, 0, 0]);
    }
  });

  it('of no instructions is transparent', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    expect(new Set((await rendered(client, id, [])).samples)).toEqual(new Set([0]));
  });

  it.each([
    [[256, 0, 0, 0]],
    [[-1, 0, 0, 0]],
    [[0.5, 0, 0, 0]],
    [[0, 0, 0]],
    [[0, 0, 0, 0, 0]],
    ['red'],
    [undefined],
  ])('in the colour %j is refused', async (color) => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    const body = { render_instructions: [{ mask_id: 0, color }] };
    expect((await client.post(`/render_masks/${id}`, body)).status).toBe(422);
  });
});

describe('one mask', () => {
  it('comes as PNG, run lengths, COCO annotation and SVG', async () => {
    const client = new Client();
    const { image_id: id } = await generated(client, CHELSEA);
    const mask = (await readInfo(client, id)).available_masks[3];
    const path = `/images/${id}/masks/3`;
    const png = await client.fetch(path);
    expect(png.headers.get('Content-Type')).toBe('image/png');
    expect(new Uint8Array(await png.arrayBuffer()).toBase64()).toBe(mask?.mask_b64);
    const tag = png.headers.get('ETag') ?? '';
    expect((await client.fetch(path, { headers: { 'If-None-Match': tag } })).status).toBe(304);
    const record = { area: mask?.area, bbox: mask?.bbox, score: mask?.score };
    const rle = { size: [300, 451], counts: expect.stringMatching(/^[0-o]+$/) };
    expect(await (await client.fetch(`${path}?format=rle`)).json()).toEqual({ ...record, ...rle });
    expect(await (await client.fetch(`${path}?format=coco`)).json()).toEqual({
      ...record,
      id: 3,
      image_id: id,
      iscrowd: 0,
      segmentation: expect.any(Array),
      rle,
    });
    const svg = await client.fetch(`${path}?format=svg`);
    expect(svg.headers.get('Content-Type')).toBe('image/svg+xml');
    expect(await svg.text()).toMatch(/^<svg [^>]*viewBox="0 0 451 300"[^>]*><path [^>]*d="M\d/);
  });

  it.each([
    ['999', 404],
    ['-1', 422],
    ['one', 422],
    ['0?format=gif', 422],
  ])('%s is answered with %i', async (rest, status) => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    expect((await client.fetch(`/images/${id}/masks/${rest}`)).status).toBe(status);
  });

  it('of a user is reached by the links of its list, without a cookie, and by nothing else', async () => {
    const client = await signUp();
    const { image_id: id } = await generated(client, CHELSEA);
    const info = await (
      await client.fetch(`/images/${id}/info?include=urls`)
    ).json<{
      original_url: string;
      original_image_b64?: string;
      available_masks: { mask_url: string; mask_b64?: string }[];
    }>();
    expect([info.original_image_b64, info.available_masks[0]?.mask_b64]).toEqual([undefined, undefined]);
    const nobody = new Client();
    expect((await nobody.fetch(info.original_url)).status).toBe(200);
    const link = info.available_masks[0]?.mask_url ?? '';
    const response = await nobody.fetch(link);
    expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'image/png']);
    expect((await nobody.fetch(link.replace('/masks/0', '/masks/1'))).status).toBe(403);
    expect((await nobody.fetch(`/images/${id}/masks/0`)).status).toBe(404);
  });
});

describe('whose masks they are', () => {
  const calls = (id: string): [string, RequestInit][] => [
    [`/images/${id}/info`, {}],
    [`/images/${id}/info?include=urls`, {}],
    [`/images/${id}/mask_at_point?x=1&y=1`, {}],
    [`/images/${id}/masks/0`, {}],
    [`/render_masks/${id}`, { method: 'POST', body: '{"render_instructions":[]}' }],
    [`/images/${id}/masks`, { method: 'POST', body: '{"points":[{"x":200,"y":100}]}' }],
  ];

  it('a user’s are nobody else’s to see or to add to', async () => {
    const [owner, other] = [await signUp(), await signUp()];
    const { image_id: id } = await generated(owner, CHELSEA);
    for (const [path, init] of calls(id)) {
      expect([path, (await owner.fetch(path, init)).ok]).toEqual([path, true]);
      for (const stranger of [other, new Client()]) {
        expect([path, (await stranger.fetch(path, init)).status]).toEqual([path, 404]);
      }
    }
  });

  it.each([
    ['private', true],
    ['shared', true],
    ['off', false],
  ])('a guest’s are for whoever has the id, with %s guest access: %s', async (GUEST_ACCESS, seen) => {
    const { image_id: id } = await generated(new Client(), CHELSEA);
    for (const [path, init] of calls(id)) {
      const response = await fetchFrom({ GUEST_ACCESS }, ORIGIN + path, init);
      expect([path, seen ? response.ok : response.status]).toEqual([path, seen ? true : 401]);
    }
    const body = JSON.stringify({ original_image_b64: CHELSEA.toBase64() });
    const init = { method: 'POST', body };
    const made = await fetchFrom({ GUEST_ACCESS }, `${ORIGIN}/generate_and_store_masks`, init);
    expect(made.status).toBe(seen ? 200 : 401);
    expect(made.headers.has('Set-Cookie')).toBe(seen);
  });

  it('a photo that changed under its link is not shown as the one that was checked', async () => {
    const client = new Client();
    const { image_id: id } = await generated(client, CHELSEA);
    const { objects } = await env.BUCKET.list({ prefix: 'images/' });
    for (const { key } of objects) await env.BUCKET.put(key, 'others');
    const info: Response = await client.fetch(`/images/${id}/info`);
    expect([info.status, (await info.json<Partial<InfoJson>>()).original_image_b64]).toEqual([
      404,
      undefined,
    ]);
  });
});
