import { z } from 'zod';
import { cocoRle } from './coco.ts';
import { base64Of, bytesOfBase64, type ProvidedMask, type Provider } from './provider.ts';

const mask = z.union([z.string(), cocoRle]);

/** Handlers of mask generation are written by hand; these are the shapes they have in common. */
const answer = z.union([
  z.array(z.object({ mask, score: z.number().nullish() })),
  z.object({ masks: z.array(mask), scores: z.array(z.number()).nullish() }),
]);

/** A Hugging Face endpoint for mask generation: base64 PNG or COCO run lengths, with scores where it gives them. */
export const huggingface: Provider = async (photo, client) => {
  const init = {
    method: 'POST',
    headers: { Authorization: `Bearer ${client.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ inputs: base64Of(photo.bytes) }),
  };
  const found = await client.json(client.address(), init, answer);
  if (Array.isArray(found)) return found.map((one) => provided(one.mask, one.score));
  return found.masks.map((one, i) => provided(one, found.scores?.[i]));
};

function provided(one: z.infer<typeof mask>, score: number | null | undefined): ProvidedMask {
  if (typeof one === 'string') return { kind: 'image', bytes: bytesOfBase64(one), score: score ?? null };
  const [height, width] = one.size;
  return { kind: 'rle', counts: one.counts, width, height, score: score ?? null };
}
