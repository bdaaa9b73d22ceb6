import { createRouter } from '../api/app.ts';
import { endpoint } from '../api/endpoint.ts';
import { isoTime } from '../api/schemas.ts';
import { signLink } from '../http/links.ts';
import { ownOrigin } from '../http/origins.ts';
import { makeThumbnail } from './derived.ts';
import {
  confirmAnswer,
  confirmRequest,
  downloadAnswer,
  keyPath,
  presignedAnswer,
  presignedRequest,
} from './schemas.ts';
import { confirmUpload, downloadName, offerUpload } from './uploads.ts';

export const uploadRoutes = createRouter();

const tag = 'Direct upload';

endpoint(
  uploadRoutes,
  {
    method: 'post',
    path: '/api/upload/presigned-url',
    summary: 'A link to send one file with',
    tag,
    access: 'creator',
    limit: 'upload',
    parameters: presignedRequest,
    responses: { 200: { description: 'PUT the file to `presigned_url`', schema: presignedAnswer } },
  },
  async ({ c, caller, parameters }) => {
    const { filename, content_type: contentType, size } = parameters;
    const origin = ownOrigin(c.req.raw, c.var.settings);
    const context = { env: c.env, settings: c.var.settings };
    const offer = await offerUpload(caller, { filename, contentType, size }, origin, context);
    return c.json({
      presigned_url: offer.url,
      key: offer.key,
      file_url: offer.fileUrl,
      expires_in: offer.expiresIn,
    });
  },
);

endpoint(
  uploadRoutes,
  {
    method: 'post',
    path: '/api/upload/confirm',
    summary: 'Check the file that was sent and make it an image',
    tag,
    access: 'visitor',
    limit: 'write',
    parameters: confirmRequest,
    responses: { 200: { description: 'The image; the same answer if asked again', schema: confirmAnswer } },
  },
  async ({ c, caller, parameters }) => {
    const context = { env: c.env, settings: c.var.settings };
    const { version } = await confirmUpload(caller, parameters.key, parameters.etag, context);
    c.executionCtx.waitUntil(makeThumbnail(version, c.env));
    return c.json({
      success: true,
      message: 'Upload confirmed successfully',
      image_id: version.imageId,
      file_info: {
        key: version.key,
        size: version.fileSize,
        etag: version.etag,
        last_modified: isoTime(version.createdAt),
        content_type: version.contentType,
      },
    });
  },
);

endpoint(
  uploadRoutes,
  {
    method: 'get',
    path: '/api/upload/download-url/:key{.+}',
    summary: 'A link to download an own file with',
    tag,
    access: 'visitor',
    limit: 'read',
    params: keyPath,
    responses: { 200: { description: 'The link', schema: downloadAnswer } },
  },
  async ({ c, caller, params: { key } }) => {
    const { settings } = c.var;
    const attachment = await downloadName(caller, key, c.env);
    const expiresIn = settings.PRESIGNED_URL_EXPIRATION;
    const origin = ownOrigin(c.req.raw, settings);
    const url = await signLink(origin, { method: 'GET', key, attachment }, expiresIn, settings);
    return c.json({ download_url: url, key, expires_in: expiresIn });
  },
);
