import type { Settings } from '../env.ts';

/** A part that has not answered by then counts as down. */
const PROBE_TIMEOUT_MS = 3000;

/** Any key will do: reading metadata of an object that is not there needs the bucket to answer. */
const PROBE_KEY = 'health-probe';

type Component = 'healthy' | 'unhealthy';

let startedAt: number | undefined;

/**
 * Asks D1 and R2. The queue has no call that only asks, so it is reported as bound.
 * @returns the body of `GET /health`; `uptime` is seconds since this isolate's first health check
 */
export async function checkHealth(env: Env, settings: Settings) {
  startedAt ??= Date.now();
  const [database, storage] = await Promise.all([
    probe(env.DB.prepare('SELECT 1').first()),
    probe(env.BUCKET.head(PROBE_KEY)),
  ]);
  const components = { database, storage, queue: 'healthy' } satisfies Record<string, Component>;
  const down = Object.entries(components).filter(([, state]) => state === 'unhealthy');
  return {
    status: down.length === 0 ? ('healthy' as const) : ('unhealthy' as const),
    timestamp: new Date().toISOString(),
    version: settings.APP_VERSION,
    environment: settings.ENVIRONMENT,
    uptime: Math.round((Date.now() - startedAt) / 1000),
    ...components,
    components,
    ...(down.length === 0 ? {} : { error: `${down.map(([name]) => name).join(' and ')} did not answer` }),
  };
}

async function probe(answer: Promise<unknown>): Promise<Component> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timeout')), PROBE_TIMEOUT_MS);
  });
  try {
    await Promise.race([answer, timeout]);
    return 'healthy';
  } catch {
    return 'unhealthy';
  } finally {
    clearTimeout(timer);
  }
}
