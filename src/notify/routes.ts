import { z } from '@hono/zod-openapi';
import { requireUser } from '../identity/caller.ts';
import { signTicket } from '../identity/tokens.ts';
import { createRouter } from '../api/app.ts';
import { endpoint } from '../api/endpoint.ts';
import { validate } from '../api/parameters.ts';
import { isoTime, time } from '../api/schemas.ts';
import { Problem } from '../http/problem.ts';
import { authenticate, refuseStrangePage } from './authenticate.ts';
import { connect } from './connect.ts';
import { taskUpdate } from './messages.ts';

export const notificationRoutes = createRouter();

/** A ticket stands in an address, which logs and histories keep: it is worth nothing a minute later. */
const TICKET_TTL_SECONDS = 60;

const tag = 'Notifications';

const ticketSchema = z
  .object({ ticket: z.string(), expires_in: z.int(), expires_at: time })
  .openapi('Ticket', { description: 'Opens one connection of `/ws` or `/api/events`' });

const eventId = z.string().regex(/^\d{1,15}$/, 'Input should be the id of an event');

const listenQuery = z.object({
  token: z
    .string()
    .optional()
    .describe('The token of a login, for clients that send neither cookie nor header'),
  ticket: z.string().optional().describe('A ticket from `POST /api/ws/ticket`'),
  since: eventId.optional().describe('The last event that was heard; those after it come first'),
});

const streamQuery = listenQuery.extend({
  lastEventId: eventId.optional().describe('The same as `since`; the header `Last-Event-ID` wins over both'),
});

endpoint(
  notificationRoutes,
  {
    method: 'post',
    path: '/api/ws/ticket',
    summary: 'A ticket that opens one connection within a minute',
    tag,
    access: 'visitor',
    limit: 'write',
    responses: { 200: { description: 'The ticket', schema: ticketSchema } },
  },
  async ({ c, caller }) => {
    const who =
      caller.kind === 'guest'
        ? { sub: caller.id }
        : { sub: requireUser(caller).id, sid: requireUser(caller).sessionId };
    // Before signing, and in whole seconds as the ticket's own date is: never later than that.
    const expiresAt = (Math.floor(Date.now() / 1000) + TICKET_TTL_SECONDS) * 1000;
    const ticket = await signTicket({ ...who, jti: crypto.randomUUID() }, TICKET_TTL_SECONDS, c.var.settings);
    return c.json({ ticket, expires_in: TICKET_TTL_SECONDS, expires_at: isoTime(expiresAt) });
  },
);

endpoint(
  notificationRoutes,
  {
    method: 'get',
    path: '/ws',
    summary: 'How own tasks get on, over a WebSocket',
    tag,
    access: 'open',
    limit: 'none',
    query: listenQuery,
    responses: {
      101: { description: 'Messages: `{type:"hello", last_id}`, then one `TaskUpdate` an event' },
    },
  },
  async ({ c, query }) => {
    if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket') {
      throw new Problem('UPGRADE_REQUIRED', 'This address speaks WebSocket only.', {
        headers: { Upgrade: 'websocket' },
      });
    }
    refuseStrangePage(c);
    return connect(c, await authenticate(c, query, numberOf(query.since)), 'socket');
  },
);

endpoint(
  notificationRoutes,
  {
    method: 'get',
    path: '/api/events',
    summary: 'The same messages as server-sent events',
    tag,
    access: 'open',
    limit: 'none',
    query: streamQuery,
    responses: {
      200: { description: 'A stream without end', contentType: 'text/event-stream', schema: taskUpdate },
    },
  },
  async ({ c, query }) => {
    refuseStrangePage(c);
    const since = lastEventId(c.req.header('Last-Event-ID')) ?? query.lastEventId ?? query.since;
    const who = await authenticate(c, query, numberOf(since));
    // Nobody reads the body of an answer to HEAD, so no stream is opened for it.
    const body = c.req.method === 'HEAD' ? null : (await connect(c, who, 'stream')).body;
    return new Response(body, {
      headers: {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        // Reverse proxies that buffer would hold the events back.
        'X-Accel-Buffering': 'no',
      },
    });
  },
);

/** A reconnecting `EventSource` repeats its first address, so the header is the newer word. */
function lastEventId(header: string | undefined): string | undefined {
  if (!header) return undefined;
  const name = 'Last-Event-ID';
  return validate(z.object({ [name]: eventId }), { [name]: header }, () => 'header')[name];
}

function numberOf(id: string | undefined): number | undefined {
  return id === undefined ? undefined : Number(id);
}
