import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../src/engine/index.ts';
import { Client, ORIGIN, signUp } from '../support/client.ts';
import { formWith, readImage, sendForm, uploadForm } from '../support/forms.ts';
import { CHELSEA, COFFEE, SAMPLES, tinyGif } from '../support/photos.ts';
import { fetchFrom } from '../support/worker.ts';

/** Any picture serves as a drawing here. */
const DRAWING = COFFEE;

async function masksInR2(): Promise<number> {
  return (await env.BUCKET.list({ prefix: 'masks/' })).objects.length;
}

describe('a drawn mask', () => {
  it('is kept as it was sent, and named by its image', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    const response = await sendForm(client, `/api/upload/${id}/mask`, formWith(DRAWING));
    expect(response.status).toBe(200);
    const answer = await response.json<{ mask_url: string }>();
    expect(answer).toEqual({
      success: true,
      id,
      mask_url: expect.stringMatching(/^http:\/\/localhost:8787\/files\/masks\//),
      width: 600,
      height: 400,
    });
    const { mask_url: url } = await readImage(client, id);
    for (const link of [answer.mask_url, url ?? '']) {
      const sent = await new Client().fetch(link);
      expect(new Uint8Array(await sent.arrayBuffer())).toEqual(DRAWING);
    }
  });

  it.each(SAMPLES)('may be a %s', async (_, bytes) => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    expect((await sendForm(client, `/api/upload/${id}/mask`, formWith(bytes))).status).toBe(200);
    const mask = await client.fetch(`/api/images/${id}/mask`);
    expect(mask.status).toBe(200);
    expect(readHeader(new Uint8Array(await mask.arrayBuffer()), true)).toMatchObject({
      type: 'png',
      channels: 1,
      width: 451,
      height: 300,
    });
  });

  it('gives way to a newer one, whose predecessor is gone from R2', async () => {
    const client = new Client();
    const before = await masksInR2();
    const id = await uploadForm(client, CHELSEA);
    await sendForm(client, `/api/upload/${id}/mask`, formWith(COFFEE));
    const first = (await client.fetch(`/api/images/${id}/mask`)).headers.get('ETag');
    await sendForm(client, `/api/upload/${id}/mask`, formWith(CHELSEA));
    const { mask_url: url } = await readImage(client, id);
    expect(new Uint8Array(await (await client.fetch(url ?? '')).arrayBuffer())).toEqual(CHELSEA);
    expect((await client.fetch(`/api/images/${id}/mask`)).headers.get('ETag')).not.toBe(first);
    expect(await masksInR2()).toBe(before + 1);
    expect((await client.delete(`/images/${id}`)).status).toBe(200);
    expect(await masksInR2()).toBe(before);
  });

  it('of many that are sent at once is one, and nothing is kept of the others', async () => {
    const client = new Client();
    const before = await masksInR2();
    const id = await uploadForm(client, CHELSEA);
    const sent = Array.from({ length: 5 }, () =>
      sendForm(client.copy(), `/api/upload/${id}/mask`, formWith(DRAWING)),
    );
    for (const { status } of await Promise.all(sent)) expect(status).toBe(200);
    expect(await masksInR2()).toBe(before + 1);
    expect((await client.fetch(`/api/images/${id}/mask`)).status).toBe(200);
  });

  it('comes in its formats, each with a tag of its own, and is not made again for one who has it', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    await sendForm(client, `/api/upload/${id}/mask`, formWith(DRAWING));
    const tags = new Set<string>();
    for (const query of ['', '?fit=stretch', '?format=alpha', '?format=alpha&fit=stretch']) {
      const path = `/api/images/${id}/mask${query}`;
      const response = await client.fetch(path);
      const tag = response.headers.get('ETag') ?? '';
      expect(response.headers.get('Content-Type')).toBe('image/png');
      tags.add(tag);
      const again = await client.fetch(path, { headers: { 'If-None-Match': tag } });
      expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
      expect((await client.fetch(path, { headers: { 'If-Match': '"x"' } })).status).toBe(412);
    }
    expect(tags.size).toBe(4);
  });

  it.each(['?format=jpeg', '?fit=cover', '?format=PNG', '?fit=0'])('is refused with %s', async (query) => {
    const client = new Client();
    const id = await uploadForm(client, tinyGif());
    expect((await client.fetch(`/api/images/${id}/mask${query}`)).status).toBe(422);
  });

  it.each([
    ['no file', 422, 'VALIDATION_ERROR', formWith(DRAWING, { field: 'mask' })],
    ['no image', 415, 'UNSUPPORTED_MEDIA_TYPE', formWith('{"strokes": []}'.padEnd(80))],
    ['half of one', 422, 'CORRUPT_IMAGE', formWith(DRAWING.slice(0, 9000))],
    ['an empty one', 400, 'EMPTY_FILE', formWith('')],
  ])('that is %s is refused, and the one before stays', async (_, status, code, form) => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    await sendForm(client, `/api/upload/${id}/mask`, formWith(DRAWING));
    const before = await masksInR2();
    const response = await sendForm(client, `/api/upload/${id}/mask`, form);
    expect([response.status, (await response.json<{ code: string }>()).code]).toEqual([status, code]);
    expect(await masksInR2()).toBe(before);
    expect((await client.fetch(`/api/images/${id}/mask`)).status).toBe(200);
  });

  it('is not found where there is none, and nor is its image', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    const none = await client.fetch(`/api/images/${id}/mask`);
    expect([none.status, await none.json()]).toMatchObject([404, { code: 'MASK_NOT_FOUND' }]);
    for (const response of [
      await client.fetch('/api/images/nowhere/mask'),
      await sendForm(client, '/api/upload/nowhere/mask', formWith(DRAWING)),
    ]) {
      expect([response.status, await response.json()]).toMatchObject([404, { error: 'Image not found' }]);
    }
  });

  it('may be drawn by whoever has the id of a guest’s image, and over a user’s by its owner', async () => {
    const [owner, stranger, guest] = [await signUp(), await signUp(), new Client()];
    const ofUser = await uploadForm(owner, CHELSEA);
    const ofGuest = await uploadForm(guest, CHELSEA);
    expect((await sendForm(new Client(), `/api/upload/${ofGuest}/mask`, formWith(DRAWING))).status).toBe(200);
    expect((await sendForm(owner, `/api/upload/${ofUser}/mask`, formWith(DRAWING))).status).toBe(200);
    for (const other of [stranger, guest, new Client()]) {
      expect((await sendForm(other, `/api/upload/${ofUser}/mask`, formWith(DRAWING))).status).toBe(404);
      expect((await other.fetch(`/api/images/${ofUser}/mask`)).status).toBe(404);
    }
    const off = await fetchFrom({ GUEST_ACCESS: 'off' }, `${ORIGIN}/api/images/${ofGuest}/mask`);
    expect(off.status).toBe(401);
  });
});
