import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';

/** A user of a running service, from outside: HTTP with a Bearer token, and a WebSocket by ticket. */
export interface User {
  call(method: string, path: string, body?: unknown): Promise<Response>;
  /** Uploads by presigned link and confirms. @returns the key */
  upload(bytes: Uint8Array<ArrayBuffer>, filename: string, contentType: string): Promise<string>;
  /** @returns the ids of the sketch and its task */
  draw(parameters: Record<string, string>): Promise<{ sketch_id: string; task_id: string }>;
  /** @param since the last message that was heard, for one who has listened before */
  listen(since?: number): Promise<Ear>;
}

export interface Update {
  type: string;
  id: number;
  data: { task_id: string; status: string; progress: number; result: unknown };
}

/** What a user's WebSocket has heard so far. */
export interface Ear {
  heard: Update[];
  /** Resolves with the first message, past or to come, that fits. */
  until(fits: (update: Update) => boolean): Promise<Update>;
  close(): void;
}

export async function newUser(url: string): Promise<User> {
  const registered = await fetch(`${url}/api/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: `${randomUUID()}@example.com`, password: randomUUID() }),
  });
  expect(registered.status).toBe(201);
  const token = /access_token=([^;]+)/.exec(registered.headers.get('set-cookie') ?? '')?.[1] ?? '';

  const call = (method: string, path: string, body?: unknown) =>
    fetch(url + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const ok = async <Body>(response: Response): Promise<Body> => {
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return response.json<Body>();
  };

  return {
    call,
    async upload(bytes, filename, contentType) {
      const query = new URLSearchParams({ filename, content_type: contentType });
      const offer = await ok<{ presigned_url: string; key: string }>(
        await call('POST', `/api/upload/presigned-url?${query}`, null),
      );
      const stored = await fetch(offer.presigned_url, {
        method: 'PUT',
        body: bytes,
        headers: { 'Content-Type': contentType },
      });
      expect(stored.status).toBe(200);
      await ok(await call('POST', `/api/upload/confirm?${new URLSearchParams({ key: offer.key })}`, null));
      return offer.key;
    },
    async draw(parameters) {
      return ok(await call('POST', `/api/sketch/create?${new URLSearchParams(parameters)}`, null));
    },
    async listen(since) {
      const { ticket } = await ok<{ ticket: string }>(await call('POST', '/api/ws/ticket'));
      return openEar(
        `${url.replace('http', 'ws')}/ws?ticket=${ticket}${since === undefined ? '' : `&since=${since}`}`,
      );
    },
  };
}

async function openEar(address: string): Promise<Ear> {
  const socket = new WebSocket(address);
  const heard: Update[] = [];
  const waiting = new Set<() => void>();
  socket.addEventListener('message', ({ data }) => {
    heard.push(JSON.parse(String(data)) as Update);
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('no socket')));
  });
  return {
    heard,
    until: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = heard.find(fits);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    close: () => socket.close(),
  };
}
