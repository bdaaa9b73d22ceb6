import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Server, startServer } from '../support/server.ts';

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

it('the document is valid OpenAPI 3.1', async () => {
  const document = await (await fetch(`${server.url}/openapi.json`)).json<Record<string, unknown>>();
  const validator = new Validator();
  const verdict = await validator.validate(document);
  expect(verdict.errors ?? []).toEqual([]);
  expect(verdict.valid).toBe(true);
  expect(validator.version).toBe('3.1');
});
