import { and } from 'drizzle-orm';
import { type Database, database } from '../db/client.ts';
import { isAfter } from '../db/keyset.ts';
import { images } from '../db/schema.ts';
import type { Settings } from '../env.ts';
import { decodeCursor, page } from '../http/cursor.ts';
import { Problem } from '../http/problem.ts';
import type { Caller, Identified } from '../identity/caller.ts';
import { isGuest, listedFor, mayDelete, mayView } from '../identity/ownership.ts';
import { originalKey } from '../storage/keys.ts';
import { metered } from '../usage/index.ts';
import { eraseImage } from './erase.ts';
import { type StoredFile, takeFile } from './intake.ts';
import { parseMetadata } from './metadata.ts';
import {
  type DrawnMask,
  findDrawnMask,
  findImage,
  findVersion,
  type ImageRow,
  type ImageVersion,
  insertVersion,
  listImages,
  listVersions,
} from './store.ts';

interface Context {
  env: Env;
  settings: Settings;
}

/**
 * Takes the photo of a form as the newest version of an image, which begins with it if the id is free.
 * @param imageId one that a client chose; undefined for a new one
 * @returns undefined if the form has no file
 * @throws Problem `IMAGE_NOT_FOUND` for an image that is another user's, and those of {@link takeFile}
 */
export async function takeImage(
  caller: Identified,
  imageId: string | undefined,
  request: Request,
  { env, settings }: Context,
): Promise<ImageVersion> {
  const db = database(env);
  const known = imageId === undefined ? undefined : await findImage(db, imageId);
  if (known && !mayView(caller, known.ownerId)) throw notFound(known.id);
  const versionId = crypto.randomUUID();
  const key = originalKey(versionId);
  return metered(env, 'upload', async () => {
    const version = await takeFile(request, key, { env, settings }, (file, fields) =>
      addVersion(db, caller, known, {
        ...rowOf(file),
        id: versionId,
        imageId: imageId ?? versionId,
        metadata: parseMetadata(fields.get('metadata')),
      }),
    );
    if (!version) throw new Problem('NO_FILE', 'No file provided');
    return version;
  });
}

function rowOf({ filename, ...file }: StoredFile) {
  return { ...file, originalFilename: filename, blurhash: null, createdAt: Date.now() };
}

/** @param known the image as it was before its new version arrived */
async function addVersion(
  db: Database,
  caller: Identified,
  known: ImageRow | undefined,
  version: ImageVersion,
): Promise<ImageVersion> {
  if (await insertVersion(db, known?.ownerId ?? caller.id, known === undefined, version)) return version;
  // Somebody else began it, or took it over, while the file arrived: it may still be the caller's to add to.
  const current = await findImage(db, version.imageId);
  if (current && mayView(caller, current.ownerId)) {
    if (await insertVersion(db, current.ownerId, false, version)) return version;
  }
  throw new Problem('CONFLICT', 'This image was begun, taken over or deleted by somebody else meanwhile.');
}

/** An image for one who has shown that he may see it. @throws Problem `IMAGE_NOT_FOUND` */
export async function imageOf(imageId: string, env: Env): Promise<ImageRow> {
  const image = await findImage(database(env), imageId);
  if (!image) throw notFound(imageId);
  return image;
}

/** @throws Problem `IMAGE_NOT_FOUND` also for an image that is not the caller's to see */
export async function viewImage(caller: Caller, imageId: string, env: Env): Promise<ImageRow> {
  const image = await findImage(database(env), imageId);
  if (!image || !mayView(caller, image.ownerId)) throw notFound(imageId);
  return image;
}

/** One version of an image, or its newest. @throws Problem `IMAGE_NOT_FOUND` */
export async function versionOf(
  image: ImageRow,
  versionId: string | undefined,
  env: Env,
): Promise<ImageVersion> {
  if (versionId === undefined || versionId === image.version.id) return image.version;
  const version = await findVersion(database(env), versionId);
  if (version?.imageId !== image.id) throw notFound(image.id);
  return version;
}

/** Versions that are shown of an image: each comes with links that are signed for it. */
const SHOWN_VERSIONS = 100;

/** The newest versions, newest first, and how many there are. */
export function versionsOf(image: ImageRow, env: Env): Promise<{ versions: ImageVersion[]; count: number }> {
  return listVersions(database(env), image.id, SHOWN_VERSIONS);
}

/** The mask that was drawn over an image. */
export function drawnMaskOf(image: ImageRow, env: Env): Promise<DrawnMask | undefined> {
  return findDrawnMask(database(env), image.id);
}

export async function ownImages(
  caller: Caller,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  { env, settings }: Context,
) {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const where = and(listedFor(caller, settings, images.ownerId), after && isAfter(images, after));
  return page(await listImages(database(env), where, limit + 1), limit);
}

/**
 * Deletes an image with all its versions and whatever was made of it but sketches, which are their owners' own.
 * @throws Problem `IMAGE_NOT_FOUND`; `FORBIDDEN` for an image of another guest, which is no secret
 */
export async function removeImage(caller: Caller, imageId: string, env: Env): Promise<void> {
  const image = await viewImage(caller, imageId, env);
  if (!mayDelete(caller, image.ownerId)) {
    if (isGuest(image.ownerId)) throw new Problem('FORBIDDEN', 'You can only delete your own images.');
    throw notFound(imageId);
  }
  await eraseImage(imageId, env);
}

function notFound(imageId: string): Problem {
  return new Problem('IMAGE_NOT_FOUND', 'Image not found', { extra: { image_id: imageId } });
}
