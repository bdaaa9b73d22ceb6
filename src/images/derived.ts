import { encode as encodeBlurhash } from 'blurhash';
import { database } from '../db/client.ts';
import {
  checkModifiers,
  type Derivation,
  type DerivedImage,
  EngineError,
  type Format,
  parseModifiers,
  type SettledDerivation,
  writeModifiers,
} from '../engine/index.ts';
import { log } from '../http/log.ts';
import { Problem } from '../http/problem.ts';
import { inTurn } from '../isolate/engine.ts';
import { derivedKey } from '../storage/keys.ts';
import { THUMBNAIL } from './present.ts';
import { findVersion, type ImageVersion, setBlurhash } from './store.ts';

/** Raised whenever the same modifiers come to give another picture: the ones before are then not found any more. */
const GENERATION = 1;

const DEFAULT_QUALITY = 80;

/** Formats that are kept where none is asked for; all others become PNG. */
const KEPT_FORMATS = new Map<string, Format>([
  ['image/jpeg', 'jpeg'],
  ['image/webp', 'webp'],
]);

/** A picture that can be made of a version, and what it is called. */
export interface DerivedPicture {
  version: ImageVersion;
  derivation: SettledDerivation;
  key: string;
  /** Quoted; known before the picture is made. */
  entityTag: string;
  /** Whether the request's `Accept` had a say. */
  isNegotiated: boolean;
}

/**
 * Reads modifiers; nothing is decoded or looked up.
 * @throws Problem `INVALID_MODIFIER` that names the one which cannot be applied
 */
export function readModifiers(text: string): Derivation {
  return naming(() => parseModifiers(text));
}

/**
 * Says what picture of a version is meant.
 * @param accept the request's `Accept`
 * @throws Problem `INVALID_MODIFIER` if it cannot be made of a photo of this size
 */
export async function namePicture(
  version: ImageVersion,
  asked: Derivation,
  accept: string | null,
): Promise<DerivedPicture> {
  naming(() => checkModifiers(asked, version));
  const isNegotiated = asked.format === 'auto';
  const format =
    asked.format === undefined || asked.format === 'auto'
      ? isNegotiated
        ? takesWebp(accept)
          ? 'webp'
          : 'jpeg'
        : (KEPT_FORMATS.get(version.contentType) ?? 'png')
      : asked.format;
  const derivation = { ...asked, format, quality: asked.quality ?? DEFAULT_QUALITY };
  const key = derivedKey(version.id, `${GENERATION}-${writeModifiers(derivation)}`, format);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${key} ${version.etag}`));
  const entityTag = `"${new Uint8Array(digest, 0, 16).toHex()}"`;
  return { version, derivation, key, entityTag, isNegotiated };
}

/** Whether a client names WebP among what it takes; that it takes anything says nothing of it. */
function takesWebp(accept: string | null): boolean {
  return (accept ?? '')
    .split(',')
    .some((range) => /^\s*image\/webp\s*(?:;(?!\s*q=0(?:\.0*)?\s*$).*)?$/i.test(range));
}

/**
 * Makes a picture, unless it is there. Of two who ask for it at once, one makes it: within an isolate the other waits
 * for its turn and then finds it, and among isolates the first to put it wins.
 * @throws Problem `IMAGE_NOT_FOUND`, `CORRUPT_IMAGE`, `IMAGE_TOO_LARGE`, `INVALID_MODIFIER`
 */
export async function ensurePicture(picture: DerivedPicture, env: Env): Promise<void> {
  if (await env.BUCKET.head(picture.key)) return;
  const { version, key } = picture;
  const tiny = await inTurn(async (run) => {
    if (await env.BUCKET.head(key)) return undefined;
    // Only now, so that no more than one photo at a time is held in memory.
    const object = await env.BUCKET.get(version.key, { onlyIf: { etagMatches: version.etag } });
    if (!object || !('body' in object)) throw new Problem('IMAGE_NOT_FOUND', 'Image not found');
    const photo = new Uint8Array(await object.arrayBuffer());
    const made = await run((engine) => naming(() => engine.derive(photo, picture.derivation)));
    await env.BUCKET.put(key, made.bytes, {
      onlyIf: { etagDoesNotMatch: '*' },
      httpMetadata: { contentType: made.contentType },
    });
    return made.tiny;
  });
  if (tiny) await settle(picture, tiny, env);
}

/** What is left to do with a picture that was just made. */
async function settle({ version, key }: DerivedPicture, tiny: DerivedImage['tiny'], env: Env): Promise<void> {
  const db = database(env);
  const current = await findVersion(db, version.id);
  // Deleted while it was being made: nobody else would find it any more.
  if (!current) await env.BUCKET.delete(key);
  else if (current.blurhash === null && key === (await thumbnailOf(version)).key) {
    await setBlurhash(db, version.id, blurhashOf(tiny));
  }
}

/** Components across and down: the longer side has four, as the format's authors advise. */
function blurhashOf({ rgba, width, height }: DerivedImage['tiny']): string {
  const [across, down] = width >= height ? [4, 3] : [3, 4];
  return encodeBlurhash(rgba, width, height, across, down);
}

function thumbnailOf(version: ImageVersion): Promise<DerivedPicture> {
  return namePicture(version, parseModifiers(THUMBNAIL), null);
}

/**
 * Makes the thumbnail of a photo that was just taken, and its BlurHash. It runs after the answer: it can neither hold
 * up an upload nor fail it, and what does not come about here is made when the thumbnail is first looked at.
 */
export async function makeThumbnail(version: ImageVersion, env: Env): Promise<void> {
  try {
    await ensurePicture(await thumbnailOf(version), env);
  } catch (error) {
    log('WARNING', 'thumbnail_not_made', { version_id: version.id, error });
  }
}

function naming<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'INVALID_PARAMETER') throw error;
    throw new Problem('INVALID_MODIFIER', error.message, { cause: error });
  }
}
