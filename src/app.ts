import { cors } from 'hono/cors';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import { accountRoutes } from './accounts/index.ts';
import { type AppContext, createRouter } from './api/app.ts';
import { describeApi } from './api/openapi.ts';
import { answerError } from './api/errors.ts';
import { logRequests } from './api/request-log.ts';
import { settingsOf } from './env.ts';
import { FILES_PATH } from './http/links.ts';
import { setLogLevel } from './http/log.ts';
import { isAllowedOrigin, ownOrigin } from './http/origins.ts';
import { Problem } from './http/problem.ts';
import { securityHeaders } from './http/security-headers.ts';
import {
  dropBoxRoutes,
  fileRoutes,
  imageRoutes,
  photoRoutes,
  pictureRoutes,
  reserveIds,
  uploadRoutes,
} from './images/index.ts';
import { drawnMaskRoutes, segmentedMaskRoutes } from './masks/index.ts';
import { notificationRoutes } from './notify/index.ts';
import { pageRoutes, serviceRoutes } from './service/index.ts';
import { animateImage, paintRoutes } from './paint/index.ts';
import { sketchRoutes } from './sketch/index.ts';
import { taskRoutes } from './jobs/index.ts';
import { usageRoutes } from './usage/index.ts';

/** Longest that a browser may keep a preflight's answer. */
const PREFLIGHT_SECONDS = 600;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const EXPOSED_HEADERS = ['ETag', 'Location', 'Content-Range', 'Retry-After', 'X-Request-Id'];

export const app = createRouter();

// Middleware, outermost first.
app.use(requestId());
app.use(logRequests);
app.use(securityHeaders);
app.use(async (c, next) => {
  c.set('settings', settingsOf(c.env));
  setLogLevel(c.var.settings.LOG_LEVEL);
  await next();
});

// Signed links carry their own permission: any page may use them, none with credentials.
const linkCors = cors({
  origin: '*',
  allowMethods: ['GET', 'HEAD', 'PUT'],
  exposeHeaders: EXPOSED_HEADERS,
  maxAge: PREFLIGHT_SECONDS,
});
const apiCors = cors({
  origin: (origin, c: AppContext) =>
    isAllowedOrigin(origin, ownOrigin(c.req.raw, c.var.settings), c.var.settings) ? origin : null,
  credentials: true,
  allowMethods: METHODS,
  exposeHeaders: EXPOSED_HEADERS,
  maxAge: PREFLIGHT_SECONDS,
});
app.use((c, next) => (isLink(c) ? linkCors(c, next) : apiCors(c, next)));

/** A file's link, or another address with a signature. */
function isLink({ req }: AppContext): boolean {
  return req.path.startsWith(FILES_PATH) || (req.method === 'GET' && req.query('signature') !== undefined);
}

app.use(
  methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) => {
      const allowed = methods.join(', ');
      throw new Problem('METHOD_NOT_ALLOWED', `${c.req.method} is not possible here; ${allowed} is.`, {
        headers: { Allow: allowed },
      });
    },
  }),
);

// The API, area by area.
app.route('/', serviceRoutes);
app.route('/', accountRoutes);
app.route('/', uploadRoutes);
app.route('/', fileRoutes);
app.route('/', photoRoutes(animateImage));
app.route('/', imageRoutes);
app.route('/', pictureRoutes);
app.route('/', drawnMaskRoutes);
app.route('/', segmentedMaskRoutes);
app.route('/', usageRoutes);
app.route('/', sketchRoutes);
app.route('/', paintRoutes);
app.route('/', taskRoutes);
app.route('/', notificationRoutes);
describeApi(app);
app.route('/', pageRoutes);
// Last, as any word may be the id of an image, unless it is the beginning of another address.
app.route('/', dropBoxRoutes);
reserveIds(app.routes.map(({ path }) => path));

app.notFound((c) => answerError(new Problem('NOT_FOUND', 'There is nothing at this address.'), c));
app.onError(answerError);
