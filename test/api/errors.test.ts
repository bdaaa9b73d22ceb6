import { describe, expect, it } from 'vitest';
import { Client, newEmail, ORIGIN, PASSWORD, signUp } from '../support/client.ts';
import { fetchFrom } from '../support/worker.ts';

const MEMBERS = [
  'type',
  'title',
  'status',
  'detail',
  'instance',
  'code',
  'request_id',
  'success',
  'error',
  'error_type',
  'status_code',
  'details',
];

async function problemOf(response: Response) {
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  const body = await response.json<Record<string, unknown>>();
  expect(Object.keys(body)).toEqual(expect.arrayContaining(MEMBERS));
  expect(body).toMatchObject({
    status: response.status,
    status_code: response.status,
    success: false,
    error_type: body['code'],
    request_id: response.headers.get('X-Request-Id'),
  });
  return body;
}

const login = (bindings: object, headers: Record<string, string> = {}) =>
  fetchFrom(bindings, `${ORIGIN}/api/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ email: newEmail(), password: PASSWORD }),
  });

async function idFor(id: string): Promise<string | null> {
  const response = await new Client().fetch('/health', { headers: { 'X-Request-Id': id } });
  return response.headers.get('X-Request-Id');
}

function preflight(Origin: string): Promise<Response> {
  const asked = {
    'Access-Control-Request-Method': 'PATCH',
    'Access-Control-Request-Headers': 'content-type',
  };
  return new Client().fetch('/api/auth/me', { method: 'OPTIONS', headers: { Origin, ...asked } });
}

/** A D1 that answers nothing but an error, in the words that the real one uses. */
const brokenDatabase = {
  prepare() {
    throw new Error('D1_ERROR: no such table: users: SQLITE_ERROR');
  },
};

describe('an error', () => {
  it('about an address where nothing is has the one shape', async () => {
    const response = await new Client().fetch('/api/nothing-here');
    expect(response.status).toBe(404);
    expect(await problemOf(response)).toMatchObject({ code: 'NOT_FOUND', instance: '/api/nothing-here' });
  });

  it('about a method names those that are possible', async () => {
    const response = await new Client().fetch('/api/auth/login', { method: 'PUT' });
    expect(response.status).toBe(405);
    expect(await problemOf(response)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
    expect(response.headers.get('Allow')).toBe('POST');
  });

  it('of storage says to come again, and nothing of what is inside', async () => {
    const response = await login({ DB: brokenDatabase });
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toMatch(/^\d+$/);
    const body = await problemOf(response);
    // A random id may spell anything.
    expect(JSON.stringify({ ...body, request_id: '' })).not.toMatch(/D1|SQL|table|stack/i);
  });

  it('of our own making says no more than that', async () => {
    const faulty = {
      prepare() {
        throw new TypeError('undefined is not a function at /src/secret.ts');
      },
    };
    const response = await login({ DB: faulty });
    expect(response.status).toBe(500);
    const body = await problemOf(response);
    expect(body).toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('of missing settings tells the caller nothing of them', async () => {
    const response = await login({ JWT_SECRET_KEY: undefined });
    expect(response.status).toBe(500);
    const body = await problemOf(response);
    expect(body).toMatchObject({ code: 'MISCONFIGURED' });
    expect(JSON.stringify(body)).not.toContain('JWT');
  });

  it('of too many calls says when to come again', async () => {
    const full = { limit: () => Promise.resolve({ success: false }) };
    const response = await login({ RATE_LIMITS: 'on', SIGN_IN_ADDRESS_LIMITER: full });
    expect(response.status).toBe(429);
    expect(response.headers.get('Retry-After')).toBe('60');
    expect(await problemOf(response)).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('of too many registrations comes before an account is made', async () => {
    const seen: string[] = [];
    const full = {
      limit: ({ key }: { key: string }) => {
        seen.push(key);
        return Promise.resolve({ success: false });
      },
    };
    const email = newEmail();
    const response = await fetchFrom(
      { RATE_LIMITS: 'on', WRITE_LIMITER: full },
      `${ORIGIN}/api/auth/register`,
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'CF-Connecting-IP': '192.0.2.7' },
        body: JSON.stringify({ email, password: PASSWORD }),
      },
    );
    expect(response.status).toBe(429);
    expect(seen).toEqual(['192.0.2.7']);
    await expect(signUp(email)).resolves.toMatchObject({ user: { email } });
  });

  it('can be read by a page of an allowed origin', async () => {
    const response = await login({}, { Origin: 'http://localhost:5173' });
    expect(response.status).toBe(401);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('http://localhost:5173');
    expect(response.headers.get('Access-Control-Allow-Credentials')).toBe('true');
    expect(response.headers.get('Vary')).toContain('Origin');
  });

  it.each(['/api/auth/me', '/api/nothing-here', '/health'])(
    'or answer at %s carries the usual headers',
    async (path) => {
      const { headers } = await new Client().fetch(path);
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('X-Frame-Options')).toBe('DENY');
      expect(headers.get('Referrer-Policy')).toBeTruthy();
      expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'");
      expect(headers.get('Cache-Control')).toBe('no-store');
      expect(headers.get('X-Request-Id')).toMatch(/^[\w-]+$/);
    },
  );

  it('repeats the request id that a client gave, if it is one', async () => {
    expect(await idFor('trace-42')).toBe('trace-42');
    expect(await idFor('<script>')).not.toContain('<');
  });
});

describe('limits', () => {
  it('are counted for each caller: a login by its account, nobody by the address', async () => {
    const keys: string[] = [];
    const READ_LIMITER = {
      limit: ({ key }: { key: string }) => {
        keys.push(key);
        return Promise.resolve({ success: true });
      },
    };
    const bindings = { RATE_LIMITS: 'on', READ_LIMITER, SIGN_IN_ADDRESS_LIMITER: READ_LIMITER };
    const client = await signUp();
    const headers = { Authorization: `Bearer ${client.token}`, 'CF-Connecting-IP': '192.0.2.7' };
    await fetchFrom(bindings, `${ORIGIN}/api/auth/me`, { headers });
    await login(bindings, { 'CF-Connecting-IP': '192.0.2.7' });
    expect(keys).toEqual([client.user.id, '192.0.2.7']);
  });

  it('off are not asked at all', async () => {
    const untouched = {
      limit() {
        throw new Error('asked all the same');
      },
    };
    const response = await login({ RATE_LIMITS: 'off', SIGN_IN_ADDRESS_LIMITER: untouched });
    expect(response.status).toBe(401);
  });
});

describe('a preflight', () => {
  it('of an allowed origin says what may be sent, for ten minutes', async () => {
    const { headers, status } = await preflight('http://localhost:3000');
    expect(status).toBe(204);
    expect(headers.get('Access-Control-Allow-Origin')).toBe('http://localhost:3000');
    expect(headers.get('Access-Control-Allow-Credentials')).toBe('true');
    expect(headers.get('Access-Control-Allow-Methods')).toContain('PATCH');
    expect(headers.get('Access-Control-Allow-Headers')).toContain('content-type');
    expect(headers.get('Access-Control-Max-Age')).toBe('600');
  });

  it.each(['null', 'http://localhost:3000.evil.com', 'https://example.org.attacker.com'])(
    'of %s allows nothing',
    async (origin) => {
      expect((await preflight(origin)).headers.get('Access-Control-Allow-Origin')).toBeNull();
    },
  );
});
