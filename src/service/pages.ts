import { z } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import { createRouter, type AppContext } from '../api/app.ts';
import { endpoint } from '../api/endpoint.ts';

/** Static pages and their files, through the Worker so that they carry its headers. Last in the table. */
export const pageRoutes = createRouter();

const welcome = z
  .object({ message: z.string(), name: z.string(), version: z.string(), docs: z.string() })
  .openapi('Welcome');

endpoint(
  pageRoutes,
  {
    method: 'get',
    path: '/',
    summary: 'A page for browsers, a greeting for programs',
    tag: 'Service',
    access: 'open',
    limit: 'none',
    responses: { 200: { description: 'HTML or JSON, by Accept', schema: welcome } },
  },
  ({ c }) => {
    c.header('Vary', 'Accept', { append: true });
    const type = accepts(c, {
      header: 'Accept',
      supports: ['application/json', 'text/html'],
      default: 'application/json',
    });
    if (type === 'text/html') return asset(c);
    const { APP_NAME: name, APP_VERSION: version } = c.var.settings;
    return c.json({ message: `Welcome to ${name}`, name, version, docs: '/docs' });
  },
);

endpoint(
  pageRoutes,
  {
    method: 'get',
    path: '/docs',
    summary: 'The API as a page',
    tag: 'Service',
    access: 'open',
    limit: 'none',
    responses: { 200: { description: 'A page that needs no other host', contentType: 'text/html' } },
  },
  ({ c }) => asset(c),
);

pageRoutes.get('/docs/:file', (c) => asset(c));
pageRoutes.get('/studio/:file', (c) => asset(c));
pageRoutes.get('/dropbox/:file', (c) => asset(c));

async function asset(c: AppContext): Promise<Response> {
  const response = await c.env.ASSETS.fetch(c.req.raw);
  return response.status === 404 ? c.notFound() : response;
}
