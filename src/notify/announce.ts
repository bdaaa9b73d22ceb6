import type { TaskNotice } from './messages.ts';

/**
 * Tells an owner's open pages what happened to a task. Once it returns, the notice is logged, and sending it
 * again under the same key is not heard.
 * @throws whatever the call to the hub throws; the caller sends the notice again
 */
export async function announce(env: Env, ownerId: string, notice: TaskNotice): Promise<void> {
  await env.USER_HUB.getByName(ownerId).announce(notice);
}

/** Closes the WebSockets (1008) and event streams of a login that has ended. */
export async function closeSessionSockets(env: Env, ownerId: string, sessionId: string): Promise<void> {
  await env.USER_HUB.getByName(ownerId).endSession(sessionId);
}

/** Closes everything that an owner listens with, e.g. when the account is deactivated. */
export async function closeAllSockets(env: Env, ownerId: string): Promise<void> {
  await env.USER_HUB.getByName(ownerId).endSession(null);
}
