import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { jobs } from '../../src/jobs-table.ts';
import { Client, ORIGIN } from '../support/client.ts';
import { formWith, sendForm, uploadForm } from '../support/forms.ts';
import { generated, readInfo } from '../support/masks.ts';
import { CHELSEA, COFFEE } from '../support/photos.ts';
import { type Pixels, readPng } from '../support/png.ts';
import { createSketch, finishedTask, readSketch, readTask } from '../support/studio.ts';
import { run } from '../support/tasks.ts';
import { fetchFrom } from '../support/worker.ts';

const DRAWING = { style: 'ink', method: 'basic' };

async function pictureOf(client: Client, parameters: Record<string, string>): Promise<Pixels> {
  const { sketchId, taskId } = await createSketch(client, { ...DRAWING, ...parameters });
  expect(await finishedTask(client, taskId)).toMatchObject({ status: 'completed', error: null });
  const { sketch_image_url: url } = await readSketch(client, sketchId);
  const response = await new Client().fetch(url ?? 'about:blank');
  return readPng(new Uint8Array(await response.arrayBuffer()));
}

/** Shares of the pixels that are the photo's, of those inside and of those outside, but for those near the edge. */
function unchanged(picture: Pixels, photo: Pixels, mask: Pixels): { inside: number; outside: number } {
  const { width, height } = mask;
  const all = { inside: 0, outside: 0 };
  const same = { inside: 0, outside: 0 };
  for (let y = EDGE; y < height - EDGE; y++) {
    for (let x = EDGE; x < width - EDGE; x++) {
      const i = y * width + x;
      if (isNearEdge(mask, x, y)) continue;
      const side = mask.samples[i] === 255 ? 'inside' : 'outside';
      const isSame = [0, 1, 2].every(
        (channel) =>
          picture.samples[picture.channels * i + channel] === photo.samples[photo.channels * i + channel],
      );
      all[side]++;
      if (isSame) same[side]++;
    }
  }
  return { inside: same.inside / all.inside, outside: same.outside / all.outside };
}

const EDGE = 2;

function isNearEdge({ samples, width }: Pixels, x: number, y: number): boolean {
  for (let dy = -EDGE; dy <= EDGE; dy++) {
    for (let dx = -EDGE; dx <= EDGE; dx++) {
      if (samples[(y + dy) * width + x + dx] !== samples[y * width + x]) return true;
    }
  }
  return false;
}

describe('a sketch of a part of a photo', () => {
  it('draws one segmentation mask and leaves the rest as it was, in colour', async () => {
    const client = new Client();
    const { image_id: id, mask_count: count } = await generated(client, CHELSEA);
    const mask = (await readInfo(client, id)).available_masks[count - 1];
    const inside = readPng(Uint8Array.fromBase64(mask?.mask_b64 ?? ''));
    const picture = await pictureOf(client, { image_id: id, mask_id: String(count - 1) });
    expect([picture.width, picture.height, picture.channels]).toEqual([451, 300, 3]);
    const same = unchanged(picture, readPng(CHELSEA), inside);
    expect(same.inside).toBeLessThan(0.1);
    expect(same.outside).toBe(1);
  });

  it('draws what was painted over the image', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    await sendForm(client, `/api/upload/${id}/mask`, formWith(COFFEE));
    const mask = await client.fetch(`/api/images/${id}/mask`);
    const inside = readPng(new Uint8Array(await mask.arrayBuffer()));
    const picture = await pictureOf(client, { image_id: id, drawn_mask: 'true' });
    const same = unchanged(picture, readPng(CHELSEA), inside);
    expect(same.inside).toBeLessThan(0.1);
    expect(same.outside).toBe(1);
  });

  it('is not taken for a sketch of another part, or of all', async () => {
    const client = new Client();
    const { image_id: id, mask_count: count } = await generated(client, CHELSEA);
    const whole = await pictureOf(client, { image_id: id });
    const one = await pictureOf(client, { image_id: id, mask_id: String(count - 1) });
    const other = await pictureOf(client, { image_id: id, mask_id: String(count - 2) });
    const none = await pictureOf(client, { image_id: id, drawn_mask: 'false' });
    expect(one.samples).not.toEqual(other.samples);
    expect([whole.channels, one.channels]).toEqual([1, 3]);
    expect(none).toEqual(whole);
  });

  it.each([
    ['replaced', 'The mask was replaced by another.'],
    ['gone', 'Mask not found'],
  ])('is not drawn when the painted mask is %s before its turn comes', async (fate, error) => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    await sendForm(client, `/api/upload/${id}/mask`, formWith(COFFEE));
    const query = new URLSearchParams({ ...DRAWING, image_id: id, drawn_mask: 'true' });
    const neverSent = { SKETCH_QUEUE: { send: () => Promise.resolve() } };
    const init = { method: 'POST' };
    const response = await fetchFrom(neverSent, `${ORIGIN}/api/sketch/create?${query}`, init);
    const { task_id: taskId } = await response.json<{ task_id: string }>();
    if (fate === 'replaced') await sendForm(client, `/api/upload/${id}/mask`, formWith(CHELSEA));
    else await env.DB.prepare('delete from drawn_masks where image_id = ?').bind(id).run();
    await run({ id: taskId }, jobs);
    expect(await readTask(client, taskId)).toMatchObject({ status: 'failed', error });
  });

  it.each([
    ['a mask that is not there', { mask_id: '999' }, 404, 'MASK_NOT_FOUND'],
    ['what nobody painted', { drawn_mask: 'true' }, 404, 'MASK_NOT_FOUND'],
    ['a mask that is no number', { mask_id: 'one' }, 422, 'VALIDATION_ERROR'],
    ['a mask before the first', { mask_id: '-1' }, 422, 'VALIDATION_ERROR'],
    ['neither yes nor no', { drawn_mask: 'maybe' }, 422, 'VALIDATION_ERROR'],
    ['two parts at once', { mask_id: '0', drawn_mask: 'true' }, 422, 'VALIDATION_ERROR'],
  ])('that is %s is refused', async (_, part, status, code) => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    const query = new URLSearchParams({ image_id: id, ...part });
    const response = await client.post(`/api/sketch/create?${query}`);
    expect([response.status, (await response.json<{ code: string }>()).code]).toEqual([status, code]);
  });
});
