import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { passwords, type PasswordHasher } from '../../src/accounts/passwords.ts';
import { signIn } from '../../src/accounts/service.ts';
import { Client, newEmail, PASSWORD, signIn as signInAgain, signUp } from '../support/client.ts';
import { settingsWith } from '../support/settings.ts';
import { phc } from './phc.ts';

const VISIT = { address: '192.0.2.1', userAgent: undefined, guestId: undefined };

/** Counts the work instead of doing it. */
class CountingHasher implements PasswordHasher {
  calls: string[] = [];

  hash(): Promise<string> {
    this.calls.push('hash');
    return Promise.resolve('$scrypt$…');
  }

  async verify(password: string, stored: string | undefined): Promise<boolean> {
    this.calls.push('verify');
    return passwords.verify(password, stored);
  }
}

let counting: CountingHasher;
beforeEach(() => {
  counting = new CountingHasher();
});

describe('registering', () => {
  it.each(['register', 'sign-up'])('at /api/auth/%s answers the account and logs in', async (path) => {
    const client = new Client();
    const email = newEmail();
    const response = await client.post(`/api/auth/${path}`, { email, password: PASSWORD, name: ' Ada ' });
    expect(response.status).toBe(201);
    const user = await response.json<{ id: string }>();
    expect(user).toEqual({
      id: expect.any(String),
      email,
      name: 'Ada',
      role: 'user',
      status: 'active',
      avatar_url: null,
      is_oauth_user: false,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(await (await client.fetch('/api/auth/me')).json()).toEqual(user);
  });

  it('ignores a role, a status and an id in the body', async () => {
    const body = { email: newEmail(), password: PASSWORD, role: 'admin', status: 'inactive', id: 'mine' };
    const user = await (await new Client().post('/api/auth/register', body)).json<{ id: string }>();
    expect(user).toMatchObject({ role: 'user', status: 'active' });
    expect(user.id).not.toBe('mine');
  });

  it('takes one mailbox for one account, however it is written', async () => {
    const { user } = await signUp();
    for (const email of [user.email, user.email.toUpperCase(), `  ${user.email}\t`]) {
      const response = await new Client().post('/api/auth/register', { email, password: PASSWORD });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        code: 'EMAIL_TAKEN',
        detail: 'Email already registered',
      });
      expect(response.headers.getSetCookie()).toEqual([]);
    }
  });

  it('twice at the same moment opens one account and refuses the other', async () => {
    const body = { email: newEmail(), password: PASSWORD };
    const answers = await Promise.all([1, 2, 3].map(() => new Client().post('/api/auth/register', body)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 400, 400]);
    const refused = answers.filter(({ status }) => status === 400);
    for (const answer of refused) expect(await answer.json()).toMatchObject({ code: 'EMAIL_TAKEN' });
  });

  it.each([
    ['7 characters', 'a'.repeat(7), 422],
    ['8 characters', 'a'.repeat(8), 201],
    ['128 characters', 'a'.repeat(128), 201],
    ['129 characters', 'a'.repeat(129), 422],
    ['7 emoji, which are 14 UTF-16 units', '\u{1f511}'.repeat(7), 422],
    ['8 emoji', '\u{1f511}'.repeat(8), 201],
    ['128 emoji', '\u{1f511}'.repeat(128), 201],
    ['8 spaces', ' '.repeat(8), 201],
    ['a lone surrogate, which is no text', `\ud800${'a'.repeat(10)}`, 422],
  ])('with a password of %s', async (_, password, status) => {
    const email = newEmail();
    const response = await new Client().post('/api/auth/register', { email, password });
    expect(response.status).toBe(status);
    const login = await new Client().post('/api/auth/login', { email, password });
    expect(login.status).toBe(status === 201 ? 200 : 401);
  });

  it.each([
    ['no address', undefined],
    ['an empty one', ''],
    ['no domain', 'ada'],
    ['no top-level domain', 'ada@localhost'],
    ['a display name', 'Ada <ada@example.com>'],
    ['two', 'a@example.com,b@example.com'],
    ['a letter that folds to k', '\u212aate@example.com'],
    ['a line break', 'ada@example.com\nBcc: x'],
    ['255 characters', `${'a'.repeat(243)}@example.com`],
    ['a number', 7],
  ])('with %s for an address is refused', async (_, email) => {
    const response = await new Client().post('/api/auth/register', { email, password: PASSWORD });
    expect(response.status).toBe(422);
    const { detail } = await response.json<{ detail: unknown[] }>();
    expect(detail).toEqual([{ loc: ['body', 'email'], msg: expect.any(String), type: expect.any(String) }]);
  });

  it('with everything wrong lists everything, and repeats no password', async () => {
    const response = await new Client().post('/api/auth/register', {
      email: 'x',
      password: 'hunter2',
      name: 7,
    });
    const text = await response.text();
    expect(text).not.toContain('hunter2');
    const { detail } = JSON.parse(text) as { detail: { loc: string[] }[] };
    expect(detail.map(({ loc }) => loc[1])).toEqual(['email', 'password', 'name']);
  });

  it.each([
    ['null', null],
    ['an empty text', ''],
    ['nothing', undefined],
  ])('with %s for a name has none', async (_, name) => {
    const response = await new Client().post('/api/auth/register', {
      email: newEmail(),
      password: PASSWORD,
      name,
    });
    expect(await response.json()).toMatchObject({ name: null });
  });
});

describe('parameters of signing in', () => {
  it('may come from the query, from JSON or from a form', async () => {
    const { user } = await signUp();
    const form = new URLSearchParams({ email: user.email, password: PASSWORD });
    const multipart = new FormData();
    multipart.set('email', user.email);
    multipart.set('password', PASSWORD);
    const client = new Client();
    const answers = await Promise.all([
      client.post('/api/auth/login', { email: user.email, password: PASSWORD }),
      client.fetch('/api/auth/login', { method: 'POST', body: form }),
      client.fetch('/api/auth/login', { method: 'POST', body: multipart }),
      client.post(`/api/auth/login?${form.toString()}`, null),
      client.post(`/api/auth/login?${form.toString()}`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('that are missing are named', async () => {
    const response = await new Client().post('/api/auth/login', null);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      detail: [
        { loc: ['query', 'email'], msg: 'Field required', type: 'missing' },
        { loc: ['query', 'password'], msg: 'Field required', type: 'missing' },
      ],
    });
  });

  it.each([
    ['{"email":', 'application/json', 400],
    ['[]', 'application/json', 422],
    ['<email/>', 'application/xml', 415],
    [JSON.stringify({ email: 'a@example.com', password: 'x'.repeat(70_000) }), 'application/json', 413],
  ])('that cannot be read are a mistake of the caller: %.20s', async (body, type, status) => {
    const response = await new Client().fetch('/api/auth/login', {
      method: 'POST',
      body,
      headers: { 'Content-Type': type },
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  });
});

describe('signing in', () => {
  it.each(['login', 'sign-in'])('at /api/auth/%s answers the account', async (path) => {
    const { user } = await signUp();
    const client = new Client();
    const response = await client.post(`/api/auth/${path}`, {
      email: ` ${user.email.toUpperCase()} `,
      password: PASSWORD,
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(user);
    expect((await client.fetch('/api/auth/me')).status).toBe(200);
  });

  it('answers an unknown account and a wrong password alike', async () => {
    const { user } = await signUp();
    const [unknown, wrong] = await Promise.all(
      [newEmail(), user.email].map(async (email) => {
        const response = await new Client().post('/api/auth/login', { email, password: 'not the password' });
        const { request_id: _, ...body } = await response.json<Record<string, unknown>>();
        const headers = [...response.headers].filter(([name]) => name !== 'x-request-id');
        return { status: response.status, headers, body };
      }),
    );
    expect(wrong).toEqual(unknown);
    expect(wrong).toMatchObject({ status: 401, body: { detail: 'Incorrect email or password' } });
  });

  it('does the same work for an unknown account, a wrong password, a right one and a corrupt hash', async () => {
    const [{ user }, { user: corrupt }] = [await signUp(), await signUp()];
    await env.DB.prepare('UPDATE users SET password_hash = ? WHERE id = ?').bind('?', corrupt.id).run();
    const accounts = { env, settings: settingsWith({ RATE_LIMITS: 'off' }), passwords: counting };
    const attempt = (email: string, password: string) =>
      signIn({ email, password }, VISIT, accounts).then(
        () => 'in',
        (error: { code: string }) => error.code,
      );
    expect(await attempt(newEmail(), PASSWORD)).toBe('INVALID_CREDENTIALS');
    expect(await attempt(user.email, 'wrong password')).toBe('INVALID_CREDENTIALS');
    expect(await attempt(user.email, PASSWORD)).toBe('in');
    expect(await attempt(corrupt.email, PASSWORD)).toBe('INVALID_CREDENTIALS');
    expect(counting.calls).toEqual(['verify', 'verify', 'verify', 'verify']);
  });

  it('tells only who knows the password that the account is inactive', async () => {
    const { user } = await signUp();
    await env.DB.prepare("UPDATE users SET status = 'inactive' WHERE id = ?").bind(user.id).run();
    const right = await new Client().post('/api/auth/login', { email: user.email, password: PASSWORD });
    expect(right.status).toBe(400);
    expect(await right.json()).toMatchObject({ code: 'INACTIVE_USER', detail: 'Inactive user' });
    expect(right.headers.getSetCookie()).toEqual([]);
    const wrong = await new Client().post('/api/auth/login', {
      email: user.email,
      password: 'wrong password',
    });
    expect(wrong.status).toBe(401);
  });

  it('renews a hash that was made at a lower cost, and only then', async () => {
    const { user } = await signUp();
    const hashOf = () =>
      env.DB.prepare('SELECT password_hash FROM users WHERE id = ?')
        .bind(user.id)
        .first<string>('password_hash');
    const fresh = await hashOf();
    await signInAgain(user.email);
    expect(await hashOf()).toBe(fresh);

    const old = phc(PASSWORD, 10, 8, 1);
    await env.DB.prepare('UPDATE users SET password_hash = ? WHERE id = ?').bind(old, user.id).run();
    const client = await signInAgain(user.email);
    expect(await hashOf()).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$/);
    expect((await client.fetch('/api/auth/me')).status).toBe(200);
    await signInAgain(user.email);
  });

  it('does not succeed by a password that is changed while it is checked', async () => {
    const { user } = await signUp();
    const meanwhile: PasswordHasher = {
      ...passwords,
      async verify(password, stored) {
        const isRight = await passwords.verify(password, stored);
        await env.DB.prepare('UPDATE users SET password_hash = ? WHERE id = ?')
          .bind(await passwords.hash('a new password'), user.id)
          .run();
        return isRight;
      },
    };
    const accounts = { env, settings: settingsWith({ RATE_LIMITS: 'off' }), passwords: meanwhile };
    const attempt = signIn({ email: user.email, password: PASSWORD }, VISIT, accounts);
    await expect(attempt).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    const { results } = await env.DB.prepare('SELECT id FROM sessions WHERE user_id = ?').bind(user.id).all();
    expect(results).toHaveLength(1);
  });
});

/** A counter that allows a few calls for each key and remembers the keys. */
function limiter(allowed: number) {
  const counts = new Map<string, number>();
  const limit = ({ key }: { key: string }) => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return Promise.resolve({ success: count <= allowed });
  };
  return { counts, limit };
}

const codesOf = (attempts: Promise<unknown>[]) =>
  Promise.all(attempts.map((attempt) => attempt.catch((error: { code: string }) => error.code)));

const strangersInput = () => ({ email: newEmail(), password: PASSWORD });

describe('throttling', () => {
  const settings = settingsWith({ RATE_LIMITS: 'on' });

  it('counts an account’s sign-ins wherever they come from, before any hashing', async () => {
    const [byAccount, byAddress] = [limiter(2), limiter(1000)];
    const accounts = {
      env: { ...env, SIGN_IN_ACCOUNT_LIMITER: byAccount, SIGN_IN_ADDRESS_LIMITER: byAddress },
      settings,
      passwords: counting,
    };
    const email = newEmail();
    const attempts = [1, 2, 3].map((last) =>
      signIn({ email, password: PASSWORD }, { ...VISIT, address: `192.0.2.${last}` }, accounts),
    );
    const codes = await codesOf(attempts);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(1);
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(2);
    expect(counting.calls).toHaveLength(2);
    expect([...byAccount.counts.keys()]).toEqual([email]);
  });

  it('counts an address’s sign-ins together, whatever the account, before any hashing', async () => {
    const byAddress = limiter(2);
    const accounts = {
      env: { ...env, SIGN_IN_ACCOUNT_LIMITER: limiter(1000), SIGN_IN_ADDRESS_LIMITER: byAddress },
      settings,
      passwords: counting,
    };
    for (let call = 0; call < 2; call++) {
      expect(await codesOf([signIn(strangersInput(), VISIT, accounts)])).toEqual(['INVALID_CREDENTIALS']);
    }
    const work = counting.calls.length;
    expect(await codesOf([signIn(strangersInput(), VISIT, accounts)])).toEqual(['RATE_LIMITED']);
    expect(counting.calls).toHaveLength(work);
    expect(await codesOf([signIn(strangersInput(), { ...VISIT, address: '192.0.2.9' }, accounts)])).toEqual([
      'INVALID_CREDENTIALS',
    ]);
  });

  it('by the bindings as they are set up allows ten a minute for each account', async () => {
    const accounts = { env, settings, passwords: { ...passwords, verify: () => Promise.resolve(false) } };
    const email = newEmail();
    const codes: unknown[] = [];
    for (let call = 0; call < 21; call++) {
      const visit = { ...VISIT, address: `198.51.100.${call}` };
      codes.push(...(await codesOf([signIn({ email, password: PASSWORD }, visit, accounts)])));
    }
    expect(codes.slice(0, 10)).toEqual(Array(10).fill('INVALID_CREDENTIALS'));
    expect(codes).toContain('RATE_LIMITED');
  });
});
