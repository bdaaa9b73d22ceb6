import { z } from '@hono/zod-openapi';
import { createRouter } from '../api/app.ts';
import { endpoint } from '../api/endpoint.ts';
import { time } from '../api/schemas.ts';
import { statistics } from './statistics.ts';

export const usageRoutes = createRouter();

const statisticsSchema = z
  .object({
    total_uploads: z.int(),
    successful_uploads: z.int(),
    failed_uploads: z.int(),
    average_processing_time: z.number().describe('Seconds, of the successful ones'),
    total_file_size: z.int().describe('Bytes, of the successful ones'),
    last_upload: time.nullable(),
    total_uses: z.int(),
    successful_uses: z.int(),
    success_rate: z.number().describe('Per cent, two decimals'),
    recent_uses_24h: z.int(),
    file_types: z.record(z.string(), z.int()).describe('How many of each media type'),
  })
  .openapi('Statistics');

endpoint(
  usageRoutes,
  {
    method: 'get',
    path: '/api/stats',
    summary: 'How much the service has been used',
    tag: 'Service',
    access: 'visitor',
    limit: 'read',
    responses: { 200: { description: 'Totals since the beginning', schema: statisticsSchema } },
  },
  async ({ c }) => c.json(await statistics(c.env)),
);
