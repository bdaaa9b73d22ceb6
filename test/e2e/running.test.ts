import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Server, startServer } from '../support/server.ts';
import { newUser } from '../support/user.ts';

const DANDELION = new Uint8Array(readFileSync('test/fixtures/photos/dandelion.jpg'));

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

it('a sketch is accepted before it is drawn, and can be cancelled while it is', async () => {
  const user = await newUser(server.url);
  const key = await user.upload(DANDELION, 'dandelion.jpg', 'image/jpeg');
  const ear = await user.listen();
  const { task_id: taskId, sketch_id: sketchId } = await user.draw({ input_key: key, method: 'artistic' });
  expect(ear.heard.map(({ data }) => data?.status)).not.toContain('completed');

  await ear.until(({ data }) => data?.task_id === taskId && data.progress > 0);
  const cancelled = await user.call('POST', `/api/tasks/${taskId}/cancel`);
  expect(cancelled.status).toBe(200);
  const end = await ear.until(({ data }) => data?.task_id === taskId && data.status !== 'running');
  expect(end.data.status).toBe('cancelled');

  // The engine is free again for whoever comes next, and nothing more is heard of the cancelled run.
  const next = await user.draw({ input_key: key, method: 'basic', look: 'classic' });
  await ear.until(({ data }) => data?.task_id === next.task_id && data.status === 'completed');
  const mine = ear.heard.filter(({ data }) => data?.task_id === taskId);
  expect(mine.at(-1)?.data.status).toBe('cancelled');
  const sketch = await (await user.call('GET', `/api/sketch/${sketchId}`)).json<{ sketch_image_url: null }>();
  expect(sketch.sketch_image_url).toBeNull();
  ear.close();
});

it('WebP is drawn and answered where code cannot be made at run time', async () => {
  const user = await newUser(server.url);
  const ear = await user.listen();
  const drawn = async (file: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => {
    const key = await user.upload(file, 'photo.webp', 'image/webp');
    const { task_id: taskId, sketch_id: sketchId } = await user.draw({ input_key: key, format: 'webp' });
    const end = await ear.until(
      ({ data }) => data?.task_id === taskId && /completed|failed/.test(data.status),
    );
    expect(end.data.status).toBe('completed');
    const sketch = await user.call('GET', `/api/sketch/${sketchId}`);
    const { sketch_image_url: link } = await sketch.json<{ sketch_image_url: string }>();
    return new Uint8Array(await (await fetch(link)).arrayBuffer());
  };
  const first = await drawn(new Uint8Array(readFileSync('test/fixtures/files/ramp-alpha.webp')));
  expect(Buffer.from(first.subarray(8, 16)).toString()).toBe('WEBPVP8 ');
  // What it wrote, it reads.
  const second = await drawn(first);
  expect(second.length).toBeGreaterThan(20);
  ear.close();
});
