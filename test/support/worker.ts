import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { app } from '../../src/app.ts';

/**
 * Asks a Worker that is set up differently: other variables, or a binding that fails.
 * Waits for what it does after the answer.
 */
export async function fetchFrom(bindings: object, input: string, init: RequestInit = {}): Promise<Response> {
  const context = createExecutionContext();
  const response = await app.fetch(new Request(input, init), { ...env, ...bindings }, context);
  await waitOnExecutionContext(context);
  return response;
}
