import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MAX_EVENTS } from '../../src/notify/event-log.ts';
import type { UserHub } from '../../src/notify/hub.ts';
import { type Client, signUp } from '../support/client.ts';
import { announceProgress, listen, newGuest, notice, openStream, asUpdate } from './listening.ts';

afterEach(() => {
  vi.useRealTimers();
});

const HOUR_MS = 3600 * 1000;

/** Tells of `count` events without a call each. */
async function announceMany(ownerId: string, count: number): Promise<void> {
  await runInDurableObject(env.USER_HUB.getByName(ownerId), async (hub: UserHub) => {
    for (let progress = 1; progress <= count; progress += 1) await hub.announce(notice({ progress }));
  });
}

/** A connection of either kind, as far as these tests use it. */
interface Connection {
  lastId: number;
  missed: boolean;
  /** @returns the numbers of the next updates */
  hear(count: number): Promise<number[]>;
  leave(): Promise<void>;
}

async function overSocket(client: Client, since: number | undefined): Promise<Connection> {
  const { ear, hello } = await listen(client, since === undefined ? '' : `?since=${since}`);
  return {
    lastId: hello.last_id,
    missed: hello.missed ?? false,
    hear: async (count) => (await ear.updates(count)).map(({ id }) => id),
    async leave() {
      ear.close(1000);
      await ear.closed;
    },
  };
}

async function overStream(client: Client, since: number | undefined): Promise<Connection> {
  const headers: Record<string, string> = since === undefined ? {} : { 'Last-Event-ID': String(since) };
  const stream = await openStream(client, '', headers);
  const hello = await stream.message();
  if (hello.type !== 'hello') throw new Error('no hello');
  return {
    lastId: hello.last_id,
    missed: hello.missed ?? false,
    async hear(count) {
      const ids = [];
      while (ids.length < count) ids.push(asUpdate(await stream.message()).id);
      return ids;
    },
    leave: () => stream.cancel(),
  };
}

const kinds = { WebSocket: overSocket, EventSource: overStream };

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])('a %s that comes back', (kind) => {
  const connect = kinds[kind];

  it('misses nothing and hears nothing twice, wherever it was cut off', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(visit, { minLength: 1, maxLength: 6 }), async (visits) => {
        const { client, id } = await newGuest();
        const heard: number[] = [];
        let told = 0;
        let last = 0;
        for (const { before, during, meanwhile, read, evicted } of visits) {
          for (let i = 0; i < before; i += 1) await announceProgress(id, (told += 1));
          if (evicted && told > 0) await evictDurableObject(env.USER_HUB.getByName(id));
          // Some of these come before the replay, some while it goes out.
          const arriving = Array.from({ length: meanwhile }, () => announceProgress(id, (told += 1)));
          const connection = await connect(client, last);
          await Promise.all(arriving);
          for (let i = 0; i < during; i += 1) await announceProgress(id, (told += 1));
          const ids = await connection.hear(Math.floor((told - last) * read));
          await connection.leave();
          heard.push(...ids);
          last = heard.at(-1) ?? 0;
        }
        const connection = await connect(client, last);
        heard.push(...(await connection.hear(told - last)));
        await connection.leave();
        expect(heard).toEqual(Array.from({ length: told }, (_, i) => i + 1));
      }),
      { numRuns: 25 },
    );
  });

  it('without a number hears only what is to come', async () => {
    const { client, id } = await newGuest();
    await announceMany(id, 3);
    const connection = await connect(client, undefined);
    expect(connection).toMatchObject({ lastId: 3, missed: false });
    await announceProgress(id, 4);
    expect(await connection.hear(1)).toEqual([4]);
  });

  it('is told when the log no longer goes back that far, and gets all that it holds', async () => {
    const { client, id } = await newGuest();
    await announceMany(id, MAX_EVENTS + 5);
    const [whole, cut] = [await connect(client, 5), await connect(client, 4)];
    expect(whole.missed).toBe(false);
    expect(cut.missed).toBe(true);
    const kept = Array.from({ length: MAX_EVENTS }, (_, i) => i + 6);
    expect(await whole.hear(MAX_EVENTS)).toEqual(kept);
    expect(await cut.hear(MAX_EVENTS)).toEqual(kept);
  });

  it('is told when its number is of another log', async () => {
    const { client, id } = await newGuest();
    await announceMany(id, 3);
    const connection = await connect(client, 4);
    expect(connection).toMatchObject({ lastId: 3, missed: true });
    await announceProgress(id, 1);
    expect(await connection.hear(1)).toEqual([4]);
  });

  it('after a day is told that it missed something, and numbers still rise', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { client, id } = await newGuest();
    await announceMany(id, 3);
    vi.setSystemTime(Date.now() + 26 * HOUR_MS);
    await runDurableObjectAlarm(env.USER_HUB.getByName(id));
    expect(await connect(client, 3)).toMatchObject({ lastId: 3, missed: false });
    const connection = await connect(client, 2);
    expect(connection).toMatchObject({ lastId: 3, missed: true });
    await announceProgress(id, 4);
    expect(await connection.hear(1)).toEqual([4]);
  });
});

const visit = fc.record({
  before: fc.nat(4),
  meanwhile: fc.nat(3),
  during: fc.nat(4),
  /** Which part of what there is to hear is heard before the connection breaks. */
  read: fc.double({ min: 0, max: 1, noNaN: true }),
  evicted: fc.boolean(),
});

describe('the log', () => {
  it('is emptied by the alarm, which then rests', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const client = await signUp();
    const hub = env.USER_HUB.getByName(client.user.id);
    await announceMany(client.user.id, 2);
    const rows = () =>
      runInDurableObject(hub, (_: UserHub, { storage }) =>
        storage.sql.exec('SELECT id FROM events').toArray(),
      );
    const began = Date.now();
    const alarm = () => runInDurableObject(hub, (_: UserHub, { storage }) => storage.getAlarm());
    expect(await alarm()).toBe(began + 25 * HOUR_MS);

    vi.setSystemTime(began + 24 * HOUR_MS);
    await runDurableObjectAlarm(hub);
    expect(await rows()).toHaveLength(2);
    expect(await alarm()).toBe(began + 25 * HOUR_MS);

    vi.setSystemTime(began + 25 * HOUR_MS);
    await runDurableObjectAlarm(hub);
    expect(await rows()).toHaveLength(0);
    expect(await alarm()).toBeNull();
  });

  it('keeps the newest thousand', async () => {
    const { id } = await newGuest();
    await announceMany(id, MAX_EVENTS + 3);
    const ids = await runInDurableObject(env.USER_HUB.getByName(id), (_: UserHub, { storage }) =>
      storage.sql.exec<{ id: number }>('SELECT id FROM events ORDER BY id').toArray(),
    );
    expect(ids).toHaveLength(MAX_EVENTS);
    expect(ids.at(0)?.id).toBe(4);
  });
});
