import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { removeOrphans } from '../../src/cleanup/index.ts';
import { Client, ORIGIN, signUp } from '../support/client.ts';
import {
  formWith,
  readImage,
  type Sent,
  sendForm,
  sendUntyped,
  type UploadedJson,
  uploadForm,
} from '../support/forms.ts';
import { CHELSEA, COFFEE, SAMPLES, tinyGif } from '../support/photos.ts';
import { chunksOf, pngOf } from '../support/png.ts';
import { createSketch, readSketch, uploadImage } from '../support/studio.ts';
import { withBindings } from '../support/tasks.ts';
import { fetchFrom } from '../support/worker.ts';

const MAX_FILE_SIZE = 16 * 1024 * 1024;
const DAY_MS = 24 * 3600 * 1000;

/** Photos; thumbnails and videos come some time after the answer. */
async function keysInR2(): Promise<string[]> {
  const { objects } = await env.BUCKET.list();
  return objects.map(({ key }) => key).filter((key) => !/^(?:derived|videos)\//.test(key));
}

/** A binding some of whose methods are others. */
function replacing<Binding extends object>(binding: Binding, methods: Record<string, unknown>): Binding {
  return new Proxy(binding, {
    get: (target, name) =>
      methods[String(name)] ?? (Reflect.get(target, name) as (...args: unknown[]) => unknown).bind(target),
  });
}

function deleteFrom(bindings: Partial<Env>, guest: Client, id: string): Promise<Response> {
  return fetchFrom(withBindings(bindings), `${ORIGIN}/images/${id}`, {
    method: 'DELETE',
    headers: { Cookie: `guest=${guest.cookies.get('guest')}` },
  });
}

async function filled(length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  bytes.set(CHELSEA);
  return bytes;
}

function patched(at: number, value: number): Uint8Array<ArrayBuffer> {
  const bytes = CHELSEA.slice();
  new DataView(bytes.buffer).setUint32(at, value);
  return bytes;
}

async function listed(
  client: Client,
  query = '',
): Promise<{ images: ListedJson[]; next_cursor: string | null }> {
  const response = await client.fetch(`/images${query}`);
  expect(response.status).toBe(200);
  return response.json();
}

function textForm(): FormData {
  const form = new FormData();
  form.append('file', 'no file but its name');
  return form;
}

function versionIn(url: string): string {
  return new URL(url).searchParams.get('v') ?? 'none';
}

interface ListedJson {
  image_id: string;
  mask_count: number;
}

/** A TIFF of 8 × 1 pixels that says that it is compressed as faxes are. */
function faxTiff(): Uint8Array<ArrayBuffer> {
  const long = (value: number) => [value, 0, 0, 0];
  const tag = (id: number, value: number) => [id & 255, id >> 8, 4, 0, ...long(1), ...long(value)];
  return new Uint8Array([
    ...[0x49, 0x49, 42, 0, ...long(8), 5, 0],
    ...[tag(256, 8), tag(257, 1), tag(259, 4), tag(273, 74), tag(279, 1)].flat(),
    ...[...long(0), 0],
  ]);
}

describe('a photo sent in a form', () => {
  it('becomes an image, with every field that front ends read', async () => {
    const client = new Client();
    const response = await sendForm(client, '/api/upload', formWith(CHELSEA, { filename: 'cat.png' }));
    expect(response.status).toBe(200);
    const answer = await response.json<UploadedJson & { processing_time: number }>();
    expect(answer).toEqual({
      success: true,
      message: 'File uploaded successfully',
      id: answer.image_id,
      image_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      url: expect.stringMatching(/^http:\/\/localhost:8787\/files\//),
      video_filename: `${answer.image_id}_output.mp4`,
      processing_time: expect.any(Number),
      file_size: CHELSEA.length,
      width: 451,
      height: 300,
      content_type: 'image/png',
    });
    expect(client.cookies.has('guest')).toBe(true);
    const shown = await new Client().fetch(answer.url);
    expect(shown.headers.get('Content-Type')).toBe('image/png');
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(CHELSEA);
  });

  it.each(SAMPLES)('is known by its bytes, whatever it is called: %s', async (type, bytes) => {
    const sent = formWith(bytes, { filename: 'notes.txt', type: 'application/octet-stream' });
    const response = await sendForm(new Client(), '/api/upload', sent);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ content_type: type, file_size: bytes.length });
  });

  it('is taken with ?animate=true, too', async () => {
    const response = await sendForm(new Client(), '/api/upload?animate=true', formWith(tinyGif()));
    expect(response.status).toBe(200);
  });

  it('keeps its name for display, and what its sender says of it', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA, {
      filename: 'Tür \u202Egnp.png',
      fields: { metadata: '{"place":"Zürich","tags":[1,null]}' },
    });
    const { images } = await readImage(client, id);
    expect(images).toMatchObject([
      { original_filename: 'Tür gnp.png', metadata: { place: 'Zürich', tags: [1, null] } },
    ]);
  });

  it.each(['', 'Content-Type: text/plain\r\n', 'Content-Type: application/octet-stream\r\n'])(
    'is what its bytes are when the header of its part is "%s"',
    async (header) => {
      const ways = [
        ['/api/upload', 200],
        [`/upload/${crypto.randomUUID()}`, 201],
      ] as const;
      for (const [path, status] of ways) {
        const client = new Client();
        const response = await sendUntyped(client, path, CHELSEA, header);
        expect(response.status).toBe(status);
        const { image_id: id } = await response.json<UploadedJson>();
        expect((await readImage(client, id)).images).toMatchObject([{ content_type: 'image/png' }]);
        const text = 'no image, and of no type'.padEnd(80);
        const refused = await sendUntyped(client, path, text, header);
        expect(refused.status).toBe(path === '/api/upload' ? 415 : 400);
      }
    },
  );

  it('may come before or after its metadata', async () => {
    const form = new FormData();
    form.append('metadata', '{"first":true}');
    form.append('file', new File([tinyGif()], 'a.gif', { type: 'image/gif' }));
    const client = new Client();
    const response = await sendForm(client, '/api/upload', form);
    const { image_id: id } = await response.json<UploadedJson>();
    expect((await readImage(client, id)).images[0]?.metadata).toEqual({ first: true });
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[1]'],
    ['a number', '7'],
    ['more than 4 KB', JSON.stringify({ text: 'x'.repeat(4096) })],
  ])('is refused with metadata that is %s, and not stored', async (_, metadata) => {
    const before = await keysInR2();
    const response = await sendForm(new Client(), '/api/upload', formWith(CHELSEA, { fields: { metadata } }));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ detail: [{ loc: ['body', 'metadata'] }] });
    expect(await keysInR2()).toEqual(before);
  });

  const html = '<!doctype html><script>alert(1)</script>'.padEnd(100);
  const withoutData = chunksOf(CHELSEA).filter(({ type }) => type !== 'IDAT');
  const refused: [string, number, string, Uint8Array<ArrayBuffer> | string, Sent][] = [
    ['empty', 400, 'EMPTY_FILE', '', {}],
    ['HTML named .png', 415, 'UNSUPPORTED_MEDIA_TYPE', html, {}],
    ['SVG', 415, 'UNSUPPORTED_MEDIA_TYPE', '<svg xmlns="http://www.w3.org/2000/svg"/>'.padEnd(80), {}],
    ['declared to be a PDF', 415, 'UNSUPPORTED_MEDIA_TYPE', CHELSEA, { type: 'application/pdf' }],
    ['declared to be SVG', 415, 'UNSUPPORTED_MEDIA_TYPE', CHELSEA, { type: 'image/svg+xml' }],
    ['a few bytes of a PNG', 422, 'CORRUPT_IMAGE', CHELSEA.slice(0, 6), {}],
    ['cut off in the header', 422, 'CORRUPT_IMAGE', CHELSEA.slice(0, 20), {}],
    ['cut off in the middle', 422, 'CORRUPT_IMAGE', CHELSEA.slice(0, CHELSEA.length / 2), {}],
    ['cut off one byte before the end', 422, 'CORRUPT_IMAGE', CHELSEA.slice(0, -1), {}],
    ['a PNG with a spoilt byte', 422, 'CORRUPT_IMAGE', CHELSEA.with(90_000, 1 ^ (CHELSEA[90_000] ?? 0)), {}],
    ['a PNG of no data', 422, 'CORRUPT_IMAGE', pngOf(withoutData), {}],
    ['a TIFF of a compression that is not decoded', 415, 'UNSUPPORTED_MEDIA_TYPE', faxTiff(), {}],
    ['without a pixel', 422, 'CORRUPT_IMAGE', patched(16, 0), {}],
    ['a bomb of 60000 × 60000', 422, 'IMAGE_TOO_LARGE', patched(20, 60_000_000), {}],
  ];
  it.each(refused)(
    'is refused when it is %s, and nothing is stored',
    async (_, status, code, bytes, sent) => {
      const before = await keysInR2();
      const client = new Client();
      const response = await sendForm(client, '/api/upload', formWith(bytes, sent));
      expect([response.status, (await response.json<{ code: string }>()).code]).toEqual([status, code]);
      expect(await keysInR2()).toEqual(before);
      expect(client.cookies.size).toBe(0);
    },
  );

  it('is refused as too large by a claim of its own, but a claim of its sender makes nothing smaller', async () => {
    const response = await fetchFrom({ MAX_PIXELS: String(451 * 300 - 1) }, `${ORIGIN}/api/upload`, {
      method: 'POST',
      body: formWith(CHELSEA, { fields: { width: '1', height: '1' } }),
    });
    expect(response.status).toBe(422);
    const atTheLimit = await fetchFrom({ MAX_PIXELS: String(451 * 300) }, `${ORIGIN}/api/upload`, {
      method: 'POST',
      body: formWith(CHELSEA),
    });
    expect(atTheLimit.status).toBe(200);
  });

  it.each([
    ['another field', () => formWith(CHELSEA, { field: 'image' })],
    ['a text instead of a file', () => textForm()],
    ['no file chosen', () => formWith('', { filename: '', type: 'application/octet-stream' })],
  ])('that is missing is a validation error: %s', async (_, form) => {
    const response = await sendForm(new Client(), '/api/upload', form());
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      error: 'No file uploaded',
      detail: [{ loc: ['body', 'file'], msg: 'Field required', type: 'missing' }],
    });
  });

  it('is a validation error without any body, and with JSON', async () => {
    for (const response of [
      await new Client().post('/api/upload'),
      await new Client().post('/api/upload', {}),
    ]) {
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ error: 'No file uploaded' });
    }
  });

  it('may have exactly the greatest size, and not one byte more', async () => {
    const before = await keysInR2();
    const over = await sendForm(new Client(), '/api/upload', formWith(await filled(MAX_FILE_SIZE + 1)));
    expect(over.status).toBe(413);
    expect(await over.json()).toMatchObject({ error: 'File too large. Maximum size: 16.0MB' });
    expect(await keysInR2()).toEqual(before);
    const fits = await sendForm(new Client(), '/api/upload', formWith(await filled(MAX_FILE_SIZE)));
    expect(fits.status).toBe(200);
  });

  it('leaves no object when its row cannot be written, and no row when R2 does not take it', async () => {
    const before = await keysInR2();
    const noRows = withBindings({
      DB: { prepare: () => ({ bind: () => ({}) }), batch: () => Promise.reject(new Error('D1_ERROR: down')) },
    } as unknown as Partial<Env>);
    const unwritten = await fetchFrom(noRows, `${ORIGIN}/api/upload`, {
      method: 'POST',
      body: formWith(CHELSEA),
    });
    expect(unwritten.status).toBe(503);
    expect(await keysInR2()).toEqual(before);

    const noObjects = withBindings({
      BUCKET: { put: () => Promise.reject(new Error('put: Internal Error (10001)')) },
    } as unknown as Partial<Env>);
    const rows = () => env.DB.prepare('select count(*) as n from images').first('n');
    const rowsBefore = await rows();
    const unstored = await fetchFrom(noObjects, `${ORIGIN}/api/upload`, {
      method: 'POST',
      body: formWith(CHELSEA),
    });
    expect(unstored.status).toBe(503);
    expect(await rows()).toBe(rowsBefore);
  });
});

describe('an image', () => {
  it('is shown with all its versions, newest first', async () => {
    const client = await signUp();
    const id = `cat-${crypto.randomUUID()}`;
    for (const [bytes, filename] of [
      [CHELSEA, 'one.png'],
      [COFFEE, 'two.png'],
    ] as const) {
      expect((await sendForm(client, `/upload/${id}`, formWith(bytes, { filename }))).status).toBe(201);
    }
    const image = await readImage(client, id);
    expect(image).toMatchObject({ success: true, id, image_id: id, mask_url: null, count: 2 });
    expect(image.images.map((version) => [version.original_filename, version.width])).toEqual([
      ['two.png', 600],
      ['one.png', 451],
    ]);
    expect(Object.keys(image.images[0] ?? {}).join(' ')).toBe(
      'image_id s3_url original_filename file_size content_type uploaded_at width height thumbnail_url blurhash metadata',
    );
    const newest = await new Client().fetch(image.original_url);
    expect(new Uint8Array(await newest.arrayBuffer())).toEqual(COFFEE);
    const oldest = await new Client().fetch(image.images[1]?.s3_url ?? '');
    expect(new Uint8Array(await oldest.arrayBuffer())).toEqual(CHELSEA);
  });

  it('that came by presigned link is one like any other', async () => {
    const client = await signUp();
    const { imageId } = await uploadImage(client, COFFEE);
    expect(await readImage(client, imageId)).toMatchObject({
      count: 1,
      images: [{ width: 600, height: 400 }],
    });
  });

  it('that does not exist is named in the 404', async () => {
    const response = await new Client().fetch('/api/images/no-such-image');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      error: 'Image not found',
      image_id: 'no-such-image',
    });
  });

  it('of a user does not exist for others, and that of a guest does for whoever has its id', async () => {
    const [owner, stranger, guest] = [await signUp(), await signUp(), new Client()];
    const ofUser = await uploadForm(owner, CHELSEA);
    const ofGuest = await uploadForm(guest, CHELSEA);
    for (const other of [stranger, guest, new Client()]) {
      const paths = [`/api/images/${ofUser}`, `/api/url/${ofUser}`];
      for (const path of paths) expect((await other.fetch(path)).status).toBe(404);
      expect((await sendForm(other, `/upload/${ofUser}`, formWith(COFFEE))).status).toBe(404);
      expect((await other.delete(`/images/${ofUser}`)).status).toBe(404);
      expect((await other.fetch(`/api/images/${ofGuest}`)).status).toBe(200);
    }
    expect((await readImage(owner, ofUser)).count).toBe(1);
  });
});

describe('the list of images', () => {
  it('has a caller’s own, newest first, page by page', async () => {
    const [client, other] = [await signUp(), await signUp()];
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.unshift(await uploadForm(client, tinyGif()));
    await uploadForm(other, tinyGif());
    const first = await listed(client, '?limit=2');
    const second = await listed(client, `?limit=2&cursor=${first.next_cursor}`);
    expect(first.images).toHaveLength(2);
    expect(second.next_cursor).toBeNull();
    const seen = [...first.images, ...second.images];
    expect(new Set(seen.map(({ image_id: id }) => id))).toEqual(new Set(ids));
    expect(seen[0]).toEqual({
      image_id: expect.any(String),
      width: 1,
      height: 1,
      created_at: expect.stringMatching(/Z$/),
      mask_count: 0,
      thumbnail_url: expect.stringMatching(/^http/),
    });
  });

  it('shows an image once, as its newest version is', async () => {
    const client = await signUp();
    const id = await uploadForm(client, CHELSEA);
    await sendForm(client, `/upload/${id}`, formWith(COFFEE));
    expect((await listed(client)).images).toMatchObject([{ image_id: id, width: 600, height: 400 }]);
  });

  it.each([
    ['private', false],
    ['shared', true],
  ])('of a guest, with %s guest access, has what other guests sent: %s', async (GUEST_ACCESS, seesOthers) => {
    const [guest, other, user] = [new Client(), new Client(), await signUp()];
    const own = await uploadForm(guest, tinyGif());
    const others = await uploadForm(other, tinyGif());
    const users = await uploadForm(user, tinyGif());
    const Cookie = `guest=${guest.cookies.get('guest')}`;
    const response = await fetchFrom({ GUEST_ACCESS }, `${ORIGIN}/images`, { headers: { Cookie } });
    const { images } = await response.json<{ images: ListedJson[] }>();
    const ids = images.map(({ image_id: id }) => id);
    expect([ids.includes(own), ids.includes(others), ids.includes(users)]).toEqual([true, seesOthers, false]);
  });

  it('and everything else of images needs a login where guests are not taken', async () => {
    const off = { GUEST_ACCESS: 'off' };
    const calls: [string, RequestInit][] = [
      ['/images', {}],
      ['/api/images/x', {}],
      ['/api/url/x', {}],
      ['/api/stats', {}],
      ['/api/upload', { method: 'POST', body: formWith(CHELSEA) }],
      ['/upload/x', { method: 'POST', body: formWith(CHELSEA) }],
      ['/images/x', { method: 'DELETE' }],
    ];
    for (const [path, init] of calls) {
      expect((await fetchFrom(off, ORIGIN + path, init)).status).toBe(401);
    }
  });
});

describe('deleting an image', () => {
  it.each(['/images/', '/api/images/'])('by %s removes its objects and rows', async (path) => {
    const client = await signUp();
    const before = await keysInR2();
    const id = await uploadForm(client, CHELSEA);
    await sendForm(client, `/upload/${id}`, formWith(COFFEE));
    const image = await readImage(client, id);
    for (const { thumbnail_url: url } of image.images) expect((await client.fetch(url)).status).toBe(200);
    const response = await client.delete(path + id);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ message: 'Image deleted successfully', image_id: id });
    expect(await keysInR2()).toEqual(before);
    const derived = async () => (await env.BUCKET.list({ prefix: 'derived/' })).objects.map(({ key }) => key);
    const own = ({ images }: typeof image) => images.map(({ thumbnail_url: url }) => versionIn(url));
    await expect
      .poll(async () => (await derived()).filter((key) => own(image).some((v) => key.includes(v))))
      .toEqual([]);
    expect((await client.fetch(`/api/images/${id}`)).status).toBe(404);
    expect((await client.delete(path + id)).status).toBe(404);
  });

  it('that came by presigned link removes the file that its key names', async () => {
    const client = await signUp();
    const { key, imageId } = await uploadImage(client, CHELSEA);
    expect((await client.delete(`/images/${imageId}`)).status).toBe(200);
    expect(await env.BUCKET.head(key)).toBeNull();
    const again = await client.post(`/api/upload/confirm?${new URLSearchParams({ key })}`);
    expect(again.status).toBe(400);
  });

  it('leaves its sketches, which then have no original', async () => {
    const client = await signUp();
    const { imageId } = await uploadImage(client, tinyGif());
    const { sketchId } = await createSketch(client, { image_id: imageId });
    expect((await client.delete(`/images/${imageId}`)).status).toBe(200);
    expect((await readSketch(client, sketchId)).original_image_url).toBeNull();
  });

  it('is for its owner: another guest is told so, an administrator may', async () => {
    const [guest, other] = [new Client(), new Client()];
    const id = await uploadForm(guest, tinyGif());
    await uploadForm(other, tinyGif());
    for (const caller of [other, new Client(), await signUp()]) {
      expect((await caller.delete(`/images/${id}`)).status).toBe(403);
    }
    const admin = await signUp();
    await env.DB.prepare("update users set role = 'admin' where id = ?").bind(admin.user.id).run();
    expect((await admin.delete(`/images/${id}`)).status).toBe(200);
  });

  it('that the database does not take changes nothing and can be done again', async () => {
    const guest = new Client();
    const id = await uploadForm(guest, CHELSEA);
    const DB = replacing(env.DB, {
      batch: () => Promise.reject(new Error('D1_ERROR: Network connection lost.')),
    });
    expect((await deleteFrom({ DB }, guest, id)).status).toBe(503);
    const { count, original_url: url } = await readImage(guest, id);
    expect(count).toBe(1);
    expect(new Uint8Array(await (await guest.fetch(url)).arrayBuffer())).toEqual(CHELSEA);
    expect((await guest.delete(`/images/${id}`)).status).toBe(200);
  });

  it('is done also while R2 deletes nothing: what is left goes with the stray objects', async () => {
    const guest = new Client();
    const before = await keysInR2();
    const id = await uploadForm(guest, CHELSEA);
    const BUCKET = replacing(env.BUCKET, {
      delete: () => Promise.reject(new Error('delete: Internal Error (10001)')),
    });
    expect((await deleteFrom({ BUCKET }, guest, id)).status).toBe(200);
    expect((await guest.fetch(`/api/images/${id}`)).status).toBe(404);
    expect(await keysInR2()).toHaveLength(before.length + 1);
    await expect
      .poll(async () => {
        await removeOrphans(env, Date.now() + 2 * DAY_MS);
        return (await keysInR2()).filter((key) => key.includes('images/') && !before.includes(key));
      })
      .toEqual([]);
  });

  it('of very many versions takes few calls and leaves none of their photos', async () => {
    const guest = new Client();
    const id = await uploadForm(guest, tinyGif());
    const before = await keysInR2();
    await env.DB.prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 2100)
       insert into image_versions select v.id || '-' || i, image_id, key || '-' || i, original_filename, content_type,
         file_size, width, height, etag, sha256, created_at + i, blurhash, metadata
       from image_versions v, n where v.image_id = ?`,
    )
      .bind(id)
      .run();
    const own = before.find((key) => key === `images/${id}`) ?? 'none';
    const keys = [1, 999, 1000, 1001, 2100].map((i) => `${own}-${i}`);
    await Promise.all(keys.map((key) => env.BUCKET.put(key, 'a photo')));
    const calls: unknown[][] = [];
    const BUCKET = replacing(env.BUCKET, {
      delete: (some: string | string[]) => {
        calls.push([some].flat());
        return env.BUCKET.delete(some);
      },
      list: (options: R2ListOptions) => {
        calls.push([]);
        return env.BUCKET.list(options);
      },
    });
    expect((await deleteFrom({ BUCKET }, guest, id)).status).toBe(200);
    expect(calls.length).toBeLessThan(50);
    expect(Math.max(...calls.map(({ length }) => length))).toBe(1000);
    expect(await keysInR2()).toEqual(before.filter((key) => key !== own));
  });
});

describe('the same photo sent twice', () => {
  it('is two images, of which one stays when the other is deleted', async () => {
    const client = new Client();
    const [first, second] = [await uploadForm(client, COFFEE), await uploadForm(client, COFFEE)];
    expect(first).not.toBe(second);
    expect((await client.delete(`/images/${first}`)).status).toBe(200);
    const { original_url: url } = await readImage(client, second);
    expect(new Uint8Array(await (await client.fetch(url)).arrayBuffer())).toEqual(COFFEE);
  });
});

describe('an image of very many versions', () => {
  it('shows its newest hundred and counts all', async () => {
    const client = new Client();
    const id = await uploadForm(client, tinyGif());
    const more = env.DB.prepare(
      `insert into image_versions select id || ?1, image_id, key || ?1, 'v' || ?1, content_type, file_size, width,
       height, etag, sha256, created_at + ?1, blurhash, metadata from image_versions where id = ?2`,
    );
    await env.DB.batch(Array.from({ length: 100 }, (_, i) => more.bind(i + 1, id)));
    const image = await readImage(client, id);
    expect([image.count, image.images.length]).toEqual([101, 100]);
    expect([image.images[0]?.original_filename, image.images[99]?.original_filename]).toEqual([
      'v100.0',
      'v1.0',
    ]);
  });
});

describe('a guest who registers', () => {
  it('takes its images along', async () => {
    const guest = new Client();
    const id = await uploadForm(guest, tinyGif());
    const user = await signUp(undefined, guest);
    expect((await listed(user)).images).toMatchObject([{ image_id: id }]);
    expect((await new Client().fetch(`/api/images/${id}`)).status).toBe(404);
  });
});
