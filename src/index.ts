import { app } from './app.ts';
import { consume } from './jobs/index.ts';
import { jobs } from './jobs-table.ts';
import { runScheduled } from './scheduled.ts';

export { UserHub } from './notify/index.ts';

export default {
  fetch: app.fetch,
  queue: (batch, env) => consume(batch, env, jobs),
  scheduled: (controller, env) => runScheduled(controller, env),
} satisfies ExportedHandler<Env>;
