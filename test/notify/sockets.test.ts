import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { announce, closeAllSockets, closeSessionSockets } from '../../src/notify/index.ts';
import { MAX_LISTENERS, type UserHub } from '../../src/notify/hub.ts';
import { HUB_PATHS, LISTENER_HEADER } from '../../src/notify/listener.ts';
import { MAX_MESSAGE_BYTES, MAX_MESSAGES_A_MINUTE } from '../../src/notify/sockets.ts';
import { signIn, signUp } from '../support/client.ts';
import {
  announceProgress,
  asUpdate,
  Ear,
  handshake,
  listen,
  newGuest,
  notice,
  openStream,
  sessionIdOf,
} from './listening.ts';

afterEach(() => {
  vi.useRealTimers();
});

const PING = JSON.stringify({ type: 'ping' });
const DAY_MS = 24 * 3600 * 1000;

function hubOf({ user }: { user: { id: string } }) {
  return env.USER_HUB.getByName(user.id);
}

/** Waits until the hub has seen everything that was sent before. */
async function settled(ear: Ear) {
  ear.send(PING);
  expect(await ear.next()).toEqual({ type: 'pong' });
}

describe('an open socket', () => {
  it('hears what happens to a task, in full', async () => {
    const client = await signUp();
    const { ear, hello } = await listen(client);
    expect(hello).toEqual({ type: 'hello', last_id: 0 });
    const data = {
      task_id: 'task-9',
      kind: 'sketch',
      status: 'completed',
      progress: 100,
      stage: 'done',
      error: null,
      result: { sketch_id: 's1', width: 640 },
    } as const;
    const before = Date.now();
    await announce(env, client.user.id, { key: 'k', data });
    const message = await ear.next();
    expect(message).toEqual({ type: 'task_update', id: 1, data: { ...data, timestamp: expect.any(String) } });
    const timestamp = String(asUpdate(message).data['timestamp']);
    expect(timestamp).toMatch(/Z$/);
    expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(before);
  });

  it('hears a notice that is sent twice once', async () => {
    const client = await signUp();
    const { ear } = await listen(client);
    await announce(env, client.user.id, notice({ progress: 1 }, 'same'));
    await announce(env, client.user.id, notice({ progress: 1 }, 'same'));
    await announce(env, client.user.id, notice({ progress: 2 }, 'another'));
    const heard = await ear.updates(2);
    expect(heard.map(({ data }) => data.progress)).toEqual([1, 2]);
  });

  it('hears a notice once that is sent again after the hub has slept', async () => {
    const client = await signUp();
    const { ear } = await listen(client);
    await announce(env, client.user.id, notice({ progress: 1 }, 'same'));
    await evictDurableObject(hubOf(client));
    await announce(env, client.user.id, notice({ progress: 1 }, 'same'));
    await announce(env, client.user.id, notice({ progress: 2 }));
    expect((await ear.updates(2)).map(({ data }) => data.progress)).toEqual([1, 2]);
  });

  it('hears nothing of other users’ tasks, nor they of its', async () => {
    const [ada, ben] = [await signUp(), await signUp()];
    const [{ ear: adas }, { ear: bens }] = [await listen(ada), await listen(ben)];
    await announce(env, ada.user.id, notice({ task_id: 'adas' }));
    await announce(env, ben.user.id, notice({ task_id: 'bens' }));
    expect(await adas.next()).toMatchObject({ data: { task_id: 'adas' } });
    expect(await bens.next()).toMatchObject({ data: { task_id: 'bens' } });
    await settled(adas);
    await settled(bens);
  });

  it('is one of many, and all of them hear', async () => {
    const client = await signUp();
    const ears = await Promise.all([1, 2, 3].map(() => listen(client)));
    await announceProgress(client.user.id, 5);
    for (const { ear } of ears) expect(await ear.next()).toMatchObject({ data: { progress: 5 } });
  });

  it('that the client has closed is no trouble for the others', async () => {
    const client = await signUp();
    const [{ ear: gone }, { ear }] = [await listen(client), await listen(client)];
    gone.close(1000);
    expect(await gone.closed).toMatchObject({ code: 1000 });
    await announceProgress(client.user.id, 1);
    expect(await ear.next()).toMatchObject({ data: { progress: 1 } });
    await runInDurableObject(hubOf(client), (_: UserHub, state) => {
      expect(state.getWebSockets()).toHaveLength(1);
    });
  });

  it('may be closed without a code', async () => {
    const client = await signUp();
    const { ear } = await listen(client);
    ear.close();
    expect(await ear.closed).toMatchObject({ code: 1005 });
  });
});

describe('a ping', () => {
  it('is answered without waking the hub', async () => {
    const client = await signUp();
    const { ear } = await listen(client);
    await evictDurableObject(hubOf(client));
    ear.send('ping');
    expect(await ear.nextText()).toBe('pong');
    await expect(evictDurableObject(hubOf(client))).rejects.toThrow(/not.*running/i);
  });

  it('in JSON is answered in JSON', async () => {
    const { ear } = await listen(await signUp());
    ear.send('{"type": "ping", "timestamp": 1}');
    expect(await ear.next()).toEqual({ type: 'pong' });
  });
});

describe('a message', () => {
  it.each([
    ['no JSON', 'hello'],
    ['no object', '[]'],
    ['null', 'null'],
    ['without a type', '{}'],
    ['of another type', '{"type":"subscribe"}'],
    ['with a type that is no text', '{"type":{"toString":1}}'],
    ['binary', new Uint8Array(new TextEncoder().encode(PING)).buffer],
  ])('that is %s gets an error, and the socket stays open', async (_, message) => {
    const { ear } = await listen(await signUp());
    ear.send(message);
    expect(await ear.next()).toEqual({
      type: 'error',
      code: 'INVALID_MESSAGE',
      message: expect.any(String),
    });
    await settled(ear);
  });

  it.each([
    ['letters', 'x', 1],
    ['letters of two bytes', 'é', 2],
  ])('may have 64 KiB and not one more, in %s', async (_, letter, bytes) => {
    const { ear } = await listen(await signUp());
    ear.send(letter.repeat(MAX_MESSAGE_BYTES / bytes));
    expect(await ear.next()).toMatchObject({ code: 'INVALID_MESSAGE' });
    ear.send(`${letter.repeat(MAX_MESSAGE_BYTES / bytes)}x`);
    expect(await ear.closed).toMatchObject({ code: 1009 });
  });

  it('may be the hundredth of a minute; the next one closes the socket', async () => {
    const { ear } = await listen(await signUp());
    for (let sent = 0; sent < MAX_MESSAGES_A_MINUTE; sent += 1) ear.send(PING);
    for (let heard = 0; heard < MAX_MESSAGES_A_MINUTE; heard += 1) {
      expect(await ear.next()).toEqual({ type: 'pong' });
    }
    ear.send(PING);
    expect(await ear.closed).toMatchObject({ code: 1008 });
  });

  it('is counted anew each minute', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { ear } = await listen(await signUp());
    for (let sent = 1; sent < MAX_MESSAGES_A_MINUTE; sent += 1) ear.send('nonsense');
    for (let heard = 1; heard < MAX_MESSAGES_A_MINUTE; heard += 1) await ear.next();
    vi.setSystemTime(Date.now() + 60_000);
    ear.send(PING);
    ear.send(PING);
    expect([await ear.next(), await ear.next()]).toEqual([{ type: 'pong' }, { type: 'pong' }]);
  });
});

describe('after the hub has been evicted', () => {
  it('a socket still hears, and its numbers go on', async () => {
    const client = await signUp();
    const { ear } = await listen(client);
    await announceProgress(client.user.id, 1);
    await evictDurableObject(hubOf(client));
    await announceProgress(client.user.id, 2);
    const heard = await ear.updates(2);
    expect(heard.map(({ id, data }) => [id, data.progress])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('a socket still belongs to its login', async () => {
    const client = await signUp();
    const other = await signIn(client.user.email);
    const [{ ear: ended }, { ear: kept }] = [await listen(client), await listen(other)];
    await evictDurableObject(hubOf(client));
    await closeSessionSockets(env, client.user.id, sessionIdOf(client));
    expect(await ended.closed).toMatchObject({ code: 1008 });
    await announceProgress(client.user.id, 1);
    expect(await kept.next()).toMatchObject({ data: { progress: 1 } });
  });

  it('messages are still counted', async () => {
    const client = await signUp();
    const { ear } = await listen(client);
    for (let sent = 0; sent < MAX_MESSAGES_A_MINUTE; sent += 1) ear.send(PING);
    for (let heard = 0; heard < MAX_MESSAGES_A_MINUTE; heard += 1) await ear.next();
    await evictDurableObject(hubOf(client));
    ear.send(PING);
    expect(await ear.closed).toMatchObject({ code: 1008 });
  });

  it('a login still ends when it expires', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const client = await signUp();
    const { ear } = await listen(client);
    await evictDurableObject(hubOf(client));
    vi.setSystemTime(Date.now() + DAY_MS);
    await runDurableObjectAlarm(hubOf(client));
    expect(await ear.closed).toMatchObject({ code: 1008 });
  });
});

describe('the end of a login', () => {
  it('closes its sockets and no others', async () => {
    const client = await signUp();
    const other = await signIn(client.user.email);
    const [{ ear: first }, { ear: second }, { ear: kept }] = [
      await listen(client),
      await listen(client),
      await listen(other),
    ];
    await closeSessionSockets(env, client.user.id, sessionIdOf(client));
    expect(await first.closed).toEqual({ code: 1008, reason: 'The login has ended' });
    expect(await second.closed).toMatchObject({ code: 1008 });
    await announceProgress(client.user.id, 1);
    expect(await kept.next()).toMatchObject({ data: { progress: 1 } });
  });

  it('keeps out a connection that was let in a moment earlier and is still on its way', async () => {
    const client = await signUp();
    await closeSessionSockets(env, client.user.id, sessionIdOf(client));
    const late = await handshake(client);
    expect(late.status).toBe(401);
    expect((await handshake(await signIn(client.user.email))).status).toBe(101);
  });

  it('for everybody closes all of an owner’s, also a guest’s', async () => {
    const { client, id } = await newGuest();
    const { ear } = await listen(client);
    const stream = await openStream(client);
    await stream.next();
    await closeAllSockets(env, id);
    expect(await ear.closed).toMatchObject({ code: 1008 });
    expect(await stream.next()).toBeUndefined();
    expect((await handshake(client)).status).toBe(401);
  });

  it('by its date closes the socket at once when something is to be said, and says nothing', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const client = await signUp();
    const { ear } = await listen(client);
    vi.setSystemTime(Date.now() + DAY_MS);
    await announceProgress(client.user.id, 1);
    expect(await ear.closed).toMatchObject({ code: 1008, reason: 'The login has expired' });
  });

  it('is what the hub wakes for', async () => {
    const client = await signUp();
    await listen(client);
    const alarm = await runInDurableObject(hubOf(client), (_: UserHub, state) => state.storage.getAlarm());
    const inADay = Date.now() + DAY_MS;
    expect(alarm).toBeGreaterThan(inADay - 60_000);
    expect(alarm).toBeLessThanOrEqual(inADay);
  });
});

it('a thousand sockets hear, and one above the limit is refused', async () => {
  const client = await signUp();
  const hub = hubOf(client);
  const listener = JSON.stringify({ sessionId: null, expiresAt: null, ticket: null });
  const ears = await Promise.all(
    Array.from({ length: MAX_LISTENERS }, async () => {
      const { webSocket } = await hub.fetch(`https://hub${HUB_PATHS.socket}`, {
        headers: { Upgrade: 'websocket', [LISTENER_HEADER]: listener },
      });
      if (!webSocket) throw new Error('no socket');
      return new Ear(webSocket);
    }),
  );
  await announceProgress(client.user.id, 42);
  const heard = await Promise.all(
    ears.map(async (ear) => {
      await ear.next();
      return ear.next();
    }),
  );
  expect(heard).toHaveLength(MAX_LISTENERS);
  for (const message of heard) expect(message).toMatchObject({ id: 1, data: { progress: 42 } });

  for (const path of ['/ws', '/api/events']) {
    const refused = await client.fetch(path, { headers: { Upgrade: 'websocket' } });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('Retry-After')).toBe('60');
  }
});
