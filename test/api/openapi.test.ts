import { expect, it } from 'vitest';
import { app } from '../../src/app.ts';
import { Client } from '../support/client.ts';

interface Operation {
  summary: string;
  security?: object[];
  responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { required?: string[] }> };
}

const document = async () => (await new Client().fetch('/openapi.json')).json<Document>();

const PATHS = {
  '/api/auth/register': 'post',
  '/api/auth/sign-up': 'post',
  '/api/auth/login': 'post',
  '/api/auth/sign-in': 'post',
  '/api/auth/logout': 'post',
  '/api/auth/sign-out': 'post',
  '/api/auth/me': 'get',
  '/api/auth/sessions': 'get',
  '/api/auth/sessions/{id}': 'delete',
};

it.each(Object.entries(PATHS))('the document knows %s', async (path, method) => {
  const { openapi, paths } = await document();
  expect(openapi).toBe('3.1.0');
  const operation = paths[path]?.[method];
  expect(operation?.summary).toBeTruthy();
  expect(operation?.responses['default']?.content).toHaveProperty('application/problem+json');
});

it('says of a user that every field is always there', async () => {
  const { components } = await document();
  expect(components.schemas['User']?.required).toEqual([
    'id',
    'email',
    'name',
    'role',
    'status',
    'avatar_url',
    'is_oauth_user',
    'created_at',
  ]);
});

it('says which calls need a login', async () => {
  const { paths } = await document();
  expect(paths['/api/auth/me']?.['get']?.security).toEqual([{ cookie: [] }, { bearer: [] }]);
  expect(paths['/api/auth/login']?.['post']?.security).toBeUndefined();
});

it('has a schema behind every reference', async () => {
  const text = JSON.stringify(await document());
  const { components } = JSON.parse(text) as Document;
  const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) expect(components.schemas).toHaveProperty(String(name));
});

/** Files of pages are no part of the API. */
const PAGE_FILES = ['/docs/{file}', '/studio/{file}', '/dropbox/{file}'];

it('has every route of the router, under the router’s own methods', async () => {
  const { paths } = await document();
  const routes = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, '{$1}')}`)
    .filter((route) => !PAGE_FILES.some((file) => route.endsWith(file)));
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  );
  expect(new Set(routes)).toEqual(new Set(documented));
});
