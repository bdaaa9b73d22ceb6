import { createRouter } from '../api/app.ts';
import { endpoint } from '../api/endpoint.ts';
import { isoTime } from '../api/schemas.ts';
import type { Settings } from '../env.ts';
import { ownOrigin } from '../http/origins.ts';
import { Problem } from '../http/problem.ts';
import { makeThumbnail } from './derived.ts';
import { EXTENSIONS } from './file-types.ts';
import { isImageId } from './ids.ts';
import { originalLink } from './present.ts';
import { droppedAnswer, fileForm, imagePath, newestAnswer } from './schemas.ts';
import { takeImage, viewImage } from './service.ts';

/** The drop-box: a page for an id that somebody chose, what it sends, and where others pick it up. */
export const dropBoxRoutes = createRouter();

const tag = 'Drop-box';

endpoint(
  dropBoxRoutes,
  {
    method: 'post',
    path: '/upload/:id',
    summary: 'Send a photo for an id; a second one is its newer version',
    tag,
    access: 'creator',
    limit: 'upload',
    params: imagePath,
    form: fileForm,
    responses: { 201: { description: 'The new version', schema: droppedAnswer } },
  },
  async ({ c, caller, params: { id } }) => {
    const { settings } = c.var;
    checkId(id);
    const version = await takeImage(caller, id, c.req.raw, { env: c.env, settings }).catch(
      (error: unknown) => {
        throw inOldWords(error, settings);
      },
    );
    c.executionCtx.waitUntil(makeThumbnail(version, c.env));
    const origin = ownOrigin(c.req.raw, settings);
    const link = await originalLink(version, origin, settings);
    return c.json(
      {
        success: true,
        message: 'Image uploaded successfully',
        image_id: id,
        s3_url: link,
        image_url: link,
        delete_url: new URL(`/images/${id}`, origin).href,
        uploaded_at: isoTime(version.createdAt),
      },
      201,
    );
  },
);

/** @throws Problem `INVALID_IMAGE_ID` also for a word that is an address of this service */
function checkId(id: string): void {
  if (!isImageId(id)) throw new Problem('INVALID_IMAGE_ID', 'Invalid image ID format');
}

/** What front ends of the drop-box look for in a refusal of the type. */
function inOldWords(error: unknown, settings: Settings): unknown {
  if (!(error instanceof Problem) || error.code !== 'UNSUPPORTED_MEDIA_TYPE') return error;
  const allowed = settings.ALLOWED_FILE_TYPES.map((type) => EXTENSIONS[type]).join(', ');
  return new Problem('INVALID_FORMAT', `Invalid file type. Allowed types: ${allowed}`, { cause: error });
}

endpoint(
  dropBoxRoutes,
  {
    method: 'get',
    path: '/api/url/:id',
    summary: 'Where the newest version of an image is',
    tag,
    access: 'visitor',
    limit: 'read',
    params: imagePath,
    responses: { 200: { description: 'Its newest version', schema: newestAnswer } },
  },
  async ({ c, caller, params: { id } }) => {
    const { settings } = c.var;
    const { version } = await viewImage(caller, id, c.env);
    return c.json({
      success: true,
      image_id: id,
      s3_url: await originalLink(version, ownOrigin(c.req.raw, settings), settings),
      original_filename: version.originalFilename,
      file_size: version.fileSize,
      content_type: version.contentType,
      uploaded_at: isoTime(version.createdAt),
    });
  },
);

endpoint(
  dropBoxRoutes,
  {
    method: 'get',
    path: '/:id',
    summary: 'The upload page for an id',
    tag,
    access: 'open',
    limit: 'none',
    params: imagePath,
    responses: { 200: { description: 'A page', contentType: 'text/html' } },
  },
  async ({ c, params: { id } }) => {
    if (!isImageId(id)) return c.notFound();
    const page = await c.env.ASSETS.fetch(
      new Request(new URL('/dropbox/', c.req.url), { headers: c.req.raw.headers }),
    );
    return page;
  },
);
