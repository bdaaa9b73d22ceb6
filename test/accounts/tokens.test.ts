import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  signGuestToken,
  signSessionToken,
  signTicket,
  verifyGuestToken,
  verifySessionToken,
  verifyTicket,
} from '../../src/identity/tokens.ts';
import { Client, signUp } from '../support/client.ts';
import { OTHER_SECRET, SECRET, settingsWith } from '../support/settings.ts';

const HOUR_MS = 3_600_000;
const settings = settingsWith();
const CLAIMS = { sub: 'u1', email: 'a@example.com', role: 'user', sid: 's1' } as const;

const key = (secret = SECRET) => new TextEncoder().encode(secret);

/** A token as somebody else could make it. */
function forged(
  {
    alg = 'HS256',
    secret = SECRET,
    expires = '1h',
  }: { alg?: string; secret?: string; expires?: string | number | Date } = {},
  claims: Record<string, unknown> = CLAIMS,
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg })
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key(secret));
}

const withoutExpiry = () => new SignJWT(CLAIMS).setProtectedHeader({ alg: 'HS256' }).sign(key());

describe('a session token', () => {
  it('holds who, which session, and from when until when', async () => {
    const expiresAt = Math.floor(Date.now() / 1000) * 1000 + HOUR_MS;
    const token = await signSessionToken(CLAIMS, expiresAt, settings);
    const [header, payload] = token.split('.').slice(0, 2).map(decoded);
    expect(header).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(payload).toEqual({ ...CLAIMS, iat: expect.any(Number), exp: expiresAt / 1000 });
    expect(await verifySessionToken(token, settings)).toMatchObject(CLAIMS);
  });

  const REFUSED: Record<string, () => string | Promise<string>> = {
    'of algorithm none': () => new UnsecuredJWT(CLAIMS).setExpirationTime('1h').encode(),
    'of algorithm none with a signature': async () =>
      `${new UnsecuredJWT(CLAIMS).setExpirationTime('1h').encode()}${(await forged()).split('.')[2]}`,
    'of HS384': () => forged({ alg: 'HS384' }),
    'of HS512': () => forged({ alg: 'HS512' }),
    'of another key': () => forged({ secret: OTHER_SECRET }),
    'that expired a second ago': () => forged({ expires: new Date(Date.now() - 1000) }),
    'that never expires': withoutExpiry,
    'for an audience': () => forged({}, { ...CLAIMS, aud: 'another-service' }),
    'for several audiences': () => forged({}, { ...CLAIMS, aud: ['easel', 'another-service'] }),
    'without a session': () => forged({}, { ...CLAIMS, sid: undefined }),
    'without a subject': () => forged({}, { ...CLAIMS, sub: undefined }),
    'of a made-up role': () => forged({}, { ...CLAIMS, role: 'root' }),
    'of a guest': () => signGuestToken('guest_1', settings),
    'of a ticket': () => signTicket({ sub: 'u1', jti: 'j1', sid: 's1' }, 60, settings),
    'with a changed payload': async () => {
      const [head, , signature] = (await forged()).split('.');
      const payload = new TextEncoder().encode(
        JSON.stringify({ ...CLAIMS, role: 'admin', exp: 9_999_999_999 }),
      );
      return [head, payload.toBase64({ alphabet: 'base64url', omitPadding: true }), signature].join('.');
    },
    'without a signature': async () => `${(await forged()).split('.').slice(0, 2).join('.')}.`,
    'that is garbage': () => 'garbage',
    'that is three dots of garbage': () => 'a.b.c',
    'that is empty': () => '',
    'not yet valid': () => forged({}, { ...CLAIMS, nbf: Math.floor(Date.now() / 1000) + 600 }),
  };

  it.each(Object.entries(REFUSED))('%s is refused', async (_, make) => {
    expect(await verifySessionToken(await make(), settings)).toBeUndefined();
  });

  it.each(Object.entries(REFUSED).filter(([name]) => name !== 'that is empty'))(
    '%s opens nothing over HTTP',
    async (_, make) => {
      const headers = { Authorization: `Bearer ${await make()}` };
      const response = await new Client().fetch('/api/auth/me', { headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({
        code: 'INVALID_TOKEN',
        detail: 'Could not validate credentials',
      });
    },
  );

  it('whose signature is right is refused all the same without a live session behind it', async () => {
    const { user } = await signUp();
    const token = await forged({}, { ...CLAIMS, sub: user.id, sid: crypto.randomUUID() });
    const headers = { Authorization: `Bearer ${token}` };
    expect((await new Client().fetch('/api/auth/me', { headers })).status).toBe(401);
  });

  it('of the previous key is accepted while keys are rotated, and new ones get the new key', async () => {
    const old = await signSessionToken(CLAIMS, Date.now() + HOUR_MS, settings);
    const rotated = settingsWith({ JWT_SECRET_KEY: OTHER_SECRET, JWT_SECRET_KEY_PREVIOUS: SECRET });
    const replaced = settingsWith({ JWT_SECRET_KEY: OTHER_SECRET });
    expect(await verifySessionToken(old, rotated)).toMatchObject(CLAIMS);
    expect(await verifySessionToken(old, replaced)).toBeUndefined();
    const fresh = await signSessionToken(CLAIMS, Date.now() + HOUR_MS, rotated);
    expect(await verifySessionToken(fresh, replaced)).toMatchObject(CLAIMS);
  });
});

describe('a token of one kind', () => {
  it('passes as no other kind', async () => {
    const session = await signSessionToken({ ...CLAIMS, sub: 'guest_1' }, Date.now() + HOUR_MS, settings);
    const guest = await signGuestToken('guest_1', settings);
    const ticket = await signTicket({ sub: 'guest_1', jti: 'j1' }, 60, settings);
    expect(await verifyGuestToken(guest, settings)).toBe('guest_1');
    expect(await verifyTicket(ticket, settings)).toMatchObject({ sub: 'guest_1', jti: 'j1' });
    for (const token of [session, ticket]) expect(await verifyGuestToken(token, settings)).toBeUndefined();
    for (const token of [session, guest]) expect(await verifyTicket(token, settings)).toBeUndefined();
  });

  it('of a guest names a guest and never a user', async () => {
    const { user } = await signUp();
    expect(await verifyGuestToken(await signGuestToken(user.id, settings), settings)).toBeUndefined();
  });
});

function decoded(part: string): unknown {
  return JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(part, { alphabet: 'base64url' })));
}
