import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { signGuestToken } from '../../src/identity/tokens.ts';
import { database } from '../../src/db/client.ts';
import { images, sketches, tasks, uploads } from '../../src/db/schema.ts';
import { Client, PASSWORD, signIn, signUp } from '../support/client.ts';
import { OTHER_SECRET, settingsWith } from '../support/settings.ts';

const TABLES = { uploads, images, tasks, sketches };

/** A guest who has made one of everything. */
async function busyGuest(settings = settingsWith()) {
  const id = `guest_${crypto.randomUUID()}`;
  await makeOneOfEach(id);
  const client = new Client();
  client.cookies.set('guest', await signGuestToken(id, settings));
  return { id, client };
}

async function makeOneOfEach(ownerId: string): Promise<void> {
  const db = database(env);
  const id = crypto.randomUUID();
  const times = { createdAt: 1, updatedAt: 1 };
  await db.batch([
    db.insert(uploads).values({
      key: `uploads/${ownerId}/${id}.png`,
      ownerId,
      filename: 'a.png',
      contentType: 'image/png',
      imageId: id,
      createdAt: 1,
    }),
    db.insert(images).values({ id, ownerId, createdAt: 1 }),
    db
      .insert(tasks)
      .values({ id, ownerId, kind: 'sketch', subjectId: id, kwargs: '{}', timeoutSeconds: 1, ...times }),
    db.insert(sketches).values({
      id,
      ownerId,
      taskId: id,
      style: 'ink',
      type: 'color',
      method: 'basic',
      reuseKey: id,
      ...times,
    }),
  ]);
}

/** How many rows of each table somebody owns. */
async function belongings(ownerId: string): Promise<number[]> {
  const db = database(env);
  const owners = await Promise.all(
    Object.values(TABLES).map((table) => db.select({ ownerId: table.ownerId }).from(table)),
  );
  return owners.map((rows) => rows.filter((row) => row.ownerId === ownerId).length);
}

const NOTHING = [0, 0, 0, 0];
const ONE_OF_EACH = [1, 1, 1, 1];

describe('a guest', () => {
  it('who registers keeps everything and is a guest no more', async () => {
    const [guest, bystander] = [await busyGuest(), await busyGuest()];
    const client = await signUp(undefined, guest.client);
    expect(await belongings(client.user.id)).toEqual(ONE_OF_EACH);
    expect(await belongings(guest.id)).toEqual(NOTHING);
    expect(await belongings(bystander.id)).toEqual(ONE_OF_EACH);
    expect(client.cookies.has('guest')).toBe(false);
  });

  it('who logs in adds to what the account has; logging in again changes nothing', async () => {
    const { user } = await signUp();
    await makeOneOfEach(user.id);
    const guest = await busyGuest();
    const again = guest.client.copy();
    const client = await signIn(user.email, PASSWORD, guest.client);
    expect(client.cookies.has('guest')).toBe(false);
    await signIn(user.email, PASSWORD, again);
    expect(await belongings(user.id)).toEqual([2, 2, 2, 2]);
    expect(await belongings(guest.id)).toEqual(NOTHING);
  });

  it.each([
    ['a wrong password', { password: 'not the password' }],
    ['an address that is taken', { path: 'register' }],
  ])('who fails to log in by %s stays one and keeps everything', async (_, attempt) => {
    const { user } = await signUp();
    const guest = await busyGuest();
    const { path = 'login', password = PASSWORD } = attempt as { path?: string; password?: string };
    const response = await guest.client.post(`/api/auth/${path}`, { email: user.email, password });
    expect(response.ok).toBe(false);
    expect(await belongings(guest.id)).toEqual(ONE_OF_EACH);
    expect(guest.client.cookies.has('guest')).toBe(true);
  });

  it('whose cookie is not ours gives nothing away', async () => {
    const guest = await busyGuest(settingsWith({ JWT_SECRET_KEY: OTHER_SECRET }));
    const client = await signUp(undefined, guest.client);
    expect(await belongings(client.user.id)).toEqual(NOTHING);
    expect(await belongings(guest.id)).toEqual(ONE_OF_EACH);
  });

  it('cannot be another user, even under our own signature', async () => {
    const victim = await signUp();
    await makeOneOfEach(victim.user.id);
    const client = new Client();
    client.cookies.set('guest', await signGuestToken(victim.user.id, settingsWith()));
    await signUp(undefined, client);
    expect(await belongings(victim.user.id)).toEqual(ONE_OF_EACH);
  });

  it('is not needed to get a cookie cleared', async () => {
    const response = await new Client().post('/api/auth/register', {
      email: `${crypto.randomUUID()}@example.com`,
      password: PASSWORD,
    });
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^access_token=/)]);
  });
});
