import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Settings } from '../env.ts';

/** What every request carries besides its bindings. */
export interface AppEnv {
  Bindings: Env;
  Variables: { requestId: string; settings: Settings };
}

export type AppContext = Context<AppEnv>;

/** A router for one area. A trailing slash makes no difference: front ends differ in it. */
export function createRouter() {
  return new OpenAPIHono<AppEnv>({ strict: false });
}

export type Router = ReturnType<typeof createRouter>;
