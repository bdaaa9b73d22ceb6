import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { loginOf } from '../../src/identity/caller.ts';
import { passwords } from '../../src/accounts/passwords.ts';
import { changeAccount } from '../../src/accounts/service.ts';
import { Client, newEmail, PASSWORD, signIn, signUp, type UserJson } from '../support/client.ts';
import { settingsWith } from '../support/settings.ts';

const NEW_PASSWORD = 'a different passphrase';

const statusOf = async (client: Client) => (await client.fetch('/api/auth/me')).status;

const logIn = (email: string, password: string) => new Client().post('/api/auth/login', { email, password });

describe('changing the name', () => {
  it.each([
    ['Ada', 'Ada'],
    ['  Ada Lovelace ', 'Ada Lovelace'],
    [null, null],
    ['', null],
    ['\u202eadA', '\u202eadA'],
  ])('to %j needs no password', async (name, expected) => {
    const client = await signUp();
    const response = await client.patch('/api/auth/me', { name });
    expect(response.status).toBe(200);
    const user = await response.json<UserJson>();
    expect(user).toEqual({ ...client.user, name: expected });
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await (await client.fetch('/api/auth/me')).json()).toEqual(user);
  });

  it('takes 100 characters and not one more', async () => {
    const client = await signUp();
    expect((await client.patch('/api/auth/me', { name: 'x'.repeat(100) })).status).toBe(200);
    expect((await client.patch('/api/auth/me', { name: 'x'.repeat(101) })).status).toBe(422);
  });

  it.each([[null], [{}], [{ role: 'admin', status: 'inactive', id: 'x' }]])(
    'by %j changes nothing',
    async (body) => {
      const client = await signUp();
      const response = await client.patch('/api/auth/me', body);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual(client.user);
    },
  );
});

describe('changing the password', () => {
  it('lets in with the new one only', async () => {
    const client = await signUp();
    const body = { current_password: PASSWORD, new_password: NEW_PASSWORD };
    expect((await client.patch('/api/auth/me', body)).status).toBe(200);
    expect((await logIn(client.user.email, PASSWORD)).status).toBe(401);
    expect((await logIn(client.user.email, NEW_PASSWORD)).status).toBe(200);
  });

  it('ends all other sessions of that account and keeps the own', async () => {
    const client = await signUp();
    const others = [await signIn(client.user.email), await signIn(client.user.email)];
    const stranger = await signUp();
    await client.patch('/api/auth/me', { current_password: PASSWORD, new_password: NEW_PASSWORD });
    expect(await Promise.all([client, ...others, stranger].map(statusOf))).toEqual([200, 401, 401, 200]);
  });

  it.each([
    [
      'a wrong one',
      { new_password: NEW_PASSWORD, current_password: 'not the password' },
      400,
      'WRONG_PASSWORD',
    ],
    ['an empty one', { new_password: NEW_PASSWORD, current_password: '' }, 400, 'WRONG_PASSWORD'],
    ['none', { new_password: NEW_PASSWORD }, 422, 'VALIDATION_ERROR'],
    ['null', { new_password: NEW_PASSWORD, current_password: null }, 422, 'VALIDATION_ERROR'],
    ['a new one too short', { new_password: '1234567', current_password: PASSWORD }, 422, 'VALIDATION_ERROR'],
  ])('with %s for the current one changes nothing, and does not log out', async (_, body, status, code) => {
    const client = await signUp();
    const other = await signIn(client.user.email);
    const response = await client.patch('/api/auth/me', { name: 'New', ...body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
    expect(await (await client.fetch('/api/auth/me')).json()).toEqual(client.user);
    expect(await statusOf(other)).toBe(200);
    expect((await logIn(client.user.email, PASSWORD)).status).toBe(200);
  });

  it('without the current one names what is missing', async () => {
    const client = await signUp();
    const response = await client.patch('/api/auth/me', { new_password: NEW_PASSWORD });
    expect(await response.json()).toMatchObject({
      detail: [{ loc: ['body', 'current_password'], msg: 'Field required', type: 'missing' }],
    });
  });

  it('twice at the same moment succeeds once', async () => {
    const client = await signUp();
    const answers = await Promise.all(
      ['first new password', 'second new password'].map((new_password) =>
        client.patch('/api/auth/me', { current_password: PASSWORD, new_password }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(200);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect([400, 401, 409]).toContain(statuses.find((status) => status !== 200));
  });

  it('guesses at the current one are counted like sign-ins', async () => {
    const client = await signUp();
    const keys: string[] = [];
    const refusing = {
      limit: ({ key }: { key: string }) => {
        keys.push(key);
        return Promise.resolve({ success: false });
      },
    };
    const settings = settingsWith({ RATE_LIMITS: 'on' });
    const caller = await loginOf(client.token, env, settings);
    const attempt = changeAccount(
      caller,
      { current_password: PASSWORD, new_password: NEW_PASSWORD },
      {
        env: { ...env, SIGN_IN_ACCOUNT_LIMITER: refusing },
        settings,
        passwords: { ...passwords, verify: () => Promise.reject(new Error('hashed anyway')) },
      },
    );
    await expect(attempt).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(keys).toEqual([client.user.email]);
  });
});

describe('changing the address', () => {
  it('moves the account, and the session’s new token names it', async () => {
    const client = await signUp();
    const before = client.token;
    const email = newEmail();
    const response = await client.patch('/api/auth/me', {
      email: ` ${email.toUpperCase()}`,
      current_password: PASSWORD,
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ...client.user, email });
    const [old, fresh] = [claimsOf(before), claimsOf(client.token)];
    expect(fresh).toMatchObject({ email, sid: old['sid'], sub: old['sub'], exp: old['exp'] });
    expect(await statusOf(client)).toBe(200);
    expect((await logIn(email, PASSWORD)).status).toBe(200);
    expect((await logIn(client.user.email, PASSWORD)).status).toBe(401);
  });

  it('keeps other sessions', async () => {
    const client = await signUp();
    const other = await signIn(client.user.email);
    await client.patch('/api/auth/me', { email: newEmail(), current_password: PASSWORD });
    expect(await statusOf(other)).toBe(200);
  });

  it('to the one it has needs no password', async () => {
    const client = await signUp();
    expect((await client.patch('/api/auth/me', { email: client.user.email.toUpperCase() })).status).toBe(200);
  });

  it('without the password is refused', async () => {
    const client = await signUp();
    expect((await client.patch('/api/auth/me', { email: newEmail() })).status).toBe(422);
  });

  it('to another account’s is refused', async () => {
    const [client, other] = [await signUp(), await signUp()];
    const body = { email: other.user.email, current_password: PASSWORD };
    const response = await client.patch('/api/auth/me', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'EMAIL_TAKEN' });
  });

  it('of two accounts to one address at the same moment succeeds for one', async () => {
    const clients = [await signUp(), await signUp()];
    const body = { email: newEmail(), current_password: PASSWORD };
    const answers = await Promise.all(clients.map((client) => client.patch('/api/auth/me', body)));
    expect(answers.map(({ status }) => status).toSorted(ascending)).toEqual([200, 400]);
  });
});

const ascending = (a: number, b: number) => a - b;

function claimsOf(token: string): Record<string, unknown> {
  const payload = Uint8Array.fromBase64(token.split('.')[1] ?? '', { alphabet: 'base64url' });
  return JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>;
}
