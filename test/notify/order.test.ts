import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { announce } from '../../src/notify/index.ts';
import { signUp } from '../support/client.ts';
import { listen, notice } from './listening.ts';

it('no step of a run is heard after its end, while other runs go on being heard', async () => {
  const client = await signUp();
  const { ear } = await listen(client);
  const tell = (key: string, status: 'running' | 'cancelled', staleAfter?: string) =>
    announce(env, client.user.id, {
      ...notice({ status }),
      key,
      ...(staleAfter === undefined ? {} : { staleAfter }),
    });
  await tell('task:1:step:10', 'running', 'task:1:end:');
  await tell('task:1:end:cancelled', 'cancelled');
  await tell('task:1:step:45', 'running', 'task:1:end:');
  await tell('task:2:step:5', 'running', 'task:2:end:');
  await tell('task:10:step:5', 'running', 'task:10:end:');
  const heard = await ear.updates(4);
  expect(heard.map(({ data }) => data.status)).toEqual(['running', 'cancelled', 'running', 'running']);
});
