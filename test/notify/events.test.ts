import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventLog } from '../../src/notify/event-log.ts';
import { closeSessionSockets } from '../../src/notify/index.ts';
import type { UserHub } from '../../src/notify/hub.ts';
import { EventStreams } from '../../src/notify/streams.ts';
import { Client, ORIGIN, signIn, signUp } from '../support/client.ts';
import {
  announceProgress,
  asUpdate,
  newGuest,
  notice,
  openStream,
  sessionIdOf,
  Stream,
  ticketOf,
} from './listening.ts';

afterEach(() => {
  vi.useRealTimers();
});

const DAY_MS = 24 * 3600 * 1000;

describe('an event stream', () => {
  it('has the headers of one, and those of every answer', async () => {
    const client = await signUp();
    const response = await client.fetch('/api/events', { headers: { Origin: 'http://localhost:5173' } });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': 'http://localhost:5173',
      'access-control-allow-credentials': 'true',
      'x-request-id': expect.any(String),
    });
    await response.body?.cancel();
  });

  it('says hello, how soon to come back, and then what happens', async () => {
    const client = await signUp();
    const stream = await openStream(client);
    expect(await stream.next()).toEqual({ lastEventId: '0', message: { type: 'hello', last_id: 0 } });
    expect(stream.asides).toEqual(['retry: 3000']);
    await announceProgress(client.user.id, 10);
    const event = await stream.next();
    expect(event?.lastEventId).toBe('1');
    expect(event?.message).toMatchObject({
      type: 'task_update',
      id: 1,
      data: { task_id: 'task-1', kind: 'sketch', status: 'running', progress: 10, stage: null, error: null },
    });
    await stream.cancel();
  });

  it('goes to each of two clients', async () => {
    const client = await signUp();
    const streams = [await openStream(client), await openStream(client)];
    await announceProgress(client.user.id, 10);
    for (const stream of streams) {
      await stream.next();
      expect(await stream.message()).toMatchObject({ data: { progress: 10 } });
    }
  });

  it('tells nothing of other users', async () => {
    const [ada, ben] = [await signUp(), await signUp()];
    const stream = await openStream(ada);
    await announceProgress(ben.user.id, 1);
    await announceProgress(ada.user.id, 2);
    await stream.next();
    expect(await stream.message()).toMatchObject({ data: { progress: 2 } });
  });

  it('is forgotten when its client leaves, and the others go on', async () => {
    const client = await signUp();
    const [gone, kept] = [await openStream(client), await openStream(client)];
    await gone.next();
    await gone.cancel();
    await announceProgress(client.user.id, 1);
    await kept.next();
    expect(await kept.message()).toMatchObject({ data: { progress: 1 } });
  });

  it.each([
    ['the header', '', { 'Last-Event-ID': '2' }],
    ['since', '?since=2', {}],
    ['lastEventId', '?lastEventId=2', {}],
    ['the header rather than the address', '?since=0&lastEventId=1', { 'Last-Event-ID': '2' }],
    ['since beside an empty header', '?since=2', { 'Last-Event-ID': '' }],
  ])('goes on after the event that is named by %s', async (_, query, headers) => {
    const { client, id } = await newGuest();
    for (const progress of [1, 2, 3]) await announceProgress(id, progress);
    const stream = await openStream(client, query, headers);
    expect(await stream.next()).toEqual({ lastEventId: '2', message: { type: 'hello', last_id: 2 } });
    expect(await stream.next()).toMatchObject({ lastEventId: '3', message: { id: 3 } });
  });

  it.each([
    ['?since=x', {}, ['query', 'since']],
    ['?lastEventId=-1', {}, ['query', 'lastEventId']],
    ['', { 'Last-Event-ID': 'x' }, ['header', 'Last-Event-ID']],
  ])('does not begin at %j %j', async (query, headers, loc) => {
    const { client } = await newGuest();
    const response = await client.fetch(`/api/events${query}`, { headers });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ detail: [{ loc }] });
  });

  it('is opened by token, Bearer and ticket, once by a ticket', async () => {
    const client = await signUp();
    const nobody = new Client();
    const ticket = await ticketOf(client);
    await openStream(nobody, `?token=${client.token}`);
    await openStream(nobody, '', { Authorization: `Bearer ${client.token}` });
    await openStream(nobody, `?ticket=${ticket}`);
    expect((await nobody.fetch(`/api/events?ticket=${ticket}`)).status).toBe(401);
  });

  it('is not for nobody, nor for a strange page', async () => {
    expect((await new Client().fetch('/api/events')).status).toBe(401);
    const client = await signUp();
    const headers = { Origin: 'https://evil.com' };
    expect((await client.fetch('/api/events', { headers })).status).toBe(403);
  });

  it('is not opened by HEAD', async () => {
    const client = await signUp();
    const response = await client.fetch('/api/events', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('text/event-stream');
    expect(response.body).toBeNull();
  });

  it('ends with its login, and others go on', async () => {
    const client = await signUp();
    const other = await signIn(client.user.email);
    const [ended, kept] = [await openStream(client), await openStream(other)];
    await closeSessionSockets(env, client.user.id, sessionIdOf(client));
    await ended.next();
    expect(await ended.next()).toBeUndefined();
    await announceProgress(client.user.id, 1);
    await kept.next();
    expect(await kept.message()).toMatchObject({ data: { progress: 1 } });
  });

  it.each(['the alarm', 'a notice'])('ends when its login expires, by %s', async (by) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const client = await signUp();
    const stream = await openStream(client);
    await stream.next();
    vi.setSystemTime(Date.now() + DAY_MS);
    if (by === 'the alarm') await runDurableObjectAlarm(env.USER_HUB.getByName(client.user.id));
    else await announceProgress(client.user.id, 1);
    expect(await stream.next()).toBeUndefined();
  });

  it('is open at the service’s own origin', async () => {
    const client = await signUp();
    const response = await client.fetch('/api/events', { headers: { Origin: ORIGIN } });
    expect(response.status).toBe(200);
    await response.body?.cancel();
  });
});

describe('the hub’s streams', () => {
  const listener = { sessionId: null, expiresAt: null, ticket: null };

  /** Runs a test where there is SQLite. */
  function withStreams(test: (streams: EventStreams, log: EventLog) => Promise<void>): Promise<void> {
    const hub = env.USER_HUB.getByName(crypto.randomUUID());
    return runInDurableObject(hub, (_: UserHub, { storage }) => {
      const log = new EventLog(storage.sql);
      return test(new EventStreams(log), log);
    });
  }

  function tell(streams: EventStreams, log: EventLog, count: number): void {
    for (let progress = 1; progress <= count; progress += 1) {
      log.append(notice({ progress, stage: 'x'.repeat(1000) }), Date.now());
      streams.advance(Date.now());
    }
  }

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });

  it('beat while there is one', () =>
    withStreams(async (streams) => {
      const stream = new Stream(streams.open(listener));
      await stream.next();
      expect(vi.getTimerCount()).toBe(1);
      vi.advanceTimersByTime(25_000);
      streams.close(null);
      expect(await stream.next()).toBeUndefined();
      expect(stream.asides).toContain(':');
      expect(vi.getTimerCount()).toBe(0);
      expect(streams.count).toBe(0);
    }));

  it('lose the one that its client cancels, and no beat is left', () =>
    withStreams(async (streams, log) => {
      const [gone, kept] = [new Stream(streams.open(listener)), new Stream(streams.open(listener))];
      await gone.cancel();
      expect(streams.count).toBe(1);
      tell(streams, log, 1);
      await kept.next();
      expect(await kept.message()).toMatchObject({ data: { progress: 1 } });
      await kept.cancel();
      expect(streams.count).toBe(0);
      expect(vi.getTimerCount()).toBe(0);
    }));

  it('hold little for a slow client, who still gets all of it in order', () =>
    withStreams(async (streams, log) => {
      const body = streams.open(listener);
      tell(streams, log, 500);
      const stream = new Stream(body);
      await stream.next();
      for (let progress = 1; progress <= 500; progress += 1) {
        expect(asUpdate(await stream.message()).data.progress).toBe(progress);
      }
    }));

  it('drop a client that does not read from one beat to the next', () =>
    withStreams(async (streams, log) => {
      const body = streams.open(listener);
      tell(streams, log, 500);
      expect(streams.count).toBe(1);
      vi.advanceTimersByTime(25_000);
      expect(streams.count).toBe(0);
      await body.cancel();
    }));

  it('end for a client that is so slow that the log has moved on; it comes back and is told', () =>
    withStreams(async (streams, log) => {
      const stream = new Stream(streams.open(listener));
      tell(streams, log, 1200);
      await stream.next();
      let last = 0;
      for (let event = await stream.next(); event; event = await stream.next())
        last = Number(event.lastEventId);
      expect(last).toBeGreaterThan(0);
      expect(log.position(last).missed).toBe(true);
    }));
});
