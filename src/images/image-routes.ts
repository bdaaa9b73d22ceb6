import { createRouter, type Router } from '../api/app.ts';
import { endpoint } from '../api/endpoint.ts';
import { cursorQuery, isoTime } from '../api/schemas.ts';
import type { Settings } from '../env.ts';
import { ownOrigin } from '../http/origins.ts';
import type { Identified } from '../identity/caller.ts';
import { makeThumbnail } from './derived.ts';
import { missingFile } from './missing.ts';
import { originalLink, presentVersion, thumbnailLink } from './present.ts';
import {
  deletedAnswer,
  fileForm,
  imageListSchema,
  imagePath,
  imageSchema,
  uploadedAnswer,
  uploadQuery,
} from './schemas.ts';
import { drawnMaskOf, ownImages, removeImage, takeImage, versionsOf, viewImage } from './service.ts';

export const imageRoutes = createRouter();

const tag = 'Images';

/** Begins the video of an image that has just been uploaded. */
type Animate = (
  caller: Identified,
  imageId: string,
  context: { env: Env; settings: Settings },
) => Promise<unknown>;

/** Videos are made of images, so who makes them is told here. */
export function photoRoutes(animate: Animate): Router {
  const router = createRouter();
  endpoint(
    router,
    {
      method: 'post',
      path: '/api/upload',
      summary: 'Send a photo in a form',
      tag,
      access: 'creator',
      limit: 'upload',
      query: uploadQuery,
      form: fileForm,
      responses: { 200: { description: 'The image', schema: uploadedAnswer } },
    },
    async ({ c, caller, query }) => {
      const { settings } = c.var;
      const started = Date.now();
      const version = await takeImage(caller, undefined, c.req.raw, { env: c.env, settings }).catch(
        missingFile,
      );
      c.executionCtx.waitUntil(makeThumbnail(version, c.env));
      if (query.animate === 'true') await animate(caller, version.imageId, { env: c.env, settings });
      return c.json({
        success: true,
        message: 'File uploaded successfully',
        id: version.imageId,
        image_id: version.imageId,
        url: await originalLink(version, ownOrigin(c.req.raw, settings), settings),
        video_filename: `${version.imageId}_output.mp4`,
        processing_time: (Date.now() - started) / 1000,
        file_size: version.fileSize,
        width: version.width,
        height: version.height,
        content_type: version.contentType,
      });
    },
  );
  return router;
}

endpoint(
  imageRoutes,
  {
    method: 'get',
    path: '/api/images/:id',
    summary: 'An image with all its versions',
    tag,
    access: 'visitor',
    limit: 'read',
    params: imagePath,
    responses: { 200: { description: 'The image', schema: imageSchema } },
  },
  async ({ c, caller, params: { id } }) => {
    const { settings } = c.var;
    const origin = ownOrigin(c.req.raw, settings);
    const image = await viewImage(caller, id, c.env);
    const [{ versions, count }, mask] = await Promise.all([
      versionsOf(image, c.env),
      drawnMaskOf(image, c.env),
    ]);
    const [original, maskUrl, presented] = await Promise.all([
      originalLink(image.version, origin, settings),
      mask ? originalLink(mask, origin, settings) : null,
      Promise.all(versions.map((version) => presentVersion(version, origin, settings))),
    ]);
    return c.json({
      success: true,
      id: image.id,
      image_id: image.id,
      original_url: original,
      mask_url: maskUrl,
      count,
      images: presented,
    });
  },
);

endpoint(
  imageRoutes,
  {
    method: 'get',
    path: '/images',
    summary: 'Own images, newest first',
    tag,
    access: 'visitor',
    limit: 'read',
    query: cursorQuery,
    responses: { 200: { description: 'A page of the list', schema: imageListSchema } },
  },
  async ({ c, caller, query }) => {
    const { settings } = c.var;
    const origin = ownOrigin(c.req.raw, settings);
    const { shown, nextCursor } = await ownImages(caller, query, { env: c.env, settings });
    const images = shown.map(async ({ id, version, maskCount, createdAt }) => ({
      image_id: id,
      width: version.width,
      height: version.height,
      created_at: isoTime(createdAt),
      mask_count: maskCount,
      thumbnail_url: await thumbnailLink(version, origin, settings),
    }));
    return c.json({ images: await Promise.all(images), next_cursor: nextCursor });
  },
);

for (const path of ['/images/:id', '/api/images/:id']) {
  endpoint(
    imageRoutes,
    {
      method: 'delete',
      path,
      summary: 'Delete an image, its versions, its masks and what was derived from it',
      tag,
      access: 'visitor',
      limit: 'write',
      params: imagePath,
      responses: { 200: { description: 'Gone', schema: deletedAnswer } },
    },
    async ({ c, caller, params: { id } }) => {
      await removeImage(caller, id, c.env);
      return c.json({ message: 'Image deleted successfully', image_id: id });
    },
  );
}
