import { z } from '@hono/zod-openapi';
import { createRouter } from '../api/app.ts';
import { endpoint } from '../api/endpoint.ts';
import { time } from '../api/schemas.ts';
import { checkHealth } from './health.ts';

export const serviceRoutes = createRouter();

const component = z.enum(['healthy', 'unhealthy']);

const healthSchema = z
  .object({
    status: component,
    timestamp: time,
    version: z.string(),
    environment: z.string(),
    uptime: z.number(),
    storage: component,
    database: component,
    queue: component,
    components: z.object({ storage: component, database: component, queue: component }),
    error: z.string().optional(),
  })
  .openapi('Health');

for (const path of ['/health', '/api/health']) {
  endpoint(
    serviceRoutes,
    {
      method: 'get',
      path,
      summary: 'Whether D1 and R2 answer',
      tag: 'Service',
      access: 'open',
      limit: 'none',
      responses: {
        200: { description: 'Healthy', schema: healthSchema },
        503: { description: 'A part does not answer', schema: healthSchema },
      },
    },
    async ({ c }) => {
      const health = await checkHealth(c.env, c.var.settings);
      return c.json(health, health.status === 'healthy' ? 200 : 503);
    },
  );
}
