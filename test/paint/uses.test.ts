import { expect, it } from 'vitest';
import { signUp } from '../support/client.ts';
import { tinyGif } from '../support/photos.ts';
import { finishedTask, uploadImage } from '../support/studio.ts';

it('a rendering counts as a use, and as no upload', async () => {
  const client = await signUp();
  const stats = async () => {
    const response = await client.fetch('/api/stats');
    return response.json<{ total_uploads: number; total_uses: number; successful_uses: number }>();
  };
  const { imageId } = await uploadImage(client, tinyGif());
  const before = await stats();
  const query = new URLSearchParams({ image_id: imageId, duration: '1', size: 'source', cursor: 'none' });
  const started = await client.post(`/api/paint/create?${query}`);
  const { task_id: taskId } = await started.json<{ task_id: string }>();
  await finishedTask(client, taskId);
  expect(await stats()).toMatchObject({
    total_uploads: before.total_uploads,
    total_uses: before.total_uses + 1,
    successful_uses: before.successful_uses + 1,
  });
});
