import { createRouter } from '../api/app.ts';
import { endpoint } from '../api/endpoint.ts';
import type { Settings } from '../env.ts';
import { evaluate } from '../http/conditions.ts';
import { Problem } from '../http/problem.ts';
import { isGuest } from '../identity/ownership.ts';
import { serveObject } from '../storage/serve.ts';
import { admit, type Admitted } from './admission.ts';
import { type DerivedPicture, ensurePicture, namePicture, readModifiers } from './derived.ts';
import { servePlaceholder } from './placeholder.ts';
import { THUMBNAIL } from './present.ts';
import { picturePath, pictureQuery } from './schemas.ts';
import { versionOf } from './service.ts';

/** Pictures made of photos by modifiers in their address. */
export const pictureRoutes = createRouter();

const YEAR_SECONDS = 365 * 24 * 3600;

endpoint(
  pictureRoutes,
  {
    method: 'get',
    path: '/img/:modifiers/:id',
    summary: 'A picture made of a photo: cropped, turned, resized, drawn; made once',
    tag: 'Images',
    access: 'open',
    limit: 'read',
    params: picturePath,
    query: pictureQuery,
    responses: {
      200: { description: 'The picture', contentType: 'image/*' },
      206: { description: 'A part of it', contentType: 'image/*' },
      304: { description: 'Not modified' },
    },
  },
  async ({ c, params: { id, modifiers }, query }) => {
    const asked = readModifiers(modifiers);
    const admitted = await admit(c, id, query.signature !== undefined);
    const { image } = admitted;
    const cacheControl = cacheControlFor(admitted, query.v !== undefined, c.var.settings);
    const version = await versionOf(image, query.v, c.env);
    const picture = await namePicture(version, asked, c.req.header('Accept') ?? null);
    const validators = { etag: picture.entityTag, lastModified: new Date(version.createdAt) };
    if (evaluate(c.req.raw.headers, validators) === 'not-modified') {
      return withVary(c.body(null, 304, { ETag: picture.entityTag, 'Cache-Control': cacheControl }), picture);
    }
    try {
      await ensurePicture(picture, c.env);
    } catch (error) {
      // A link that was handed out for a list shows something; whoever asks otherwise is told what is wrong.
      if (modifiers !== THUMBNAIL || query.signature === undefined || !isBeyondUs(error)) throw error;
      return servePlaceholder();
    }
    const { key, entityTag } = picture;
    return withVary(await serveObject(c.env.BUCKET, key, c.req.raw, { entityTag, cacheControl }), picture);
  },
);

/**
 * A picture of a version never changes, so copies are kept as long as may be; which version is the newest may change
 * any time.
 */
function cacheControlFor(
  { image, secondsLeft }: Admitted,
  namesVersion: boolean,
  settings: Settings,
): string {
  const isPublic = secondsLeft === undefined && isGuest(image.ownerId) && settings.GUEST_ACCESS !== 'off';
  if (!namesVersion) return isPublic ? 'public, max-age=0, must-revalidate' : 'private, no-cache';
  return `${isPublic ? 'public' : 'private'}, max-age=${secondsLeft ?? YEAR_SECONDS}, immutable`;
}

function isBeyondUs(error: unknown): boolean {
  const codes: string[] = ['CORRUPT_IMAGE', 'IMAGE_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];
  return error instanceof Problem && codes.includes(error.code);
}

function withVary(response: Response, { isNegotiated }: DerivedPicture): Response {
  if (isNegotiated) response.headers.append('Vary', 'Accept');
  return response;
}
