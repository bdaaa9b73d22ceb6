import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { Client, ORIGIN, signUp } from '../support/client.ts';
import { fetchFrom } from '../support/worker.ts';
import { offerUpload } from '../support/studio.ts';

/** A limiter that lets everything through and notes whom it counted. */
function noting() {
  const counted: string[] = [];
  return {
    counted,
    limit: ({ key }: { key: string }) => {
      counted.push(key);
      return Promise.resolve({ success: true });
    },
  };
}

const PRESIGN = `${ORIGIN}/api/upload/presigned-url?filename=a.png&content_type=image/png`;
const ADDRESS = '192.0.2.44';

async function countedFor(headers: Record<string, string>): Promise<string[]> {
  const limiter = noting();
  const bindings = { RATE_LIMITS: 'on', UPLOAD_LIMITER: limiter };
  const init = { method: 'POST', headers: { ...headers, 'CF-Connecting-IP': ADDRESS } };
  expect((await fetchFrom(bindings, PRESIGN, init)).status).toBe(200);
  return limiter.counted;
}

describe('a call is counted', () => {
  it('against the address of a caller without a login, with or without a guest cookie', async () => {
    expect(await countedFor({})).toEqual([ADDRESS]);
    const guest = new Client();
    await offerUpload(guest);
    expect(await countedFor({ Cookie: `guest=${guest.cookies.get('guest')}` })).toEqual([ADDRESS]);
  });

  it('against the user of a login, wherever it comes from', async () => {
    const { token, user } = await signUp();
    expect(await countedFor({ Authorization: `Bearer ${token}` })).toEqual([user.id]);
  });

  it('by the bindings as they are set up: sixty uploads a minute', async () => {
    const bindings = { ...env, RATE_LIMITS: 'on' };
    const init = { method: 'POST', headers: { 'CF-Connecting-IP': '192.0.2.45' } };
    const statuses: number[] = [];
    for (let call = 0; call < 125; call++) statuses.push((await fetchFrom(bindings, PRESIGN, init)).status);
    // The minute may turn in between, once.
    const taken = statuses.filter((status) => status === 200).length;
    expect([60, 120]).toContain(taken);
    expect(statuses.filter((status) => status === 429)).toHaveLength(125 - taken);
  });
});

describe('a guest’s cookie', () => {
  it.each([
    ['/api/upload/presigned-url?filename=a.pdf&content_type=application/pdf', 400],
    ['/api/sketch/create?image_id=no-such-image', 404],
    ['/api/sketch/create?style=crayon', 422],
  ])('is not set by a call that made nothing: %s', async (path, status) => {
    const client = new Client();
    expect((await client.post(path)).status).toBe(status);
    expect(client.cookies.size).toBe(0);
  });
});

describe('optional parameters that were left empty', () => {
  it('count as absent', async () => {
    const client = await signUp();
    const body = { filename: 'a.png', content_type: null, size: null };
    expect((await client.post('/api/upload/presigned-url', body)).status).toBe(200);
    expect((await client.fetch('/api/sketch/?status_filter=&limit=')).status).toBe(200);
  });

  it('but not those that are needed, nor numbers that are none', async () => {
    const client = await signUp();
    expect((await client.post('/api/upload/presigned-url', { filename: '' })).status).toBe(422);
    for (const size of [true, '0x10', '1e2', -1, 0, 1.5, 'many']) {
      const answer = await client.post('/api/upload/presigned-url', { filename: 'a.png', size });
      expect(answer.status).toBe(422);
    }
    expect((await client.fetch('/api/sketch/?limit=0x10')).status).toBe(422);
  });
});
