import { z } from '@hono/zod-openapi';
import {
  type Caller,
  callerOf,
  type Identified,
  identified,
  requireAdmin,
  requireUser,
  type UserCaller,
} from '../identity/caller.ts';
import { welcomeGuest } from '../identity/cookies.ts';
import type { Settings } from '../env.ts';
import type { RateLimit } from '../http/rate-limits.ts';
import { addressOf, countCall } from '../http/rate-limits.ts';
import type { AppContext, Router } from './app.ts';
import { gatherParameters, queryOf, validate } from './parameters.ts';
import { problemSchema } from './schemas.ts';

/**
 * Who may call, and who the handler then knows it is talking to:
 * `open` anybody, nothing is looked up; `visitor` anybody, known if known; `creator` anybody, and whoever
 * is nobody becomes a guest; `user` a login; `admin` an administrator's login.
 * With `GUEST_ACCESS=off`, `visitor` and `creator` need a login too.
 */
interface CallerOf {
  open: undefined;
  visitor: Caller;
  creator: Identified;
  user: UserCaller;
  admin: UserCaller;
}

export type Access = keyof CallerOf;

type Shape = z.ZodObject;
type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

interface ResponseSpec {
  description: string;
  schema?: z.ZodType;
  contentType?: string;
}

/** One row of the API: everything about a route but what it does. */
export interface Endpoint<A extends Access, Path, Query, Parameters> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Hono's notation: `/api/sketch/:id`. */
  path: string;
  summary: string;
  tag: string;
  access: A;
  limit: RateLimit | 'none';
  params?: Path;
  query?: Query;
  /** Taken from query, JSON object or form alike; see {@link gatherParameters}. */
  parameters?: Parameters;
  /** Most bytes of a body with parameters, where one of them is a file. */
  maxBodyBytes?: (settings: Settings) => number;
  /** A multipart form that the handler reads as it streams; here it is only documented. */
  form?: Shape;
  responses: Record<number, ResponseSpec>;
}

/** What a handler gets, checked. */
export interface Call<A extends Access, Path, Query, Parameters> {
  c: AppContext;
  caller: CallerOf[A];
  params: Output<Path>;
  query: Output<Query>;
  parameters: Output<Parameters>;
}

/** Adds a route to its area's router and to the OpenAPI document; its guards run in the order listed. */
export function endpoint<
  A extends Access,
  Path extends Shape | undefined = undefined,
  Query extends Shape | undefined = undefined,
  Parameters extends z.ZodType | undefined = undefined,
>(
  router: Router,
  spec: Endpoint<A, Path, Query, Parameters>,
  handle: (call: Call<A, Path, Query, Parameters>) => Response | Promise<Response>,
): void {
  document(router, spec);
  router.on(spec.method.toUpperCase(), spec.path, async (c) => {
    const known = await admit(c, spec.access);
    if (spec.limit !== 'none') await countCall(spec.limit, payerOf(c, known), c.env, c.var.settings);
    const params = spec.params ? validate(spec.params, c.req.param(), () => 'path') : undefined;
    const query = spec.query ? validate(spec.query, queryOf(c.req.raw), () => 'query') : undefined;
    const parameters = spec.parameters
      ? await readParameters(c, spec.parameters, spec.maxBodyBytes)
      : undefined;
    const caller = spec.access === 'creator' && known ? identified(known) : known;
    const response = await handle({ c, caller, params, query, parameters } as Call<
      A,
      Path,
      Query,
      Parameters
    >);
    // The cookie goes out with the first thing that a guest has made, not with an attempt.
    if (caller?.kind === 'guest' && known?.kind === 'nobody') await welcomeGuest(c, response, caller.id);
    return response;
  });
}

async function admit(c: AppContext, access: Access): Promise<Caller | undefined> {
  if (access === 'open') return undefined;
  if (access === 'user') return requireUser(await callerOf(c));
  if (access === 'admin') return requireAdmin(await callerOf(c));
  return visitorOf(c);
}

/** Who is asking, for an `open` route that has other ways in besides. @throws Problem where guests are not taken */
export async function visitorOf(c: AppContext): Promise<Caller> {
  const caller = await callerOf(c);
  return c.var.settings.GUEST_ACCESS === 'off' ? requireUser(caller) : caller;
}

/** Whom a call is counted against. A login stands for itself; guests' names are free, their address is not. */
function payerOf(c: AppContext, caller: Caller | undefined): string {
  return caller?.kind === 'user' || caller?.kind === 'admin' ? caller.id : addressOf(c.req.raw);
}

async function readParameters<Schema extends z.ZodType>(
  c: AppContext,
  schema: Schema,
  maxBodyBytes: ((settings: Settings) => number) | undefined,
) {
  const { values, placeOf } = await gatherParameters(c.req.raw, maxBodyBytes?.(c.var.settings));
  return validate(schema, values, placeOf);
}

type AnyEndpoint = Endpoint<Access, Shape | undefined, Shape | undefined, z.ZodType | undefined>;

function document(router: Router, spec: AnyEndpoint): void {
  const responses = Object.entries(spec.responses).map(([status, { description, schema, contentType }]) => [
    status,
    schema || contentType
      ? { description, content: { [contentType ?? 'application/json']: { schema: schema ?? z.any() } } }
      : { description },
  ]);
  const problem = {
    description: 'Problem',
    content: { 'application/problem+json': { schema: problemSchema } },
  };
  router.openAPIRegistry.registerPath({
    method: spec.method,
    path: spec.path.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, '{$1}'),
    summary: spec.summary,
    tags: [spec.tag],
    ...(spec.access === 'user' || spec.access === 'admin'
      ? { security: [{ cookie: [] }, { bearer: [] }] }
      : {}),
    request: {
      ...(spec.params ? { params: spec.params } : {}),
      ...(spec.query ? { query: spec.query } : {}),
      ...(spec.parameters ? documentParameters(spec.parameters) : {}),
      ...(spec.form
        ? { body: { required: true, content: { 'multipart/form-data': { schema: spec.form } } } }
        : {}),
    },
    responses: { ...Object.fromEntries(responses), default: problem },
  });
}

/** Each parameter may come in either place, so none is required in one of them. */
function documentParameters(parameters: z.ZodType) {
  const content = {
    'application/json': { schema: parameters },
    'application/x-www-form-urlencoded': { schema: parameters },
  };
  const body = { body: { required: false, content } };
  return parameters instanceof z.ZodObject ? { query: parameters.partial(), ...body } : body;
}
