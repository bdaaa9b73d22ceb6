import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { Client, signUp } from '../support/client.ts';
import { formWith, sendForm, uploadForm } from '../support/forms.ts';
import { generated, readInfo } from '../support/masks.ts';
import { CHELSEA, COFFEE } from '../support/photos.ts';
import { type Pixels, readPng } from '../support/png.ts';
import { createSketch, finishedTask, readSketch } from '../support/studio.ts';

const DRAWING = { style: 'ink', method: 'basic' };

async function pictureOf(client: Client, parameters: Record<string, string>): Promise<Pixels> {
  const { sketchId, taskId } = await createSketch(client, { ...DRAWING, ...parameters });
  expect(await finishedTask(client, taskId)).toMatchObject({ status: 'completed', error: null });
  const { sketch_image_url: url } = await readSketch(client, sketchId);
  const response = await new Client().fetch(url ?? 'about:blank');
  return readPng(new Uint8Array(await response.arrayBuffer()));
}

/** Share of the pixels that are the photo's, of those inside and of those outside. */
function unchanged(picture: Pixels, photo: Pixels, isInside: (i: number) => boolean) {
  const counts = { inside: [0, 0], outside: [0, 0] };
  for (let i = 0; i < picture.width * picture.height; i++) {
    const count = isInside(i) ? counts.inside : counts.outside;
    const isSame = [0, 1, 2].every(
      (channel) =>
        picture.samples[picture.channels * i + channel] === photo.samples[photo.channels * i + channel],
    );
    count[0] = (count[0] ?? 0) + (isSame ? 1 : 0);
    count[1] = (count[1] ?? 0) + 1;
  }
  const share = ([same = 0, all = 0]: number[]) => same / all;
  return { inside: share(counts.inside), outside: share(counts.outside) };
}

describe('a sketch of a part of a photo', () => {
  it('draws one segmentation mask and leaves the rest as it was, in colour', async () => {
    const client = new Client();
    const { image_id: id, mask_count: count } = await generated(client, CHELSEA);
    const mask = (await readInfo(client, id)).available_masks[count - 1];
    const inside = readPng(Uint8Array.fromBase64(mask?.mask_b64 ?? ''));
    const picture = await pictureOf(client, { image_id: id, mask_id: String(count - 1) });
    expect([picture.width, picture.height, picture.channels]).toEqual([451, 300, 3]);
    const same = unchanged(picture, readPng(CHELSEA), (i) => inside.samples[i] === 255);
    expect(same.inside).toBeLessThan(0.1);
    expect(same.outside).toBeGreaterThan(0.85);
  });

  it('draws what was painted over the image', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    await sendForm(client, `/api/upload/${id}/mask`, formWith(COFFEE));
    const mask = await client.fetch(`/api/images/${id}/mask`);
    const inside = readPng(new Uint8Array(await mask.arrayBuffer()));
    const picture = await pictureOf(client, { image_id: id, drawn_mask: 'true' });
    const same = unchanged(picture, readPng(CHELSEA), (i) => inside.samples[i] === 255);
    expect(same.outside).toBeGreaterThan(0.8);
    expect(same.inside).toBeLessThan(0.2);
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

  it('is not drawn with a mask that took the place of the one that was meant', async () => {
    const client = await signUp();
    const id = await uploadForm(client, CHELSEA);
    await sendForm(client, `/api/upload/${id}/mask`, formWith(COFFEE));
    // As when the mask changes between the call and the run.
    await env.DB.prepare("update drawn_masks set etag = 'earlier' where image_id = ?").bind(id).run();
    const { taskId } = await createSketch(client, { ...DRAWING, image_id: id, drawn_mask: 'true' });
    await sendForm(client, `/api/upload/${id}/mask`, formWith(CHELSEA));
    const task = await finishedTask(client, taskId);
    expect([task.status, task.error ?? 'drawn before it changed']).toEqual([
      expect.stringMatching(/failed|completed/),
      expect.stringMatching(/replaced by another|not found|drawn before/),
    ]);
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
