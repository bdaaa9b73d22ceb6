import type { AppContext } from '../api/app.ts';
import { log } from '../http/log.ts';
import { closeSessionSockets } from '../notify/index.ts';

/**
 * Closes what ended sessions still listen with, after the answer: the sessions are dead already, and a fault
 * of the hub must not make it look otherwise.
 */
export function closeSockets(c: AppContext, userId: string, sessionIds: string[]): void {
  for (const sessionId of sessionIds) c.executionCtx.waitUntil(closeOrLog(c.env, userId, sessionId));
}

async function closeOrLog(env: Env, userId: string, sessionId: string): Promise<void> {
  try {
    await closeSessionSockets(env, userId, sessionId);
  } catch (error) {
    log('ERROR', 'close_sockets_failed', { user_id: userId, session_id: sessionId, error });
  }
}
