import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Server, startServer } from '../support/server.ts';
import { newUser } from '../support/user.ts';

const COFFEE = new Uint8Array(readFileSync('test/fixtures/photos/coffee.png'));
const SKETCHES = 8;

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

it('a server killed in the middle of its work finishes it after the next start, each task once', async () => {
  const user = await newUser(server.url);
  const key = await user.upload(COFFEE, 'coffee.png', 'image/png');
  const ear = await user.listen();
  const jobs = await Promise.all(
    Array.from({ length: SKETCHES }, (_, seed) =>
      user.draw({ input_key: key, seed: String(seed), method: 'artistic' }),
    ),
  );
  await ear.until(
    ({ type, data }) => type === 'task_update' && data.status === 'running' && data.progress > 30,
  );
  await server.crash();

  await server.restart();
  const status = async () => {
    const { tasks } = await (await user.call('GET', '/api/tasks')).json<{ tasks: { status: string }[] }>();
    return tasks.map((task) => task.status);
  };
  const interrupted = (await status()).filter((each) => each !== 'completed');
  expect(interrupted.length).toBeGreaterThan(0);
  await expect
    .poll(status, { timeout: 90_000, interval: 250 })
    .toEqual(Array.from({ length: SKETCHES }, () => 'completed'));

  for (const { sketch_id: id } of jobs) {
    const sketch = await (await user.call('GET', `/api/sketch/${id}`)).json<{ sketch_image_url: string }>();
    const picture = await fetch(sketch.sketch_image_url);
    expect(picture.status).toBe(200);
    expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(10_000);
  }

  const again = await user.listen(0);
  const ends = () =>
    again.heard
      .filter(({ type, data }) => type === 'task_update' && data.status === 'completed')
      .map(({ data }) => data.task_id);
  await expect.poll(() => new Set(ends()).size).toBe(SKETCHES);
  expect(ends().toSorted()).toEqual(jobs.map(({ task_id: id }) => id).toSorted());
  again.close();
});
