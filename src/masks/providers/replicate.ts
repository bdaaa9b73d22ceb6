import { z } from 'zod';
import { failed } from './client.ts';
import { dataUrlOf, type Provider } from './provider.ts';

const PREDICTIONS = 'https://api.replicate.com/v1/predictions';
/** Of `meta/sam-2`. */
const VERSION = 'cbd95fb76192174268b6b303aeeb7a736e8dab0cbc38177f09db79b2299da30b';
const POLL_SECONDS = 1;

const prediction = z.object({
  status: z.enum(['starting', 'processing', 'succeeded', 'failed', 'canceled', 'aborted']),
  urls: z.object({ get: z.string() }),
  output: z.object({ individual_masks: z.array(z.string()) }).nullish(),
});

/** Replicate's `meta/sam-2`: a prediction is created and looked at until it has ended; its masks are files. */
export const replicate: Provider = async (photo, client) => {
  const headers = { Authorization: `Bearer ${client.token}`, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ version: VERSION, input: { image: dataUrlOf(photo) } });
  let state = await client.json(client.address(PREDICTIONS), { method: 'POST', headers, body }, prediction);
  while (state.status === 'starting' || state.status === 'processing') {
    // oxlint-disable-next-line no-await-in-loop -- polling
    await client.pause(POLL_SECONDS);
    // oxlint-disable-next-line no-await-in-loop
    state = await client.json(state.urls.get, { headers }, prediction);
  }
  if (state.status !== 'succeeded' || !state.output) throw failed('could not work on this photo');
  const files = await client.files(state.output.individual_masks);
  return files.map((bytes) => ({ kind: 'image', bytes, score: null }));
};
