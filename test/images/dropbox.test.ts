import { describe, expect, it } from 'vitest';
import { app } from '../../src/app.ts';
import { isImageId } from '../../src/images/ids.ts';
import { Client, signUp } from '../support/client.ts';
import { formWith, sendForm } from '../support/forms.ts';
import { CHELSEA, COFFEE } from '../support/photos.ts';

function tooLarge(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16 * 1024 * 1024 + 1);
  bytes.set(CHELSEA);
  return bytes;
}

const newId = () => `box_${crypto.randomUUID()}`;

describe('the drop-box', () => {
  it('takes a photo for an id and says where it is', async () => {
    const [sender, finder] = [new Client(), new Client()];
    const id = newId();
    const response = await sendForm(sender, `/upload/${id}`, formWith(CHELSEA, { filename: 'cat.png' }));
    expect(response.status).toBe(201);
    const answer = await response.json<{ s3_url: string; image_url: string }>();
    expect(answer).toEqual({
      success: true,
      message: 'Image uploaded successfully',
      image_id: id,
      s3_url: expect.stringMatching(/^http/),
      image_url: expect.stringMatching(/^http/),
      delete_url: `http://localhost:8787/images/${id}`,
      uploaded_at: expect.stringMatching(/Z$/),
    });
    for (const url of [answer.s3_url, answer.image_url]) {
      expect(new Uint8Array(await (await new Client().fetch(url)).arrayBuffer())).toEqual(CHELSEA);
    }
    const found = await finder.fetch(`/api/url/${id}`);
    expect(found.status).toBe(200);
    expect(await found.json()).toEqual({
      success: true,
      image_id: id,
      s3_url: expect.stringMatching(/^http/),
      original_filename: 'cat.png',
      file_size: CHELSEA.length,
      content_type: 'image/png',
      uploaded_at: expect.stringMatching(/Z$/),
    });
  });

  it('gives the newest of many, also of those that came at once', async () => {
    const client = new Client();
    const id = newId();
    await Promise.all([0, 1].map(() => sendForm(client.copy(), `/upload/${id}`, formWith(CHELSEA))));
    await sendForm(client, `/upload/${id}`, formWith(COFFEE, { filename: 'last.png' }));
    expect(await (await client.fetch(`/api/url/${id}`)).json()).toMatchObject({
      original_filename: 'last.png',
    });
  });

  it('takes all photos of guests who begin the same id at once', async () => {
    const id = newId();
    const sent = Array.from({ length: 4 }, () => sendForm(new Client(), `/upload/${id}`, formWith(CHELSEA)));
    for (const { status } of await Promise.all(sent)) expect(status).toBe(201);
    const { count } = await (await new Client().fetch(`/api/images/${id}`)).json<{ count: number }>();
    expect(count).toBe(4);
  });

  it('lets one of two users who begin the same id have it', async () => {
    const users = await Promise.all([signUp(), signUp()]);
    const id = newId();
    const statuses = await Promise.all(
      users.map(async (user) => (await sendForm(user, `/upload/${id}`, formWith(CHELSEA))).status),
    );
    expect(statuses.toSorted((a, b) => a - b)[0]).toBe(201);
    expect([404, 409]).toContain(Math.max(...statuses));
    const seen = await Promise.all(
      users.map(async (user) => (await user.fetch(`/api/images/${id}`)).json<{ count?: number }>()),
    );
    expect(seen.map(({ count }) => count ?? 0).toSorted((a, b) => a - b)).toEqual([0, 1]);
  });

  it.each(['a', '7', '_a_', '-0-', 'x'.repeat(128), 'IMG_20260101-1', 'API', 'constructor'])(
    'takes the id %s',
    async (id) => {
      expect((await sendForm(new Client(), `/upload/${id}`, formWith(CHELSEA))).status).toBe(201);
    },
  );

  it.each([
    '-',
    '___',
    'x'.repeat(129),
    'x'.repeat(256),
    'x'.repeat(257),
    'a.b',
    'a%20b',
    'a%2Fb',
    '%F0%9F%90%88',
    'é',
    'a;b',
    'a%00',
    '%2e%2e%2fa',
  ])('refuses the id %s', async (id) => {
    const response = await sendForm(new Client(), `/upload/${id}`, formWith(CHELSEA));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'Invalid image ID format' });
  });

  it('refuses every word that begins another address of the service', async () => {
    const first = new Set(app.routes.map(({ path }) => path.split('/')[1] ?? ''));
    const words = [...first].filter((word) => /^[\w-]+$/.test(word));
    expect(words).toEqual(
      expect.arrayContaining(['api', 'images', 'img', 'upload', 'health', 'docs', 'ws', 'files']),
    );
    for (const word of words) expect(isImageId(word)).toBe(false);
    const response = await sendForm(new Client(), '/upload/health', formWith(CHELSEA));
    expect(response.status).toBe(400);
  });

  const jpegs = 'Invalid file type. Allowed types: png, jpg, gif, webp, bmp, tiff';
  it.each([
    ['No file provided', 400, formWith(CHELSEA, { field: 'photo' })],
    ['No file selected', 400, formWith('', { filename: '', type: 'application/octet-stream' })],
    [jpegs, 400, formWith('<svg xmlns="http://www.w3.org/2000/svg"/>'.padEnd(80))],
    [jpegs, 400, formWith(CHELSEA, { type: 'text/html' })],
    ['File too large. Maximum size: 16.0MB', 413, formWith(tooLarge())],
  ])('says %s', async (error, status, form) => {
    const response = await sendForm(new Client(), `/upload/${newId()}`, form);
    expect([response.status, await response.json()]).toMatchObject([status, { success: false, error }]);
  });

  it('says No file provided to a request without a form', async () => {
    const response = await new Client().post(`/upload/${newId()}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'No file provided' });
  });

  it('has nothing at an id to which nothing was sent', async () => {
    const response = await new Client().fetch(`/api/url/${newId()}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: 'Image not found' });
  });

  it.each([129, 256, 257, 2000])('has nothing at an id of %d characters', async (length) => {
    const id = 'x'.repeat(length);
    for (const path of [`/api/url/${id}`, `/api/images/${id}`, `/img/w_32/${id}`, `/${id}`]) {
      expect([path, (await new Client().fetch(path)).status]).toEqual([path, 404]);
    }
    for (const path of [`/images/${id}`, `/api/images/${id}`]) {
      expect((await new Client().delete(path)).status).toBe(404);
    }
  });

  it('has a page for every id, with nothing inline, and none for other words', async () => {
    const page = await new Client().fetch(`/${newId()}`);
    expect(page.status).toBe(200);
    expect(page.headers.get('Content-Type')).toMatch(/^text\/html/);
    expect(page.headers.get('Content-Security-Policy')).toContain("script-src 'self'");
    expect(page.headers.get('Content-Security-Policy')).not.toContain('unsafe-inline');
    const html = await page.text();
    expect(html).not.toMatch(/<style|<script(?![^>]* src=)| on\w+=| style=/);
    for (const [, file = ''] of html.matchAll(/(?:src|href)="(\/dropbox\/[^"]+)"/g)) {
      expect((await new Client().fetch(file)).status).toBe(200);
    }
    for (const path of ['/api', '/upload', '/img', '/nothing.here', '/-']) {
      expect((await new Client().fetch(path)).status).toBe(404);
    }
  });
});
