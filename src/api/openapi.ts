import packageJson from '../../package.json' with { type: 'json' };
import { SESSION_COOKIE } from '../identity/cookies.ts';
import type { Router } from './app.ts';

/** Serves `/openapi.json`: what the areas' endpoints said of themselves, made when first asked for. */
export function describeApi(app: Router): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'cookie', {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  });
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    tags: ['Service'],
    responses: {
      200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } },
    },
  });
  let text: string | undefined;
  app.get('/openapi.json', (c) => {
    text ??= JSON.stringify(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: {
          title: 'Easel',
          version: packageJson.version,
          description: packageJson.description,
        },
        servers: [{ url: '/' }],
      }),
    );
    return c.body(text, 200, { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=300' });
  });
}
