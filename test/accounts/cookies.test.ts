import { describe, expect, it } from 'vitest';
import { newEmail, PASSWORD } from '../support/client.ts';
import { fetchFrom } from '../support/worker.ts';

/** What a registration at an address sets, under some settings. */
async function cookieSetAt(
  origin: string,
  vars: object = {},
): Promise<{ value: string; attributes: string[] }> {
  const response = await fetchFrom(vars, `${origin}/api/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: newEmail(), password: PASSWORD }),
  });
  expect(response.status).toBe(201);
  const [cookie = '', ...more] = response.headers.getSetCookie();
  expect(more).toEqual([]);
  const [value = '', ...attributes] = cookie.split('; ');
  return { value, attributes: attributes.toSorted() };
}

const USUAL = ['HttpOnly', 'Max-Age=86400', 'Path=/', 'SameSite=Lax'];

describe('the session cookie', () => {
  it.each([
    ['http://localhost:8787', USUAL],
    ['http://127.0.0.1:8787', USUAL],
    ['http://[::1]:8787', USUAL],
    ['https://localhost', [...USUAL, 'Secure']],
    ['https://easel.example', [...USUAL, 'Secure']],
    ['http://easel.example', [...USUAL, 'Secure']],
    ['http://localhost.evil.com', [...USUAL, 'Secure']],
  ])('at %s', async (origin, expected) => {
    const { value, attributes } = await cookieSetAt(origin);
    expect(value).toMatch(/^access_token=[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(attributes).toEqual(expected);
  });

  it('is for the domain that is set', async () => {
    const { attributes } = await cookieSetAt('https://api.easel.example', { COOKIE_DOMAIN: 'easel.example' });
    expect(attributes).toEqual(['Domain=easel.example', ...USUAL, 'Secure']);
  });

  it.each([
    ['30', 1800],
    ['1000000', 400 * 24 * 3600],
  ])('of sessions of %s minutes lives %i seconds', async (minutes, seconds) => {
    const { attributes } = await cookieSetAt('https://easel.example', {
      JWT_ACCESS_TOKEN_EXPIRE_MINUTES: minutes,
    });
    expect(attributes).toContain(`Max-Age=${seconds}`);
  });

  it('is cleared under the same domain and path, or browsers would keep it', async () => {
    const vars = { COOKIE_DOMAIN: 'easel.example' };
    const response = await fetchFrom(vars, 'https://api.easel.example/api/auth/logout', { method: 'POST' });
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie.split('; ').toSorted()).toEqual([
      'Domain=easel.example',
      'HttpOnly',
      'Max-Age=0',
      'Path=/',
      'SameSite=Lax',
      'Secure',
      'access_token=',
    ]);
  });
});
