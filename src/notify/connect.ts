import type { AppContext } from '../api/app.ts';
import { Problem } from '../http/problem.ts';
import { countCall } from '../http/rate-limits.ts';
import { type Authenticated, refusedTicket } from './authenticate.ts';
import { HUB_PATHS, LISTENER_HEADER } from './listener.ts';

/** A connection that is refused for the number of others may be let in as soon as one of them closes. */
const RETRY_FULL_SECONDS = 60;

/** A hub that moves or restarts answers again within seconds. */
const RETRY_FAULT_SECONDS = 5;

/**
 * Brings a listener to its owner's hub. The request to the hub is made from nothing: what the client sent has
 * been read, and none of it is passed on.
 * @throws Problem `INVALID_TOKEN` for a ticket that was used or a login that has just ended, `RATE_LIMITED`,
 *   `SERVICE_UNAVAILABLE`
 */
export async function connect(
  c: AppContext,
  { ownerId, ...listener }: Authenticated,
  path: keyof typeof HUB_PATHS,
): Promise<Response> {
  await countCall('read', ownerId, c.env, c.var.settings);
  const headers = new Headers({ [LISTENER_HEADER]: JSON.stringify(listener) });
  if (path === 'socket') headers.set('Upgrade', 'websocket');
  const request = new Request(`https://hub${HUB_PATHS[path]}`, { headers });
  const response = await c.env.USER_HUB.getByName(ownerId).fetch(request).catch(unavailable);
  if (response.status === 401) {
    throw listener.ticket ? refusedTicket() : new Problem('INVALID_TOKEN', 'Could not validate credentials');
  }
  if (response.status === 429) {
    throw new Problem('RATE_LIMITED', 'Too many connections are open. Close some, then try again.', {
      headers: { 'Retry-After': String(RETRY_FULL_SECONDS) },
    });
  }
  return response;
}

function unavailable(cause: unknown): never {
  throw new Problem('SERVICE_UNAVAILABLE', 'Notifications did not answer. Nothing was lost; try again.', {
    headers: { 'Retry-After': String(RETRY_FAULT_SECONDS) },
    cause,
  });
}
