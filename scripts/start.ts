/**
 * `npm start`: the whole service on this machine, without an account or a question. Arguments go on to
 * `wrangler dev`: `npm start -- --port 8799 --persist-to DIR`.
 */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import { ensureDevelopmentSecrets, furtherSettings } from './development-secrets.ts';
import { endLeftovers, endNoted, noteProcesses } from './leftovers.ts';
import { quietWrangler, ROOT, startWrangler } from './wrangler.ts';

const DEFAULT_PORT = '8787';
const READY_POLL_MS = 200;

/** `wrangler dev` fires no cron by itself; a laptop's user should not wait a minute for the sweeper either. */
const SWEEP_EVERY_MS = 15_000;

const given = process.argv.slice(2);
const { values } = parseArgs({
  args: given,
  options: { port: { type: 'string', default: DEFAULT_PORT }, 'persist-to': { type: 'string' } },
  strict: false,
});
// Not 127.0.0.1, which is another site than a front end's localhost: cookies would not be sent.
const url = `http://localhost:${String(values.port)}`;
const persistence = values['persist-to'] === undefined ? [] : ['--persist-to', String(values['persist-to'])];

const state = String(values['persist-to'] ?? join(ROOT, '.wrangler'));
const noted = join(state, `processes-${String(values.port)}.json`);
if (!endLeftovers(noted)) {
  console.error(`Easel is running on port ${String(values.port)} already.`);
  process.exit(1);
}
if (!(await isFree(Number(values.port)))) {
  console.error(`Port ${String(values.port)} is taken. Choose another: npm start -- --port 8800`);
  process.exit(1);
}

const settings = join(ROOT, '.dev.vars');
const added = ensureDevelopmentSecrets(settings);
if (added.length > 0) console.log(`Made ${added.join(' and ')} for development in .dev.vars`);

console.log('Building …');
build();
quietWrangler(['d1', 'migrations', 'apply', 'easel', '--local', ...persistence]);

const wrangler = startWrangler([
  'dev',
  '--show-interactive-dev-session=false',
  ...furtherSettings(settings),
  ...(given.some((argument) => argument.startsWith('--port')) ? [] : ['--port', DEFAULT_PORT]),
  ...given,
]);
wrangler.on('exit', (code) => {
  endNoted(noted);
  process.exit(code ?? 1);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => wrangler.kill(signal));

await untilHealthy();
noteProcesses(noted);
// The queues of the last run are gone with its memory: what they held is sent again.
await runScheduled('after-restart');
setInterval(() => void runScheduled('* * * * *').catch(() => undefined), SWEEP_EVERY_MS);
console.log(`
  Easel is running.

    Page        ${url}/
    API docs    ${url}/docs
    Try it      npm run demo -- photo.jpg${url.endsWith(DEFAULT_PORT) ? '' : ` --url ${url}`}

  Ctrl+C stops it.
`);

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, 'localhost', () => probe.close(() => resolve(true)));
  });
}

async function untilHealthy(): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/health`).catch(() => undefined);
    if (response) {
      const body = await response.text();
      if (response.ok) return;
      console.error(`The service started but is not healthy: ${body}`);
    }
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
}

async function runScheduled(cron: string): Promise<void> {
  const trigger = new URL('/cdn-cgi/local/scheduled', url);
  trigger.searchParams.set('cron', cron);
  await fetch(trigger);
}
