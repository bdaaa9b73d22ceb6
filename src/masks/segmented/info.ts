import { isoTime } from '../../api/schemas.ts';
import { maskPng } from '../../engine/index.ts';
import type { Settings } from '../../env.ts';
import { Problem } from '../../http/problem.ts';
import { originalLink } from '../../images/index.ts';
import { inTurn } from '../../isolate/engine.ts';
import { base64Pieces } from './photo-base64.ts';
import { maskLink, presentMask, presentRecord } from './present.ts';
import type { MaskedImage } from './service.ts';

function common({ image }: MaskedImage) {
  const { width, height } = image.version;
  return { image_id: image.id, width, height, created_at: isoTime(image.createdAt) };
}

/** An image and its masks with links to their pictures. */
export async function infoWithLinks(masked: MaskedImage, origin: string, settings: Settings) {
  const { version } = masked.image;
  const masks = masked.set.records.map(async (record) => ({
    ...presentRecord(record),
    mask_url: await maskLink(version, record.id, origin, settings),
  }));
  return {
    ...common(masked),
    original_url: await originalLink(version, origin, settings),
    available_masks: await Promise.all(masks),
  };
}

/**
 * An image and its masks with their pictures, as JSON text that is made while it is sent: all at once, a photo and sixty
 * masks would not fit beside the engine.
 * @throws Problem `IMAGE_NOT_FOUND` before anything is sent
 */
export async function infoWithPictures(masked: MaskedImage, env: Env): Promise<ReadableStream<Uint8Array>> {
  const { key, etag } = masked.image.version;
  const photo = await env.BUCKET.get(key, { onlyIf: { etagMatches: etag } });
  if (!photo || !('body' in photo)) throw new Problem('IMAGE_NOT_FOUND', 'Image not found');
  const pieces = infoPieces(masked, photo.body);
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await pieces.return(undefined)),
  });
}

async function* infoPieces(
  masked: MaskedImage,
  photo: ReadableStream<Uint8Array>,
): AsyncGenerator<string, void, void> {
  yield `${JSON.stringify(common(masked)).slice(0, -1)},"original_image_b64":"`;
  yield* base64Pieces(photo);
  yield '","available_masks":[';
  for (const record of masked.set.records) {
    const mask = masked.set.mask(record.id);
    if (!mask) continue;
    const png = await inTurn((run) => run((engine) => maskPng(engine, mask)));
    yield `${record.id === 0 ? '' : ','}${JSON.stringify(presentMask(record, png))}`;
  }
  yield ']}';
}
