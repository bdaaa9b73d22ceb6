import { app } from './app.ts';
import { consume, sweep } from './jobs/index.ts';
import { jobs } from './jobs-table.ts';

export { UserHub } from './notify/index.ts';

export default {
  fetch: app.fetch,
  queue: (batch, env) => consume(batch, env, jobs),
  scheduled: (_, env) => sweep(env),
} satisfies ExportedHandler<Env>;
