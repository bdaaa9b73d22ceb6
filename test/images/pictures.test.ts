import { env } from 'cloudflare:workers';
import { isBlurhashValid } from 'blurhash';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../src/engine/index.ts';
import { Client, ORIGIN, signUp } from '../support/client.ts';
import { formWith, readImage, sendForm, uploadForm } from '../support/forms.ts';
import { CHELSEA, COFFEE, SAMPLES, tinyGif } from '../support/photos.ts';
import { withoutSense } from '../support/png.ts';
import { uploadImage } from '../support/studio.ts';
import { withBindings } from '../support/tasks.ts';
import { fetchFrom } from '../support/worker.ts';

const CHROME = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';

async function headerOf(response: Response) {
  expect(response.status).toBe(200);
  return readHeader(new Uint8Array(await response.arrayBuffer()), true);
}

/** R2, with its calls noted. */
function watched(bucket = env.BUCKET) {
  const calls: string[] = [];
  const proxy = new Proxy(bucket, {
    get(target, name) {
      const value = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        calls.push(`${String(name)} ${String(args[0])}`);
        return value.apply(target, args);
      };
    },
  });
  return { BUCKET: proxy, calls };
}

describe('a derived picture', () => {
  it.each([
    ['_', 'png', 451, 300],
    ['w_100', 'png', 100, 67],
    ['h_100,f_jpeg', 'jpeg', 150, 100],
    ['w_100,h_100', 'png', 100, 100],
    ['w_100,h_100,fit_cover,dpr_2', 'png', 200, 200],
    ['w_100,h_100,fit_inside', 'png', 100, 67],
    ['w_100,h_100,fit_contain', 'png', 100, 100],
    ['w_100,h_50,fit_fill', 'png', 100, 50],
    ['w_4000', 'png', 451, 300],
    ['crop_10_20_200_100', 'png', 200, 100],
    ['crop_10_20_200_100,rotate_90', 'png', 100, 200],
    ['crop_10_20_200_100,w_50,flip,flop,blur_2,sharpen_1.5,grayscale', 'png', 50, 25],
    ['sketch_pencil.basic,w_60,f_webp', 'webp', 60, 40],
    ['f_jpeg,q_1', 'jpeg', 451, 300],
  ])('%s is a %s of %i × %i pixels', async (modifiers, type, width, height) => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    const response = await client.fetch(`/img/${modifiers}/${id}`);
    expect(response.headers.get('Content-Type')).toBe(`image/${type}`);
    expect(response.headers.get('Content-Security-Policy')).toBe("default-src 'none'; sandbox");
    expect(response.headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
    expect(await headerOf(response)).toMatchObject({ type, width, height });
  });

  it.each(SAMPLES)('keeps a browser’s format or becomes PNG: %s', async (type, bytes) => {
    const client = new Client();
    const id = await uploadForm(client, bytes);
    const kept = ['image/jpeg', 'image/webp'].includes(type) ? type : 'image/png';
    expect((await client.fetch(`/img/_/${id}`)).headers.get('Content-Type')).toBe(kept);
  });

  it('has nothing of what a camera writes beside the pixels', async () => {
    const [, jpeg] = SAMPLES[1];
    const note = new TextEncoder().encode('Exif\0\0 GPS 47.3769 8.5417');
    const segment = new Uint8Array([0xff, 0xe1, 0, note.length + 2, ...note]);
    const tagged = new Uint8Array([...jpeg.subarray(0, 2), ...segment, ...jpeg.subarray(2)]);
    const client = new Client();
    const id = await uploadForm(client, tagged);
    for (const modifiers of ['_', 'f_png', 'f_webp', 'w_5']) {
      const bytes = await (await client.fetch(`/img/${modifiers}/${id}`)).arrayBuffer();
      expect(new TextDecoder('latin1').decode(bytes)).not.toMatch(/GPS|Exif/);
    }
  });

  it('is WebP for browsers that take it and JPEG for all others, where the format is theirs to say', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    const accepts: [string, string][] = [
      [CHROME, 'image/webp'],
      ['image/webp', 'image/webp'],
      ['image/webp;q=0.5, */*', 'image/webp'],
      ['image/webp;q=0, */*', 'image/jpeg'],
      ['*/*', 'image/jpeg'],
      ['image/png', 'image/jpeg'],
    ];
    const tags = new Map<string, Set<string | null>>();
    for (const [Accept, type] of accepts) {
      const response = await client.fetch(`/img/w_40,f_auto/${id}`, { headers: { Accept } });
      expect(response.headers.get('Content-Type')).toBe(type);
      expect(response.headers.get('Vary')).toMatch(/\bAccept\b/);
      tags.set(type, (tags.get(type) ?? new Set()).add(response.headers.get('ETag')));
    }
    expect([...tags.values()].map((own) => own.size)).toEqual([1, 1]);
    expect((await client.fetch(`/img/w_40/${id}`)).headers.get('Vary') ?? '').not.toMatch(/\bAccept\b/);
  });

  it('is made once, however its modifiers are ordered', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    await expect.poll(async () => (await readImage(client, id)).images[0]?.blurhash).not.toBeNull();
    const { BUCKET, calls } = watched();
    for (const modifiers of ['w_50,h_50,flip', 'flip,h_50,w_50', 'w_50,rotate_0,h_50,flip']) {
      const response = await fetchFrom(withBindings({ BUCKET }), `${ORIGIN}/img/${modifiers}/${id}`);
      expect(response.status).toBe(200);
      await response.arrayBuffer();
    }
    expect(calls.filter((call) => call.startsWith('put '))).toHaveLength(1);
  });

  it('is made once for two who ask for it first at the same time', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    await expect.poll(async () => (await readImage(client, id)).images[0]?.blurhash).not.toBeNull();
    const { BUCKET, calls } = watched();
    const ask = () => fetchFrom(withBindings({ BUCKET }), `${ORIGIN}/img/w_70,blur_1/${id}`);
    const bodies = await Promise.all(
      (await Promise.all([ask(), ask(), ask()])).map((one) => one.arrayBuffer()),
    );
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    expect(calls.filter((call) => call.startsWith('put '))).toHaveLength(1);
  });

  it('is not looked for, let alone made, for one who has it', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    const first = await client.fetch(`/img/w_30/${id}`);
    const headers = { 'If-None-Match': first.headers.get('ETag') ?? '' };
    const { BUCKET, calls } = watched();
    const again = await fetchFrom(withBindings({ BUCKET }), `${ORIGIN}/img/w_30/${id}`, { headers });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
    expect(again.headers.get('ETag')).toBe(first.headers.get('ETag'));
    expect(calls).toEqual([]);
  });

  it('is served in ranges, and its head alone', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    const whole = await client.fetch(`/img/w_30/${id}`);
    const bytes = new Uint8Array(await whole.arrayBuffer());
    const part = await client.fetch(`/img/w_30/${id}`, { headers: { Range: 'bytes=4-9' } });
    expect(part.status).toBe(206);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.subarray(4, 10));
    const head = await client.fetch(`/img/w_30/${id}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('Content-Length'), head.headers.get('ETag')]).toEqual([
      200,
      String(bytes.length),
      whole.headers.get('ETag'),
    ]);
  });

  it('is kept for long where its address names the version, else asked for anew each time', async () => {
    const guest = new Client();
    const user = await signUp();
    for (const [client, named, newest] of [
      [guest, 'public, max-age=31536000, immutable', 'public, max-age=0, must-revalidate'],
      [user, 'private, max-age=31536000, immutable', 'private, no-cache'],
    ] as const) {
      const id = await uploadForm(client, CHELSEA);
      const [version] = (await readImage(client, id)).images;
      const link = new URL(version?.thumbnail_url ?? '');
      const first = await client.fetch(`/img/w_30/${id}`);
      expect(first.headers.get('Cache-Control')).toBe(newest);
      const headers = { 'If-None-Match': first.headers.get('ETag') ?? '' };
      const again = await client.fetch(`/img/w_30/${id}`, { headers });
      expect([again.status, again.headers.get('Cache-Control')]).toEqual([304, newest]);
      const ofVersion = await client.fetch(`/img/w_30/${id}?v=${link.searchParams.get('v')}`);
      expect(ofVersion.headers.get('Cache-Control')).toBe(named);
      const linked = await client.fetch(link.href);
      expect(linked.headers.get('Cache-Control')).toMatch(/^private, max-age=\d+, immutable$/);
      await sendForm(client, `/upload/${id}`, formWith(COFFEE));
      expect((await client.fetch(`/img/w_30/${id}`, { headers })).status).toBe(200);
    }
  });

  it('is of the newest version, or of the one that is named', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    const [first] = (await readImage(client, id)).images;
    const version = new URL(first?.thumbnail_url ?? '').searchParams.get('v');
    await sendForm(client, `/upload/${id}`, formWith(COFFEE));
    expect(await headerOf(await client.fetch(`/img/_/${id}`))).toMatchObject({ width: 600 });
    expect(await headerOf(await client.fetch(`/img/_/${id}?v=${version}`))).toMatchObject({ width: 451 });
    const other = await uploadForm(client, CHELSEA);
    expect((await client.fetch(`/img/_/${other}?v=${version}`)).status).toBe(404);
  });

  it.each([
    'W_100',
    'width_100',
    'w',
    'w_',
    'w_0',
    'w_-1',
    'w_1.5',
    'w_8193',
    'w_1e3',
    'w_0x10',
    'w_100px',
    'h_0',
    'h_abc',
    'h_99999999',
    'fit_outside',
    'fit_',
    'fit',
    'fit_COVER',
    'f_gif',
    'f_avif',
    'f_',
    'q_0',
    'q_101',
    'q_high',
    'dpr_0',
    'dpr_0.5',
    'dpr_5',
    'w_8000,dpr_2',
    'w_8192,h_8192,fit_contain',
    'w_4000,h_3001,fit_contain',
    'crop_1_2_3',
    'crop_0_0_0_10',
    'crop_-1_0_5_5',
    'crop_0_0_452_300',
    'crop_400_0_100_100',
    'rotate_45',
    'rotate_-90',
    'rotate_360',
    'flip_1',
    'flop_',
    'blur_0',
    'blur_101',
    'sharpen_11',
    'grayscale_0',
    'sketch_pencil',
    'sketch_crayon.basic',
    'sketch_pencil.best',
    'sketch_pencil.basic.x',
    'w_10,w_10',
    'w_10,,h_10',
    'w_10,',
    '__',
    'constructor',
    '__proto__',
    'toString_1',
  ])('is refused with %s, which the answer names, and nothing is read for it', async (modifiers) => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    await expect.poll(async () => (await readImage(client, id)).images[0]?.blurhash).not.toBeNull();
    const { BUCKET, calls } = watched();
    const response = await fetchFrom(withBindings({ BUCKET }), `${ORIGIN}/img/${modifiers}/${id}`);
    expect(response.status).toBe(400);
    const { code, error } = await response.json<{ code: string; error: string }>();
    expect(code).toBe('INVALID_MODIFIER');
    const [named] = /(?<=")[^"]*(?=")/.exec(error) ?? [];
    expect(modifiers.split(',')).toContain(named);
    expect(calls).toEqual([]);
  });

  it('of a user’s image is for the owner, or for whoever has its link as it is', async () => {
    const [owner, stranger] = [await signUp(), await signUp()];
    const id = await uploadForm(owner, CHELSEA);
    const own = await owner.fetch(`/img/w_20/${id}`);
    expect([own.status, own.headers.get('Cache-Control')]).toEqual([200, 'private, no-cache']);
    for (const other of [stranger, new Client()]) {
      expect((await other.fetch(`/img/w_20/${id}`)).status).toBe(404);
    }
    const link = (await readImage(owner, id)).images[0]?.thumbnail_url ?? '';
    const byLink = await stranger.fetch(link, { headers: { Origin: 'https://anywhere.example' } });
    expect(byLink.status).toBe(200);
    expect(byLink.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(byLink.headers.get('Access-Control-Allow-Credentials')).toBeNull();
    const altered = [
      link.replace('w_320', 'w_321'),
      link.replace(id, await uploadForm(owner, COFFEE)),
      link.replace(/v=[^&]+/, `v=${crypto.randomUUID()}`),
      link.replace(/expires=\d/, 'expires=9'),
      link.replace(/signature=(.)/, (_, first) => `signature=${first === 'A' ? 'B' : 'A'}`),
      link.replace(/expires=\d+&/, ''),
      link.replace(/signature=[^&]+/, 'signature='),
    ];
    for (const url of altered) expect((await new Client().fetch(url)).status).toBe(403);
    expect((await fetchFrom({ GUEST_ACCESS: 'off' }, link)).status).toBe(200);
    expect((await fetchFrom({ GUEST_ACCESS: 'off' }, `${ORIGIN}/img/w_20/${id}`)).status).toBe(401);
  });

  it('is not found without its image', async () => {
    expect((await new Client().fetch('/img/w_10/nowhere')).status).toBe(404);
  });

  it('of a photo whose pixels are damaged is refused as that', async () => {
    const client = new Client();
    const id = await uploadForm(client, withoutSense(CHELSEA));
    const response = await client.fetch(`/img/w_10/${id}`);
    expect([response.status, await response.json()]).toMatchObject([422, { code: 'CORRUPT_IMAGE' }]);
  });

  it('that R2 does not take is a fault that passes', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    const faulty = withBindings({
      BUCKET: new Proxy(env.BUCKET, {
        get: (target, name) =>
          name === 'put'
            ? () => Promise.reject(new Error('put: Internal Error (10001)'))
            : (Reflect.get(target, name) as (...args: unknown[]) => unknown).bind(target),
      }),
    });
    expect((await fetchFrom(faulty, `${ORIGIN}/img/w_33/${id}`)).status).toBe(503);
    expect((await client.fetch(`/img/w_33/${id}`)).status).toBe(200);
  });
});

describe('a thumbnail', () => {
  it('is a small JPEG that loads for anybody, and comes with a hash of its colours', async () => {
    const client = await signUp();
    for (const id of [await uploadForm(client, COFFEE), (await uploadImage(client, COFFEE)).imageId]) {
      await expect.poll(async () => (await readImage(client, id)).images[0]?.blurhash).not.toBeNull();
      const [version] = (await readImage(client, id)).images;
      expect(isBlurhashValid(version?.blurhash ?? '').result).toBe(true);
      const response = await new Client().fetch(version?.thumbnail_url ?? '');
      expect(await headerOf(response)).toMatchObject({ type: 'jpeg', width: 320, height: 213 });
    }
  });

  it.each(SAMPLES)('is there for every type: %s', async (_, bytes) => {
    const client = new Client();
    const id = await uploadForm(client, bytes);
    const [version] = (await readImage(client, id)).images;
    expect(await headerOf(await client.fetch(version?.thumbnail_url ?? ''))).toMatchObject({ type: 'jpeg' });
  });

  it('is made when it is looked at, should it not have been made before', async () => {
    const client = new Client();
    const id = await uploadForm(client, CHELSEA);
    await expect.poll(async () => (await readImage(client, id)).images[0]?.blurhash).not.toBeNull();
    await env.DB.prepare('update image_versions set blurhash = null where image_id = ?').bind(id).run();
    const { objects } = await env.BUCKET.list({ prefix: `derived/${id}/` });
    expect(objects).toHaveLength(1);
    await env.BUCKET.delete(objects.map(({ key }) => key));
    const [version] = (await readImage(client, id)).images;
    expect((await client.fetch(version?.thumbnail_url ?? '')).status).toBe(200);
    expect((await readImage(client, id)).images[0]?.blurhash).not.toBeNull();
  });

  it('of what cannot be decoded is a grey picture that nobody keeps, and never the photo', async () => {
    const client = new Client();
    const id = await uploadForm(client, withoutSense(CHELSEA, 'GPS 47.3769 8.5417'));
    const [version] = (await readImage(client, id)).images;
    const response = await client.fetch(version?.thumbnail_url ?? '');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('ETag')).toBeNull();
    const bytes = new Uint8Array(await response.clone().arrayBuffer());
    expect(new TextDecoder('latin1').decode(bytes)).not.toContain('GPS');
    expect(await headerOf(response)).toMatchObject({ type: 'jpeg', width: 64, height: 48 });
    const asked = await client.fetch(`/img/w_320,h_320,fit_inside,f_jpeg/${id}`);
    expect([asked.status, await asked.json()]).toMatchObject([422, { code: 'CORRUPT_IMAGE' }]);
    expect((await readImage(client, id)).images[0]?.blurhash).toBeNull();
  });

  it('of one pixel is one pixel', async () => {
    const client = new Client();
    const id = await uploadForm(client, tinyGif());
    const [version] = (await readImage(client, id)).images;
    expect(await headerOf(await client.fetch(version?.thumbnail_url ?? ''))).toMatchObject({
      width: 1,
      height: 1,
    });
  });
});
