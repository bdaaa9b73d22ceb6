import { z } from 'zod';
import { base64Of, bytesOfBase64, type Provider } from './provider.ts';

const answer = z.object({
  width: z.number(),
  height: z.number(),
  processed_masks: z.array(z.object({ mask_b64: z.string() })),
});

/** An own endpoint: one call with the photo, masks as base64 PNG in a space of its own. */
export const samEndpoint: Provider = async (photo, client) => {
  const init = {
    method: 'POST',
    headers: { Authorization: `Bearer ${client.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ image: base64Of(photo.bytes) }),
  };
  const { processed_masks: masks } = await client.json(client.address(), init, answer);
  return masks.map((mask) => ({ kind: 'image', bytes: bytesOfBase64(mask.mask_b64), score: null }));
};
