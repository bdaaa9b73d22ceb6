import { z } from '@hono/zod-openapi';
import { requireUser } from '../accounts/caller.ts';
import { signTicket } from '../accounts/tokens.ts';
import { type AppContext, createRouter } from '../api/app.ts';
import { endpoint } from '../api/endpoint.ts';
import { isoTime, time } from '../api/schemas.ts';
import { Problem } from '../http/problem.ts';
import { type Admission, admit, checkOrigin, refused } from './authenticate.ts';
import { CONNECTION_HEADER, type Connection } from './hub.ts';

export const notificationRoutes = createRouter();

const TICKET_SECONDS = 60;
const tag = 'Notifications';

const credentials = {
  token: z.string().optional().describe('A session token, for clients without cookies'),
  ticket: z.string().optional().describe('From `POST /api/ws/ticket`; opens one connection'),
};
const since = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

endpoint(
  notificationRoutes,
  {
    method: 'post',
    path: '/api/ws/ticket',
    summary: 'A ticket that opens one connection within a minute',
    tag,
    access: 'visitor',
    limit: 'write',
    responses: {
      200: {
        description: 'The ticket',
        schema: z.object({ ticket: z.string(), expires_in: z.int(), expires_at: time }).openapi('Ticket'),
      },
    },
  },
  async ({ c, caller }) => {
    const listener = caller.kind === 'guest' ? { sub: caller.id } : sessionOf(requireUser(caller));
    const ticket = await signTicket(
      { ...listener, jti: crypto.randomUUID() },
      TICKET_SECONDS,
      c.var.settings,
    );
    const expiresAt = Date.now() + TICKET_SECONDS * 1000;
    return c.json({ ticket, expires_in: TICKET_SECONDS, expires_at: isoTime(expiresAt) });
  },
);

endpoint(
  notificationRoutes,
  {
    method: 'get',
    path: '/ws',
    summary: 'Own tasks’ progress over a WebSocket',
    tag,
    access: 'open',
    limit: 'read',
    query: z.object({ ...credentials, since: since.optional() }),
    responses: { 101: { description: 'Messages: `hello`, `task_update`' } },
  },
  async ({ c, query }) => {
    if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket') {
      throw new Problem('UPGRADE_REQUIRED', 'This address speaks WebSocket only.', {
        headers: { Upgrade: 'websocket' },
      });
    }
    checkOrigin(c.req.raw, c);
    const response = await connect(c, await admit(c, query), query.since ?? null, { Upgrade: 'websocket' });
    return response;
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
    limit: 'read',
    query: z.object({ ...credentials, since: since.optional() }),
    responses: { 200: { description: 'A stream', contentType: 'text/event-stream' } },
  },
  async ({ c, query }) => {
    checkOrigin(c.req.raw, c);
    const heard =
      since.optional().catch(undefined).parse(c.req.header('Last-Event-ID')) ?? query.since ?? null;
    const stream = await connect(c, await admit(c, query), heard, {});
    return new Response(stream.body, {
      headers: {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        // Reverse proxies that buffer would hold the events back.
        'X-Accel-Buffering': 'no',
      },
    });
  },
);

function sessionOf({ id, sessionId }: { id: string; sessionId: string }) {
  return { sub: id, sid: sessionId };
}

/** @throws Problem `INVALID_TOKEN` for a ticket that was used before, `RATE_LIMITED` above the hub's limit */
async function connect(
  c: AppContext,
  { ownerId, ...listener }: Admission,
  heard: number | null,
  headers: Record<string, string>,
): Promise<Response> {
  const connection: Connection = { ...listener, since: heard };
  const response = await c.env.USER_HUB.getByName(ownerId).fetch('https://hub.internal/', {
    headers: { ...headers, [CONNECTION_HEADER]: JSON.stringify(connection) },
  });
  if (response.status === 401) throw refused();
  if (response.status === 429) throw new Problem('RATE_LIMITED', 'Too many connections are open.');
  return response;
}
