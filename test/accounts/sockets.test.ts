import { expect, it } from 'vitest';
import { ORIGIN, PASSWORD, type SignedIn, signIn, signUp } from '../support/client.ts';
import { fetchFrom } from '../support/worker.ts';

/** Stands in for the hubs and remembers which owner's was asked what. */
function recordingHubs() {
  const calls: [owner: string, argument: string][] = [];
  const hubOf = (owner: string) =>
    new Proxy({}, { get: () => (argument: string) => Promise.resolve(calls.push([owner, argument])) });
  return { calls, getByName: hubOf };
}

function call(
  client: SignedIn,
  hubs: object,
  method: string,
  path: string,
  body?: object,
): Promise<Response> {
  return fetchFrom({ USER_HUB: hubs }, ORIGIN + path, {
    method,
    headers: { Authorization: `Bearer ${client.token}`, 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

function sessionIdOf({ token }: SignedIn): string {
  const payload = Uint8Array.fromBase64(token.split('.')[1] ?? '', { alphabet: 'base64url' });
  return (JSON.parse(new TextDecoder().decode(payload)) as { sid: string }).sid;
}

it('logging out closes the sockets of that session, once', async () => {
  const client = await signUp();
  const hubs = recordingHubs();
  await call(client, hubs, 'POST', '/api/auth/logout');
  await call(client, hubs, 'POST', '/api/auth/logout');
  expect(hubs.calls).toEqual([[client.user.id, sessionIdOf(client)]]);
});

it('ending a session closes its sockets, and trying to end somebody else’s closes none', async () => {
  const [client, stranger] = [await signUp(), await signUp()];
  const other = await signIn(client.user.email);
  const hubs = recordingHubs();
  await call(client, hubs, 'DELETE', `/api/auth/sessions/${sessionIdOf(stranger)}`);
  expect(hubs.calls).toEqual([]);
  await call(client, hubs, 'DELETE', `/api/auth/sessions/${sessionIdOf(other)}`);
  expect(hubs.calls).toEqual([[client.user.id, sessionIdOf(other)]]);
});

it('a new password closes the sockets of all sessions but the own; a new name closes none', async () => {
  const client = await signUp();
  const others = [await signIn(client.user.email), await signIn(client.user.email)];
  const hubs = recordingHubs();
  await call(client, hubs, 'PATCH', '/api/auth/me', { name: 'Ada' });
  expect(hubs.calls).toEqual([]);
  const body = { current_password: PASSWORD, new_password: 'a new passphrase' };
  await call(client, hubs, 'PATCH', '/api/auth/me', body);
  expect(new Set(hubs.calls)).toEqual(new Set(others.map((other) => [client.user.id, sessionIdOf(other)])));
});

it('a hub that fails makes none of it fail', async () => {
  const client = await signUp();
  const broken = {
    getByName() {
      throw new Error('the hub is down');
    },
  };
  expect((await call(client, broken, 'POST', '/api/auth/logout')).status).toBe(200);
  expect((await client.fetch('/api/auth/me')).status).toBe(401);
});
