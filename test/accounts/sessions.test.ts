import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { Client, signIn, signUp } from '../support/client.ts';

interface SessionJson {
  id: string;
  created_at: string;
  expires_at: string;
  user_agent: string | null;
  current: boolean;
}

async function sessionsOf(client: Client, query = '') {
  const response = await client.fetch(`/api/auth/sessions${query}`);
  expect(response.status).toBe(200);
  return response.json<{ sessions: SessionJson[]; next_cursor: string | null }>();
}

const statusOf = async (client: Client) => (await client.fetch('/api/auth/me')).status;

const currentId = async (client: Client) =>
  (await sessionsOf(client)).sessions.find(({ current }) => current)?.id ?? '';

describe('a session', () => {
  it('is new at every login', async () => {
    const first = await signUp();
    const second = await signIn(first.user.email);
    const third = await signIn(first.user.email, second.password, second.copy());
    const ids = await Promise.all([first, second, third].map(currentId));
    expect(new Set(ids).size).toBe(3);
  });

  it('is not one that the client proposes', async () => {
    const client = new Client();
    client.cookies.set('access_token', 'chosen-by-an-attacker');
    const { token } = await signUp(undefined, client);
    expect(token).not.toBe('chosen-by-an-attacker');
    expect(token.split('.')).toHaveLength(3);
  });

  it('works by cookie and as a Bearer token alike', async () => {
    const { token } = await signUp();
    const headers = { Authorization: `Bearer ${token}` };
    expect((await new Client().fetch('/api/auth/me', { headers })).status).toBe(200);
  });

  it('is over on the server when it expires', async () => {
    const client = await signUp();
    const id = await currentId(client);
    await env.DB.prepare('UPDATE sessions SET expires_at = ? WHERE id = ?')
      .bind(Date.now() - 1, id)
      .run();
    const response = await client.fetch('/api/auth/me');
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ detail: 'Could not validate credentials' });
  });

  it('is over when the account is deactivated', async () => {
    const client = await signUp();
    await env.DB.prepare("UPDATE users SET status = 'inactive' WHERE id = ?").bind(client.user.id).run();
    expect(await statusOf(client)).toBe(401);
  });

  it('that expired is forgotten at the next login', async () => {
    const { user } = await signUp();
    await env.DB.prepare('UPDATE sessions SET expires_at = 1 WHERE user_id = ?').bind(user.id).run();
    await signIn(user.email);
    const { results } = await env.DB.prepare('SELECT id FROM sessions WHERE user_id = ?').bind(user.id).all();
    expect(results).toHaveLength(1);
  });
});

describe('without credentials', () => {
  it.each([
    ['GET', '/api/auth/me'],
    ['PATCH', '/api/auth/me'],
    ['GET', '/api/auth/sessions'],
    ['DELETE', '/api/auth/sessions/x'],
  ])('%s %s asks for authentication', async (method, path) => {
    const response = await new Client().fetch(path, { method });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      code: 'AUTHENTICATION_REQUIRED',
      detail: 'Authentication required',
    });
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer');
  });
});

describe('logging out', () => {
  it.each(['logout', 'sign-out'])('at /api/auth/%s ends the session on the server too', async (path) => {
    const client = await signUp();
    const thief = client.copy();
    const { token } = client;
    const response = await client.post(`/api/auth/${path}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ message: 'Successfully logged out' });
    expect(client.cookies.has('access_token')).toBe(false);
    expect(await statusOf(thief)).toBe(401);
    const headers = { Authorization: `Bearer ${token}` };
    expect((await new Client().fetch('/api/auth/me', { headers })).status).toBe(401);
  });

  it('ends no other session', async () => {
    const first = await signUp();
    const second = await signIn(first.user.email);
    await first.post('/api/auth/logout');
    expect(await statusOf(second)).toBe(200);
  });

  it.each([
    ['without a login', undefined],
    ['with a cookie that is no token', 'garbage'],
  ])('%s is fine, and clears the cookie', async (_, cookie) => {
    const client = new Client();
    if (cookie) client.cookies.set('access_token', cookie);
    const response = await client.post('/api/auth/logout');
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^access_token=;.*Max-Age=0/)]);
  });

  it('twice is fine', async () => {
    const client = await signUp();
    const again = client.copy();
    await client.post('/api/auth/logout');
    expect((await again.post('/api/auth/logout')).status).toBe(200);
  });
});

describe('the list of sessions', () => {
  it('shows the own ones, newest first, and which one is asking', async () => {
    const first = await signUp();
    const second = await signIn(first.user.email);
    await signUp();
    const { sessions, next_cursor } = await sessionsOf(first);
    expect(next_cursor).toBeNull();
    expect(sessions).toHaveLength(2);
    expect(sessions.map(({ current }) => current)).toEqual([false, true]);
    expect(sessions[0]?.id).toBe(await currentId(second));
    for (const session of sessions) {
      expect(Object.keys(session).toSorted()).toEqual([
        'created_at',
        'current',
        'expires_at',
        'id',
        'user_agent',
      ]);
      expect(Date.parse(session.expires_at) - Date.parse(session.created_at)).toBe(86_400_000);
    }
  });

  it('says with what one logged in, cut to a sensible length', async () => {
    const { user, password } = await signUp();
    const client = new Client();
    const headers = { 'User-Agent': `Mozilla/5.0 ${'x'.repeat(1000)}` };
    await client.post('/api/auth/login', { email: user.email, password }, headers);
    const [newest] = (await sessionsOf(client)).sessions;
    expect(newest?.user_agent).toMatch(/^Mozilla\/5\.0 x{244}$/);
  });

  it('comes in pages without gaps or repeats, also for logins of one millisecond', async () => {
    const client = await signUp();
    const now = Date.now();
    const insert = env.DB.prepare(
      'INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)',
    );
    await env.DB.batch(
      [0, 0, 0, 1, 2].map((age, n) =>
        insert.bind(`s-${n}-${client.user.id}`, client.user.id, now - age, now + 1e6),
      ),
    );
    const all = (await sessionsOf(client)).sessions.map(({ id }) => id);
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor ? `?limit=2&cursor=${cursor}` : '?limit=2';
      const answer = await sessionsOf(client, query);
      expect(answer.sessions.length).toBeLessThanOrEqual(2);
      paged.push(...answer.sessions.map(({ id }) => id));
      cursor = answer.next_cursor;
    }
    expect(all).toHaveLength(6);
    expect(paged).toEqual(all);
  });

  it.each([
    ['limit=0', 422],
    ['limit=1', 200],
    ['limit=100', 200],
    ['limit=101', 422],
    ['limit=x', 422],
    ['cursor=nonsense', 400],
  ])('with ?%s answers %i', async (query, status) => {
    const client = await signUp();
    expect((await client.fetch(`/api/auth/sessions?${query}`)).status).toBe(status);
  });

  it('leaves out what has expired', async () => {
    const client = await signUp();
    const other = await signIn(client.user.email);
    const id = await currentId(other);
    await env.DB.prepare('UPDATE sessions SET expires_at = ? WHERE id = ?')
      .bind(Date.now() - 1, id)
      .run();
    expect((await sessionsOf(client)).sessions).toHaveLength(1);
  });
});

const end = (client: Client, id: string) => client.delete(`/api/auth/sessions/${encodeURIComponent(id)}`);

describe('ending one session', () => {
  it('ends that one and no other', async () => {
    const first = await signUp();
    const second = await signIn(first.user.email);
    const response = await end(first, await currentId(second));
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect([await statusOf(first), await statusOf(second)]).toEqual([200, 401]);
  });

  it('that is the own logs out', async () => {
    const client = await signUp();
    await end(client, await currentId(client));
    expect(client.cookies.has('access_token')).toBe(false);
  });

  it('of somebody else is impossible, as if it did not exist', async () => {
    const [one, other] = [await signUp(), await signUp()];
    const id = await currentId(other);
    const [foreign, unknown] = [await end(one, id), await end(one, crypto.randomUUID())];
    for (const response of [foreign, unknown]) {
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'SESSION_NOT_FOUND', detail: 'Session not found' });
    }
    expect(await statusOf(other)).toBe(200);
  });
});
