import { drizzle } from 'drizzle-orm/d1';
import * as schema from './schema.ts';

/** The drizzle client of a request or a job: cheap to make, holds no connection. */
export function database(env: Pick<Env, 'DB'>) {
  return drizzle(env.DB, { schema, casing: 'snake_case' });
}

export type Database = ReturnType<typeof database>;
