import { describe, expect, it } from 'vitest';
import { Client, newEmail, ORIGIN, PASSWORD, signUp } from '../support/client.ts';

const ALLOWED = 'http://localhost:5173';

const SITES = ['same-origin', 'same-site', 'cross-site', 'none', undefined];
const ORIGINS = [ORIGIN, ALLOWED, 'https://example.org.attacker.com', 'null', undefined];

/** Every pair of what a browser says of where a request comes from, and whether it may act for the user. */
const MATRIX = SITES.flatMap((site) =>
  ORIGINS.map((origin) => {
    const isOwnPage = site === 'same-origin' || site === 'none';
    const isKnownOrigin = origin === ORIGIN || origin === ALLOWED;
    const isNoBrowser = site === undefined && origin === undefined;
    return { site, origin, passes: isOwnPage || isKnownOrigin || isNoBrowser };
  }),
);

function headersOf(site: string | undefined, origin: string | undefined): Record<string, string> {
  return { ...(site ? { 'Sec-Fetch-Site': site } : {}), ...(origin ? { Origin: origin } : {}) };
}

describe('an unsafe request with a cookie', () => {
  it.each(MATRIX)(
    'from Sec-Fetch-Site $site and Origin $origin passes: $passes',
    async ({ site, origin, passes }) => {
      const client = await signUp();
      const response = await client.patch('/api/auth/me', { name: 'Mallory' }, headersOf(site, origin));
      expect(response.status).toBe(passes ? 200 : 403);
      const { name } = await (await client.fetch('/api/auth/me')).json<{ name: string | null }>();
      expect(name).toBe(passes ? 'Mallory' : null);
    },
  );

  it('that is refused says why', async () => {
    const client = await signUp();
    const response = await client.post('/api/auth/logout', null, {
      Origin: 'https://example.org.attacker.com',
    });
    expect(await response.json()).toMatchObject({ status: 403, code: 'CROSS_SITE_REQUEST' });
    expect((await client.fetch('/api/auth/me')).status).toBe(200);
  });
});

describe('signing in from another site, without any cookie', () => {
  it.each(MATRIX)(
    'by Sec-Fetch-Site $site and Origin $origin passes: $passes',
    async ({ site, origin, passes }) => {
      const headers = headersOf(site, origin);
      const client = new Client();
      const response = await client.post(
        '/api/auth/register',
        { email: newEmail(), password: PASSWORD },
        headers,
      );
      expect(response.status).toBe(passes ? 201 : 403);
      expect(response.headers.getSetCookie()).toHaveLength(passes ? 1 : 0);
    },
  );

  it.each(['login', 'sign-in', 'register', 'sign-up', 'logout', 'sign-out'])(
    'is refused at /api/auth/%s, or a victim could be made to work in the attacker’s account',
    async (path) => {
      const { user } = await signUp();
      const body = { email: user.email, password: PASSWORD };
      const headers = { Origin: 'https://example.org.attacker.com', 'Sec-Fetch-Site': 'cross-site' };
      const response = await new Client().post(`/api/auth/${path}`, body, headers);
      expect(response.status).toBe(403);
      expect(response.headers.getSetCookie()).toEqual([]);
    },
  );
});

describe('a request that cannot be forged', () => {
  const headers = { Origin: 'https://example.org.attacker.com', 'Sec-Fetch-Site': 'cross-site' };

  it('because it only reads passes', async () => {
    const client = await signUp();
    const response = await client.fetch('/api/auth/me', { headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
  });

  it('because it carries its token itself passes', async () => {
    const { token } = await signUp();
    const bearer = { ...headers, Authorization: `Bearer ${token}` };
    const response = await new Client().patch('/api/auth/me', { name: 'Ada' }, bearer);
    expect(response.status).toBe(200);
    expect((await new Client().post('/api/auth/logout', null, bearer)).status).toBe(200);
  });

  it('but carries a guest’s cookie does not pass', async () => {
    const client = new Client();
    client.cookies.set('guest', 'anything');
    expect((await client.patch('/api/auth/me', { name: 'Mallory' }, headers)).status).toBe(403);
  });
});

describe('a page of an allowed origin', () => {
  it('may read answers with credentials; another may not', async () => {
    const client = await signUp();
    const readers = await Promise.all(
      [ALLOWED, 'https://example.org.attacker.com', 'null'].map(async (Origin) => {
        const { headers } = await client.fetch('/api/auth/me', { headers: { Origin } });
        return headers.get('Access-Control-Allow-Origin');
      }),
    );
    expect(readers).toEqual([ALLOWED, null, null]);
  });
});
