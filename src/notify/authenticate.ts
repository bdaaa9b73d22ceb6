import { callerOf, findLogin, loginOf } from '../accounts/caller.ts';
import { verifyTicket } from '../accounts/tokens.ts';
import type { AppContext } from '../api/app.ts';
import { isAllowedOrigin, ownOrigin } from '../http/origins.ts';
import { Problem } from '../http/problem.ts';
import type { Connection } from './hub.ts';

/** Who wants to listen, and to whose hub. */
export interface Admission extends Omit<Connection, 'since'> {
  ownerId: string;
}

/** What a listener may show in the address, since a WebSocket of a browser takes no headers. */
export interface Credentials {
  token?: string | undefined;
  ticket?: string | undefined;
}

/**
 * Finds out who wants to listen: by ticket, by token, else by header or cookie.
 * @throws Problem `AUTHENTICATION_REQUIRED`, `INVALID_TOKEN`
 */
export async function admit(c: AppContext, { token, ticket }: Credentials): Promise<Admission> {
  if (ticket !== undefined) return admitTicket(c, ticket);
  const caller = token === undefined ? await callerOf(c) : await loginOf(token, c.env, c.var.settings);
  if (caller.kind === 'nobody' || (caller.kind === 'guest' && c.var.settings.GUEST_ACCESS === 'off')) {
    throw new Problem('AUTHENTICATION_REQUIRED', 'Authentication required');
  }
  if (caller.kind === 'guest') return { ownerId: caller.id, sessionId: null, expiresAt: null, ticket: null };
  const { id: ownerId, sessionId, expiresAt } = caller;
  return { ownerId, sessionId, expiresAt, ticket: null };
}

async function admitTicket(c: AppContext, token: string): Promise<Admission> {
  const claims = await verifyTicket(token, c.var.settings);
  if (!claims) throw refused();
  const { sub: ownerId, jti, exp, sid } = claims;
  const ticket = { id: jti, expiresAt: exp * 1000 };
  if (sid === undefined) return { ownerId, sessionId: null, expiresAt: null, ticket };
  // The login may have ended since the ticket was given out.
  const login = await findLogin(sid, ownerId, c.env);
  if (!login) throw refused();
  return { ownerId, sessionId: sid, expiresAt: login.expiresAt, ticket };
}

export function refused(): Problem {
  return new Problem('INVALID_TOKEN', 'Could not validate credentials');
}

/**
 * Browsers let any page open a WebSocket, with cookies; only the page's origin tells them apart. A client that
 * names none is no browser.
 * @throws Problem `CROSS_SITE_REQUEST`
 */
export function checkOrigin(request: Request, c: AppContext): void {
  const origin = request.headers.get('Origin');
  if (origin === null || isAllowedOrigin(origin, ownOrigin(request, c.var.settings), c.var.settings)) return;
  throw new Problem('CROSS_SITE_REQUEST', 'Pages of this origin may not listen here.');
}
