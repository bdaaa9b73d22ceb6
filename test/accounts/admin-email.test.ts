import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { loginOf } from '../../src/identity/caller.ts';
import { type Accounts, changeAccount, register, signIn } from '../../src/accounts/service.ts';
import { newEmail, PASSWORD } from '../support/client.ts';
import { settingsWith } from '../support/settings.ts';

const VISIT = { address: '192.0.2.1', userAgent: undefined, guestId: undefined };

const accountsWith = (vars: Record<string, string>): Accounts => ({
  env,
  settings: settingsWith({ RATE_LIMITS: 'off', ...vars }),
});

const withoutAdmin = accountsWith({});

describe('ADMIN_EMAIL', () => {
  it('makes an administrator of who registers with it, and of nobody else', async () => {
    const email = newEmail();
    const accounts = accountsWith({ ADMIN_EMAIL: email.toUpperCase() });
    const { user: admin } = await register({ email, password: PASSWORD }, VISIT, accounts);
    const { user: other } = await register({ email: newEmail(), password: PASSWORD }, VISIT, accounts);
    expect([admin.role, other.role]).toEqual(['admin', 'user']);
  });

  it('makes an administrator of an account that was there before, once it signs in', async () => {
    const email = newEmail();
    await register({ email, password: PASSWORD }, VISIT, withoutAdmin);
    const accounts = accountsWith({ ADMIN_EMAIL: email });
    const login = await signIn({ email, password: PASSWORD }, VISIT, accounts);
    expect(login.user.role).toBe('admin');
    expect((await loginOf(login.token, env, accounts.settings)).kind).toBe('admin');
  });

  it('is for no existing account to move to: it counts as taken', async () => {
    const ADMIN_EMAIL = newEmail();
    const accounts = accountsWith({ ADMIN_EMAIL });
    const { token } = await register({ email: newEmail(), password: PASSWORD }, VISIT, accounts);
    const caller = await loginOf(token, env, accounts.settings);
    const move = changeAccount(caller, { email: ADMIN_EMAIL, current_password: PASSWORD }, accounts);
    await expect(move).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
    expect((await loginOf(token, env, accounts.settings)).user).toMatchObject({
      role: 'user',
      email: caller.user.email,
    });
  });

  it('is not left to whoever comes next: its account keeps it', async () => {
    const email = newEmail();
    const accounts = accountsWith({ ADMIN_EMAIL: email });
    const { token } = await register({ email, password: PASSWORD }, VISIT, accounts);
    const caller = await loginOf(token, env, accounts.settings);
    const move = changeAccount(caller, { email: newEmail(), current_password: PASSWORD }, accounts);
    await expect(move).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('taken out of the settings leaves the administrator one', async () => {
    const email = newEmail();
    await register({ email, password: PASSWORD }, VISIT, accountsWith({ ADMIN_EMAIL: email }));
    const { user } = await signIn({ email, password: PASSWORD }, VISIT, withoutAdmin);
    expect(user.role).toBe('admin');
  });
});
