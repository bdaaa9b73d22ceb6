import { z } from '@hono/zod-openapi';
import { type AppContext, createRouter } from '../api/app.ts';
import { endpoint } from '../api/endpoint.ts';
import { cursorQuery, isoTime, messageSchema } from '../api/schemas.ts';
import { addressOf } from '../http/rate-limits.ts';
import { bearerToken, guestOf, refuseCrossSite, sessionToken } from '../identity/caller.ts';
import { clearGuestCookie, clearSessionCookie, setSessionCookie } from '../identity/cookies.ts';
import {
  accountChanges,
  credentials,
  registration,
  sessionListSchema,
  userJson,
  userSchema,
} from './schemas.ts';
import {
  type Accounts,
  changeAccount,
  endSession,
  type Login,
  ownSessions,
  register,
  signIn,
  signOut,
  type Visit,
} from './service.ts';
import { closeAllOf, closeSockets } from './sockets.ts';

export const accountRoutes = createRouter();

const TAG = 'Accounts';

for (const path of ['/api/auth/register', '/api/auth/sign-up']) {
  endpoint(
    accountRoutes,
    {
      method: 'post',
      path,
      summary: 'Open an account and log in',
      tag: TAG,
      access: 'open',
      limit: 'write',
      parameters: registration,
      responses: { 201: { description: 'The account; the session cookie is set', schema: userSchema } },
    },
    async ({ c, parameters }) => {
      refuseCrossSite(c.req.raw, c.var.settings);
      const visit = await visitOf(c);
      return welcome(c, visit, await register(parameters, visit, accountsOf(c)), 201);
    },
  );
}

for (const path of ['/api/auth/login', '/api/auth/sign-in']) {
  endpoint(
    accountRoutes,
    {
      method: 'post',
      path,
      summary: 'Log in',
      tag: TAG,
      access: 'open',
      limit: 'none',
      parameters: credentials,
      responses: { 200: { description: 'The account; the session cookie is set', schema: userSchema } },
    },
    async ({ c, parameters }) => {
      refuseCrossSite(c.req.raw, c.var.settings);
      const visit = await visitOf(c);
      return welcome(c, visit, await signIn(parameters, visit, accountsOf(c)), 200);
    },
  );
}

for (const path of ['/api/auth/logout', '/api/auth/sign-out']) {
  endpoint(
    accountRoutes,
    {
      method: 'post',
      path,
      summary: 'Log out; no live login is needed for it',
      tag: TAG,
      access: 'open',
      limit: 'none',
      responses: { 200: { description: 'The session is over', schema: messageSchema } },
    },
    async ({ c }) => {
      if (!bearerToken(c)) refuseCrossSite(c.req.raw, c.var.settings);
      const token = sessionToken(c);
      const ended = token && (await signOut(token, accountsOf(c)));
      if (ended) closeSockets(c, ended.userId, [ended.sessionId]);
      clearSessionCookie(c);
      return c.json({ message: 'Successfully logged out' });
    },
  );
}

endpoint(
  accountRoutes,
  {
    method: 'get',
    path: '/api/auth/me',
    summary: 'The own account',
    tag: TAG,
    access: 'user',
    limit: 'read',
    responses: { 200: { description: 'The account', schema: userSchema } },
  },
  ({ c, caller }) => c.json(userJson(caller.user)),
);

endpoint(
  accountRoutes,
  {
    method: 'patch',
    path: '/api/auth/me',
    summary: 'Change name, address or password; the latter two need the current password',
    tag: TAG,
    access: 'user',
    limit: 'write',
    parameters: accountChanges,
    responses: { 200: { description: 'The account as it is now', schema: userSchema } },
  },
  async ({ c, caller, parameters }) => {
    const { user, endedSessionIds, login } = await changeAccount(caller, parameters, accountsOf(c));
    closeSockets(c, caller.id, endedSessionIds);
    if (login) setSessionCookie(c, login.token, login.secondsLeft);
    return c.json(userJson(user));
  },
);

endpoint(
  accountRoutes,
  {
    method: 'get',
    path: '/api/auth/sessions',
    summary: 'Where the account is logged in',
    tag: TAG,
    access: 'user',
    limit: 'read',
    query: cursorQuery,
    responses: { 200: { description: 'Live sessions, newest first', schema: sessionListSchema } },
  },
  async ({ c, caller, query }) => {
    const { shown, nextCursor } = await ownSessions(caller, query, accountsOf(c));
    const sessions = shown.map(({ id, createdAt, expiresAt, userAgent }) => ({
      id,
      created_at: isoTime(createdAt),
      expires_at: isoTime(expiresAt),
      user_agent: userAgent,
      current: id === caller.sessionId,
    }));
    return c.json({ sessions, next_cursor: nextCursor });
  },
);

endpoint(
  accountRoutes,
  {
    method: 'delete',
    path: '/api/auth/sessions/:id',
    summary: 'End one session',
    tag: TAG,
    access: 'user',
    limit: 'write',
    params: z.object({ id: z.string() }),
    responses: { 200: { description: 'The session is over', schema: messageSchema } },
  },
  async ({ c, caller, params: { id } }) => {
    await endSession(caller, id, accountsOf(c));
    closeSockets(c, caller.id, [id]);
    if (id === caller.sessionId) clearSessionCookie(c);
    return c.json({ message: 'Session ended' });
  },
);

function accountsOf(c: AppContext): Accounts {
  return { env: c.env, settings: c.var.settings };
}

async function visitOf(c: AppContext): Promise<Visit> {
  return {
    address: addressOf(c.req.raw),
    userAgent: c.req.header('User-Agent'),
    guestId: await guestOf(c),
  };
}

/** Answers a login. The guest that its owner was so far has given it everything and is no more. */
function welcome(
  c: AppContext,
  { guestId }: Visit,
  { user, token, secondsLeft }: Login,
  status: 200 | 201,
): Response {
  setSessionCookie(c, token, secondsLeft);
  clearGuestCookie(c);
  // What the guest made is the user's now, and so are its notices: its pages have to listen anew.
  if (guestId) closeAllOf(c, guestId);
  return c.json(userJson(user), status);
}
