import { z } from 'zod';
import type { ProviderClient } from './client.ts';
import { dataUrlOf, type Provider } from './provider.ts';

const QUEUE = 'https://queue.fal.run/fal-ai/sam2/auto-segment';
const POLL_SECONDS = 1;

const masks = z.object({ individual_masks: z.array(z.object({ url: z.string() })) });
const queued = z.object({ status_url: z.string(), response_url: z.string() });
const status = z.object({ status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']) });

type Queued = z.infer<typeof queued>;

/**
 * fal's `sam2/auto-segment`: through its queue, or at once where `SAM_API_URL` is the address that answers with the
 * masks. They are files, or data URLs.
 */
export const fal: Provider = async (photo, client) => {
  const headers = { Authorization: `Key ${client.token}`, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ image_url: dataUrlOf(photo), output_format: 'png' });
  const first = await client.json(
    client.address(QUEUE),
    { method: 'POST', headers, body },
    z.union([masks, queued]),
  );
  const { individual_masks: found } = 'status_url' in first ? await wait(first, headers, client) : first;
  const files = await client.files(found.map(({ url }) => url));
  return files.map((bytes) => ({ kind: 'image', bytes, score: null }));
};

async function wait(job: Queued, headers: Record<string, string>, client: ProviderClient) {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- polling
    const now = await client.json(job.status_url, { headers }, status);
    if (now.status === 'COMPLETED') return client.json(job.response_url, { headers }, masks);
    // oxlint-disable-next-line no-await-in-loop
    await client.pause(POLL_SECONDS);
  }
}
