import { type Caller, callerOf, findLogin, loginOf, requireUser } from '../identity/caller.ts';
import { verifyTicket } from '../identity/tokens.ts';
import type { AppContext } from '../api/app.ts';
import { isTrustedOrigin } from '../http/origins.ts';
import { Problem } from '../http/problem.ts';
import type { Listener } from './listener.ts';

/** What a listener may show in the address, since a browser's WebSocket and EventSource send no headers of choice. */
export interface Credentials {
  token?: string | undefined;
  ticket?: string | undefined;
}

/** Who listens, and to whose hub. */
export interface Authenticated extends Listener {
  ownerId: string;
}

/**
 * Finds out who wants to listen: by ticket, else by token, else by header or cookie. What the address shows was
 * chosen on purpose and wins over cookies.
 * @throws Problem `AUTHENTICATION_REQUIRED`, `INVALID_TOKEN`
 */
export async function authenticate(
  c: AppContext,
  { token, ticket }: Credentials,
  since: number | undefined,
): Promise<Authenticated> {
  const who = ticket
    ? await bearerOf(ticket, c)
    : asListener(token ? await loginOf(token, c.env, c.var.settings) : await callerOf(c), c);
  return since === undefined ? who : { ...who, since };
}

/**
 * A page of any origin can open a WebSocket that carries its visitor's cookies; what tells pages apart is the
 * origin they name. A client that names none is no browser.
 * @throws Problem `CROSS_SITE_REQUEST`
 */
export function refuseStrangePage(c: AppContext): void {
  const origin = c.req.header('Origin');
  if (origin === undefined || isTrustedOrigin(origin, c.req.raw, c.var.settings)) return;
  throw new Problem('CROSS_SITE_REQUEST', 'Pages of this origin may not listen here.');
}

export function refusedTicket(): Problem {
  return new Problem('INVALID_TOKEN', 'The ticket is not valid, has expired or was used before.');
}

function asListener(caller: Caller, c: AppContext): Authenticated {
  if (caller.kind === 'guest' && c.var.settings.GUEST_ACCESS !== 'off') return guest(caller.id, null);
  const { id: ownerId, sessionId, expiresAt } = requireUser(caller);
  return { ownerId, sessionId, expiresAt, ticket: null };
}

function guest(ownerId: string, ticket: Listener['ticket']): Authenticated {
  return { ownerId, sessionId: null, expiresAt: null, ticket };
}

async function bearerOf(token: string, c: AppContext): Promise<Authenticated> {
  const claims = await verifyTicket(token, c.var.settings);
  if (!claims) throw refusedTicket();
  const { sub: ownerId, jti, exp, sid } = claims;
  const ticket = { jti, expiresAt: exp * 1000 };
  if (sid === undefined) {
    if (c.var.settings.GUEST_ACCESS === 'off') throw refusedTicket();
    return guest(ownerId, ticket);
  }
  // The login may have ended since the ticket was given out.
  const login = await findLogin(sid, ownerId, c.env);
  if (!login) throw refusedTicket();
  return { ownerId, sessionId: sid, expiresAt: login.expiresAt, ticket };
}
