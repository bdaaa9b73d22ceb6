import type { z } from '@hono/zod-openapi';
import { isoTime } from '../api/schemas.ts';
import type { Settings } from '../env.ts';
import { signAddress, signLink } from '../http/links.ts';
import type { versionSchema } from './schemas.ts';
import type { ImageVersion } from './store.ts';

/** The picture that stands for an image in lists: long side ≤ 320 px, JPEG. */
export const THUMBNAIL = 'w_320,h_320,fit_inside,f_jpeg';

/** A link to the file as it was sent. */
export function originalLink(
  { key, contentType, etag }: Pick<ImageVersion, 'key' | 'contentType' | 'etag'>,
  origin: string,
  settings: Settings,
): Promise<string> {
  return signLink(origin, { method: 'GET', key, contentType, etag }, settings.VIEW_URL_EXPIRATION, settings);
}

/** A link to the thumbnail; it is made when the link is first followed, if it was not before. */
export function thumbnailLink(
  { id, imageId }: Pick<ImageVersion, 'id' | 'imageId'>,
  origin: string,
  settings: Settings,
): Promise<string> {
  const url = new URL(`/img/${THUMBNAIL}/${imageId}`, origin);
  url.searchParams.set('v', id);
  return signAddress(url, settings.VIEW_URL_EXPIRATION, settings);
}

/** A version as the API shows it, its links made for this answer. */
export async function presentVersion(
  version: ImageVersion,
  origin: string,
  settings: Settings,
): Promise<z.output<typeof versionSchema>> {
  const [original, thumbnail] = await Promise.all([
    originalLink(version, origin, settings),
    thumbnailLink(version, origin, settings),
  ]);
  return {
    image_id: version.imageId,
    s3_url: original,
    original_filename: version.originalFilename,
    file_size: version.fileSize,
    content_type: version.contentType,
    uploaded_at: isoTime(version.createdAt),
    width: version.width,
    height: version.height,
    thumbnail_url: thumbnail,
    blurhash: version.blurhash,
    metadata: version.metadata,
  };
}
