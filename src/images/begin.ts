import type { BatchItem } from 'drizzle-orm/batch';
import { database } from '../db/client.ts';
import type { Settings } from '../env.ts';
import { Problem } from '../http/problem.ts';
import type { Identified } from '../identity/caller.ts';
import { originalKey } from '../storage/keys.ts';
import { tooLarge } from '../storage/receive.ts';
import { EXTENSIONS, type ImageContentType } from './file-types.ts';
import { isImageId } from './ids.ts';
import { type Inspection, inspect } from './inspect.ts';
import { beginStatements, findImage, type ImageVersion } from './store.ts';

/** A photo that came inside of a request's parameters. */
export type Photo = Uint8Array<ArrayBuffer>;

/**
 * An id that a client chose, if it may have it, or a new one: `img_YYYYMMDD_HHMMSS_xxxxxxxx`, in UTC.
 * @throws Problem `INVALID_IMAGE_ID`, `IMAGE_EXISTS`
 */
export async function freeImageId(chosen: string | undefined, env: Env, now = new Date()): Promise<string> {
  if (chosen === undefined) {
    const [date = '', time = ''] = now.toISOString().replaceAll(/[-:]/g, '').split(/[T.]/);
    return `img_${date}_${time}_${crypto.getRandomValues(new Uint8Array(4)).toHex()}`;
  }
  if (!isImageId(chosen)) throw new Problem('INVALID_IMAGE_ID', 'Invalid image ID format');
  if (await findImage(database(env), chosen)) throw taken(chosen);
  return chosen;
}

/**
 * Checks a photo as one that is uploaded is checked.
 * @throws Problem `EMPTY_FILE`, `FILE_TOO_LARGE`, and those of {@link inspect}
 */
export async function checkPhoto(photo: Photo, settings: Settings): Promise<Inspection> {
  if (photo.length > settings.MAX_FILE_SIZE) throw tooLarge(settings.MAX_FILE_SIZE);
  const { body } = new Response(photo);
  if (photo.length === 0 || !body) throw new Problem('EMPTY_FILE', 'The file is empty.');
  return inspect(body, settings);
}

export interface Beginning {
  imageId: string;
  versionId: string;
  photo: Photo;
  inspection: Inspection;
  maskCount?: number;
}

/**
 * Stores a photo as a new image, and with it whatever belongs to it: all of it or nothing.
 * @param beside statements of the same transaction, behind those that write the image
 * @throws Problem `IMAGE_EXISTS` if somebody else was faster
 */
export async function beginImage(
  owner: Identified,
  { imageId, versionId, photo, inspection, maskCount = 0 }: Beginning,
  beside: readonly BatchItem<'sqlite'>[],
  env: Env,
): Promise<ImageVersion> {
  const db = database(env);
  const key = originalKey(versionId);
  const { contentType } = inspection;
  const { etag } = await env.BUCKET.put(key, photo, { httpMetadata: { contentType } });
  const version: ImageVersion = {
    ...inspection,
    id: versionId,
    imageId,
    key,
    originalFilename: `${imageId}.${EXTENSIONS[contentType as ImageContentType] ?? 'bin'}`,
    fileSize: photo.length,
    etag,
    blurhash: null,
    metadata: null,
    createdAt: Date.now(),
  };
  try {
    await db.batch([...beginStatements(db, owner.id, version, maskCount), ...beside]);
  } catch (error) {
    await env.BUCKET.delete(key);
    if (error instanceof Error && /UNIQUE constraint failed: images\.id/.test(error.message))
      throw taken(imageId);
    throw error;
  }
  return version;
}

/**
 * The bytes of a photo that were checked on its arrival.
 * @throws Problem `IMAGE_NOT_FOUND` if they are gone, or others are there
 */
export async function readPhoto({ key, etag }: ImageVersion, env: Env): Promise<Photo> {
  const object = await env.BUCKET.get(key, { onlyIf: { etagMatches: etag } });
  if (!object || !('body' in object)) throw new Problem('IMAGE_NOT_FOUND', 'Image not found');
  return new Uint8Array(await object.arrayBuffer());
}

function taken(id: string): Problem {
  return new Problem('IMAGE_EXISTS', `Image with ID '${id}' already exists. Use a different ID.`);
}
