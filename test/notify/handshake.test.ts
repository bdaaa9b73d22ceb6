import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { signSessionToken, signTicket } from '../../src/identity/tokens.ts';
import { settingsOf } from '../../src/env.ts';
import { announce } from '../../src/notify/index.ts';
import { Client, ORIGIN, signUp } from '../support/client.ts';
import { OTHER_SECRET, settingsWith } from '../support/settings.ts';
import { fetchFrom } from '../support/worker.ts';
import { handshake, listen, newGuest, notice, sessionIdOf, ticketOf } from './listening.ts';

afterEach(() => {
  vi.useRealTimers();
});

async function problemOf(response: Response) {
  const { code } = await response.json<{ code: string }>();
  return { status: response.status, code };
}

const UNAUTHENTICATED = { status: 401, code: 'AUTHENTICATION_REQUIRED' };
const REFUSED = { status: 401, code: 'INVALID_TOKEN' };

describe('a page', () => {
  it.each([
    [undefined, 101],
    [ORIGIN, 101],
    ['http://localhost:5173', 101],
    ['null', 403],
    ['http://localhost:8788', 403],
    ['https://localhost:8787', 403],
    ['http://localhost', 403],
    ['http://localhost:5173.evil.com', 403],
    ['https://a.com.evil.com', 403],
    ['http://evil.localhost:8787', 403],
  ])('of origin %j gets %i', async (origin, status) => {
    const client = await signUp();
    const response = await handshake(client, '', origin === undefined ? {} : { Origin: origin });
    expect(response.status).toBe(status);
  });

  it.each(['token', 'ticket'])('of a strange origin is refused also with a %s', async (name) => {
    const client = await signUp();
    const value = name === 'token' ? client.token : await ticketOf(client);
    const response = await handshake(new Client(), `?${name}=${value}`, { Origin: 'https://evil.com' });
    expect(await problemOf(response)).toEqual({ status: 403, code: 'CROSS_SITE_REQUEST' });
  });

  it('may be at the address that BASE_URL names', async () => {
    const client = await signUp();
    const response = await fetchFrom({ BASE_URL: 'https://easel.example' }, `${ORIGIN}/ws`, {
      headers: {
        Upgrade: 'websocket',
        Origin: 'https://easel.example',
        Authorization: `Bearer ${client.token}`,
      },
    });
    expect(response.status).toBe(101);
  });
});

describe('who may open a socket', () => {
  it('is a login by its cookie, by a Bearer token or by a token in the address', async () => {
    const client = await signUp();
    expect((await handshake(client)).status).toBe(101);
    expect((await handshake(new Client(), '', { Authorization: `Bearer ${client.token}` })).status).toBe(101);
    expect((await handshake(new Client(), `?token=${client.token}`)).status).toBe(101);
  });

  it('is a guest by its cookie', async () => {
    const { client, id } = await newGuest();
    const { ear } = await listen(client);
    await announce(env, id, notice({ progress: 7 }));
    expect(await ear.next()).toMatchObject({ data: { progress: 7 } });
  });

  it('is no guest where guests are off, neither by cookie nor by ticket', async () => {
    const { client } = await newGuest();
    const ticket = await ticketOf(client);
    const asked = (query: string, headers: Record<string, string>) =>
      fetchFrom({ GUEST_ACCESS: 'off' }, `${ORIGIN}/ws${query}`, {
        headers: { Upgrade: 'websocket', ...headers },
      });
    const cookie = { Cookie: `guest=${client.cookies.get('guest')}` };
    expect(await problemOf(await asked('', cookie))).toEqual(UNAUTHENTICATED);
    expect(await problemOf(await asked(`?ticket=${ticket}`, {}))).toEqual(REFUSED);
  });

  it('is not nobody', async () => {
    expect(await problemOf(await handshake(new Client()))).toEqual(UNAUTHENTICATED);
  });

  it('is nobody who has logged out', async () => {
    const client = await signUp();
    const { token } = client;
    await client.post('/api/auth/logout');
    expect(await problemOf(await handshake(new Client(), `?token=${token}`))).toEqual(REFUSED);
  });

  it('is said by the address rather than by a cookie', async () => {
    const [client, other] = [await signUp(), await signUp()];
    expect(await problemOf(await handshake(client, '?token=nonsense'))).toEqual(REFUSED);
    expect(await problemOf(await handshake(client, '?ticket=nonsense'))).toEqual(REFUSED);

    const { ear } = await listen(client, `?token=${other.token}`);
    await announce(env, other.user.id, notice({ task_id: 'of-the-other' }));
    expect(await ear.next()).toMatchObject({ data: { task_id: 'of-the-other' } });
  });

  it.each([
    ['an expired token', -1, {}],
    ['a token of another secret', 3600, { JWT_SECRET_KEY: OTHER_SECRET }],
  ])('is not the bearer of %s', async (_, ttl, vars) => {
    const client = await signUp();
    const sid = sessionIdOf(client);
    const claims = { sub: client.user.id, email: client.user.email, role: 'user', sid } as const;
    const token = await signSessionToken(claims, Date.now() + ttl * 1000, settingsWith(vars));
    expect(await problemOf(await handshake(new Client(), `?token=${token}`))).toEqual(REFUSED);
  });
});

describe('the address /ws', () => {
  it('asks for an upgrade if there is none', async () => {
    const client = await signUp();
    expect(await problemOf(await client.fetch('/ws'))).toEqual({ status: 426, code: 'UPGRADE_REQUIRED' });
  });

  it.each(['abc', '-1', '1.5', '1e3', '%2010', '9999999999999999'])(
    'does not take %j for an event',
    async (since) => {
      const client = await signUp();
      expect(await problemOf(await handshake(client, `?since=${since}`))).toEqual({
        status: 422,
        code: 'VALIDATION_ERROR',
      });
    },
  );

  it('lets no client say who it is to the hub', async () => {
    const [client, victim] = [await signUp(), await signUp()];
    const listener = JSON.stringify({ sessionId: null, expiresAt: null, ticket: null, since: 0 });
    await announce(env, client.user.id, notice());
    const response = await handshake(client, '', { 'Easel-Listener': listener });
    expect(response.status).toBe(101);
    const { ear, hello } = await listen(client);
    await announce(env, victim.user.id, notice({ task_id: 'of-the-victim' }));
    await announce(env, client.user.id, notice({ task_id: 'own' }));
    expect(hello.last_id).toBe(1);
    expect(await ear.next()).toMatchObject({ data: { task_id: 'own' } });
  });

  it('says so when the hub does not answer', async () => {
    const client = await signUp();
    const broken = { getByName: () => ({ fetch: () => Promise.reject(new Error('reset')) }) };
    const response = await fetchFrom({ USER_HUB: broken }, `${ORIGIN}/ws?token=${client.token}`, {
      headers: { Upgrade: 'websocket' },
    });
    expect(await problemOf(response)).toEqual({ status: 503, code: 'SERVICE_UNAVAILABLE' });
  });
});

describe('a ticket', () => {
  it('opens a socket of whoever asked for it', async () => {
    const client = await signUp();
    const asked = await client.post('/api/ws/ticket');
    const body = await asked.json<{ ticket: string; expires_in: number; expires_at: string }>();
    expect(body.expires_in).toBe(60);
    const secondsLeft = (Date.parse(body.expires_at) - Date.now()) / 1000;
    expect(secondsLeft).toBeGreaterThan(50);
    expect(secondsLeft).toBeLessThanOrEqual(60);

    const { ear } = await listen(new Client(), `?ticket=${body.ticket}`);
    await announce(env, client.user.id, notice({ progress: 3 }));
    expect(await ear.next()).toMatchObject({ data: { progress: 3 } });
  });

  it('is given to guests, and to nobody else without a login', async () => {
    const { client } = await newGuest();
    expect((await handshake(new Client(), `?ticket=${await ticketOf(client)}`)).status).toBe(101);
    expect(await problemOf(await new Client().post('/api/ws/ticket'))).toEqual(UNAUTHENTICATED);
  });

  it('is not given to a page of another site', async () => {
    const client = await signUp();
    const response = await client.post('/api/ws/ticket', undefined, { Origin: 'https://evil.com' });
    expect(await problemOf(response)).toEqual({ status: 403, code: 'CROSS_SITE_REQUEST' });
  });

  it('is used once, also by many at the same moment', async () => {
    const ticket = await ticketOf(await signUp());
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => handshake(new Client(), `?ticket=${ticket}`)),
    );
    expect(answers.filter(({ status }) => status === 101)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(7);
    expect(await problemOf(await handshake(new Client(), `?ticket=${ticket}`))).toEqual(REFUSED);
    expect((await new Client().fetch(`/api/events?ticket=${ticket}`)).status).toBe(401);
  });

  it('lasts a minute', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const client = await signUp();
    const began = Math.ceil(Date.now() / 1000) * 1000;
    vi.setSystemTime(began);
    const [early, late] = [await ticketOf(client), await ticketOf(client)];
    vi.setSystemTime(began + 59_000);
    expect((await handshake(new Client(), `?ticket=${early}`)).status).toBe(101);
    vi.setSystemTime(began + 60_000);
    expect(await problemOf(await handshake(new Client(), `?ticket=${late}`))).toEqual(REFUSED);
  });

  it('dies with the login that asked for it', async () => {
    const client = await signUp();
    const ticket = await ticketOf(client);
    await client.post('/api/auth/logout');
    expect(await problemOf(await handshake(new Client(), `?ticket=${ticket}`))).toEqual(REFUSED);
  });

  it('of another secret, of another kind or for a session of somebody else is refused', async () => {
    const [client, other] = [await signUp(), await signUp()];
    const claims = { sub: client.user.id, jti: crypto.randomUUID() };
    const forged = await signTicket(
      { ...claims, sid: sessionIdOf(client) },
      60,
      settingsWith({ JWT_SECRET_KEY: OTHER_SECRET }),
    );
    const mixed = await signTicket({ ...claims, sid: sessionIdOf(other) }, 60, settingsOf(env));
    for (const ticket of [forged, mixed, client.token]) {
      expect(await problemOf(await handshake(new Client(), `?ticket=${ticket}`))).toEqual(REFUSED);
    }
  });

  it('is no token', async () => {
    const ticket = await ticketOf(await signUp());
    expect(await problemOf(await handshake(new Client(), `?token=${ticket}`))).toEqual(REFUSED);
  });
});
