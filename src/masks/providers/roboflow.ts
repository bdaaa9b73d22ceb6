import { z } from 'zod';
import { cocoRle } from './coco.ts';
import { base64Of, type Provider, type ProvidedMask, type SentPhoto } from './provider.ts';

const SEGMENT_IMAGE = 'https://serverless.roboflow.com/sam2/segment_image';
/** There is no call for "everything": points of a grid are asked for, this many along the longer side. */
const GRID_POINTS = 8;

const point = z.tuple([z.number(), z.number()]);
const answer = z.object({
  predictions: z.array(
    z.object({
      confidence: z.number().nullish(),
      masks: z.union([z.array(z.array(point)), cocoRle]),
    }),
  ),
});

/** Roboflow's `sam2/segment_image`: a mask for every point of a grid, as polygons or COCO run lengths. */
export const roboflow: Provider = async (photo, client) => {
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      api_key: client.token,
      image: { type: 'base64', value: base64Of(photo.bytes) },
      prompts: { prompts: gridPoints(photo).map((at) => ({ points: [{ ...at, positive: true }] })) },
      format: 'rle',
      multimask_output: false,
    }),
  };
  const { predictions } = await client.json(client.address(SEGMENT_IMAGE), init, answer);
  return predictions.map(({ masks, confidence }): ProvidedMask => {
    const score = confidence ?? null;
    if (Array.isArray(masks))
      return { kind: 'polygons', polygons: masks, width: photo.width, height: photo.height, score };
    const [height, width] = masks.size;
    return { kind: 'rle', counts: masks.counts, width, height, score };
  });
};

/** The middles of square cells, pixels. */
export function gridPoints({
  width,
  height,
}: Pick<SentPhoto, 'width' | 'height'>): { x: number; y: number }[] {
  const cell = Math.max(width, height) / GRID_POINTS;
  const middles = (side: number) => {
    const count = Math.max(1, Math.round(side / cell));
    return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * side) / count));
  };
  return middles(height).flatMap((y) => middles(width).map((x) => ({ x, y })));
}
