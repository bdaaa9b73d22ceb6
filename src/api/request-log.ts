import { createMiddleware } from 'hono/factory';
import { log } from '../http/log.ts';
import type { AppEnv } from './app.ts';

/** One line a request; query strings stay out of it, they may hold signatures and tickets. */
export const logRequests = createMiddleware<AppEnv>(async (c, next) => {
  const started = Date.now();
  await next();
  log('INFO', 'request', {
    request_id: c.var.requestId,
    method: c.req.method,
    path: c.req.path,
    status: c.res.status,
    duration_ms: Date.now() - started,
  });
});
