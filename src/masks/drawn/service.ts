import { database } from '../../db/client.ts';
import type { Settings } from '../../env.ts';
import { Problem } from '../../http/problem.ts';
import type { Caller, Identified } from '../../identity/caller.ts';
import { type DrawnMask, findDrawnMask, type ImageVersion, takeFile, viewImage } from '../../images/index.ts';
import { inTurn } from '../../isolate/engine.ts';
import { drawnMaskKey } from '../../storage/keys.ts';
import type { MaskQuery } from './schemas.ts';
import { putDrawnMask } from './store.ts';

/**
 * Keeps the mask of a form, as it was sent, in the place of an earlier one.
 * @returns undefined if the form has no file
 * @throws Problem `IMAGE_NOT_FOUND`, `NO_FILE`, and those of {@link takeFile}
 */
export async function takeDrawnMask(
  caller: Identified,
  imageId: string,
  request: Request,
  { env, settings }: { env: Env; settings: Settings },
): Promise<DrawnMask> {
  const image = await viewImage(caller, imageId, env);
  const db = database(env);
  const key = drawnMaskKey(crypto.randomUUID());
  const taken = await takeFile(request, key, { env, settings }, async (file) => {
    const { contentType, fileSize, width, height, etag } = file;
    const mask = {
      imageId: image.id,
      key,
      contentType,
      fileSize,
      width,
      height,
      etag,
      createdAt: Date.now(),
    };
    const put = await putDrawnMask(db, mask);
    if (put) return { mask, ...put };
    throw new Problem('IMAGE_NOT_FOUND', 'Image not found', { extra: { image_id: imageId } });
  });
  if (!taken) throw new Problem('NO_FILE', 'No file provided');
  const { mask, replacedKey } = taken;
  // The row names the new one by now: should this fail, an object is left over and nothing is lost.
  if (replacedKey !== undefined) await env.BUCKET.delete(replacedKey);
  return mask;
}

/** A drawn mask and the version of the image that it is for. */
export interface Drawn {
  mask: DrawnMask;
  version: ImageVersion;
}

/** @throws Problem `IMAGE_NOT_FOUND`, `MASK_NOT_FOUND` */
export async function findDrawn(caller: Caller, imageId: string, env: Env): Promise<Drawn> {
  const { version } = await viewImage(caller, imageId, env);
  const mask = await findDrawnMask(database(env), imageId);
  if (!mask) throw new Problem('MASK_NOT_FOUND', 'Mask not found');
  return { mask, version };
}

/** Names the bytes that {@link renderDrawn} makes, without making them. */
export function etagOf({ mask, version }: Drawn, { format, fit }: MaskQuery): string {
  return `"${mask.etag}-${version.width}x${version.height}-${fit}-${format}"`;
}

/**
 * The mask as a black-and-white PNG of the image's size.
 * @throws Problem `MASK_NOT_FOUND` if it is replaced just now, `CORRUPT_IMAGE`, `IMAGE_TOO_LARGE`
 */
export function renderDrawn(
  { mask, version }: Drawn,
  { format, fit }: MaskQuery,
  env: Env,
): Promise<Uint8Array<ArrayBuffer>> {
  return inTurn(async (run) => {
    // Only now, so that no more than one picture at a time is held in memory.
    const object = await env.BUCKET.get(mask.key);
    if (!object) throw new Problem('MASK_NOT_FOUND', 'Mask not found');
    const { width, height } = version;
    const reading = { picture: { width, height }, fit, transparent: format === 'alpha' };
    const drawing = new Uint8Array(await object.arrayBuffer());
    return run((engine) => engine.drawnMask(drawing, reading));
  });
}
