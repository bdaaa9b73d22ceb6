import type { AppContext } from '../api/app.ts';
import { log } from '../http/log.ts';
import { closeAllSockets, closeSessionSockets } from '../notify/index.ts';

/**
 * Closes what ended sessions still listen with, after the answer: the sessions are dead already, and a fault
 * of the hub must not make it look otherwise.
 */
export function closeSockets(c: AppContext, userId: string, sessionIds: string[]): void {
  for (const sessionId of sessionIds) afterAnswer(c, userId, closeSessionSockets(c.env, userId, sessionId));
}

/** Closes everything that an owner listens with, after the answer. */
export function closeAllOf(c: AppContext, ownerId: string): void {
  afterAnswer(c, ownerId, closeAllSockets(c.env, ownerId));
}

function afterAnswer(c: AppContext, ownerId: string, closing: Promise<void>): void {
  c.executionCtx.waitUntil(
    closing.catch((error: unknown) => log('ERROR', 'close_sockets_failed', { owner_id: ownerId, error })),
  );
}
