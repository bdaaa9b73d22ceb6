import type { TaskNotice } from './messages.ts';

/**
 * Tells an owner of a change of a task. The same change told twice is heard once.
 * @throws if the hub does not answer; telling again later is safe
 */
export async function announce(env: Env, ownerId: string, notice: TaskNotice): Promise<void> {
  await env.USER_HUB.getByName(ownerId).announce(notice);
}

/** Closes the sockets (1008) and streams of one login. */
export async function closeSessionSockets(env: Env, ownerId: string, sessionId: string): Promise<void> {
  await env.USER_HUB.getByName(ownerId).closeSession(sessionId);
}
