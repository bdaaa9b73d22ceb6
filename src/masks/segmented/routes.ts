import { type AppContext, createRouter } from '../../api/app.ts';
import { endpoint } from '../../api/endpoint.ts';
import { MAX_PARAMETER_BYTES } from '../../api/parameters.ts';
import { maskPng } from '../../engine/index.ts';
import { evaluate } from '../../http/conditions.ts';
import { ownOrigin } from '../../http/origins.ts';
import { Problem } from '../../http/problem.ts';
import { admit, imagePath, makeThumbnail, type Photo, versionOf } from '../../images/index.ts';
import { inTurn } from '../../isolate/engine.ts';
import { infoWithLinks, infoWithPictures } from './info.ts';
import { bytesOfBase64 } from './photo-base64.ts';
import { asCoco, asRle, asSvg, presentMask, presentPoint } from './present.ts';
import {
  generateAccepted,
  generateAnswer,
  generateRequest,
  infoAnswer,
  infoQuery,
  maskPath,
  maskQuery,
  maskRecord,
  pointAnswer,
  pointQuery,
  promptRequest,
  renderAnswer,
  renderRequest,
} from './schemas.ts';
import {
  addPromptedMask,
  checkInside,
  generateMasks,
  generateMasksLater,
  renderMasks,
  viewMasks,
} from './service.ts';
import { readMaskSet } from './sets.ts';

export const segmentedMaskRoutes = createRouter();

const tag = 'Segmentation masks';

function contextOf(c: AppContext) {
  return { env: c.env, settings: c.var.settings };
}

endpoint(
  segmentedMaskRoutes,
  {
    method: 'post',
    path: '/generate_and_store_masks',
    summary: 'Store a photo and find the masks of everything on it',
    tag,
    access: 'creator',
    limit: 'upload',
    parameters: generateRequest,
    maxBodyBytes: ({ MAX_FILE_SIZE }) => Math.ceil(MAX_FILE_SIZE / 3) * 4 + MAX_PARAMETER_BYTES,
    responses: {
      200: { description: 'Photo and masks are stored', schema: generateAnswer },
      202: { description: 'The photo is stored; its masks come with the task', schema: generateAccepted },
    },
  },
  async ({ c, caller, parameters }) => {
    const { image_id: chosenId, original_image_b64: text, async: later } = parameters;
    const photo = decodePhoto(text);
    if (later) {
      const { version, taskId } = await generateMasksLater(caller, chosenId, photo, contextOf(c));
      c.executionCtx.waitUntil(makeThumbnail(version, c.env));
      const accepted = { image_id: version.imageId, task_id: taskId, status: 'pending' };
      return c.json({ message: 'Mask generation started', ...accepted }, 202);
    }
    const { version, set } = await generateMasks(caller, chosenId, photo, contextOf(c));
    c.executionCtx.waitUntil(makeThumbnail(version, c.env));
    return c.json({
      message: 'Masks generated and stored successfully',
      image_id: version.imageId,
      mask_count: set.records.length,
      image_dimensions: { width: version.width, height: version.height },
      mask_ids: set.records.map(({ id }) => id),
    });
  },
);

/** @throws Problem `INVALID_REQUEST` */
function decodePhoto(text: string): Photo {
  try {
    return bytesOfBase64(text);
  } catch (cause) {
    throw new Problem('INVALID_REQUEST', 'original_image_b64 is not valid base64.', { cause });
  }
}

endpoint(
  segmentedMaskRoutes,
  {
    method: 'get',
    path: '/images/:id/info',
    summary: 'A photo with all its masks',
    tag,
    access: 'visitor',
    limit: 'read',
    params: imagePath,
    query: infoQuery,
    responses: { 200: { description: 'Pictures as base64, or links', schema: infoAnswer } },
  },
  async ({ c, caller, params, query }) => {
    const masked = await viewMasks(caller, params.id, c.env);
    if (query.include === 'urls') {
      return c.json(await infoWithLinks(masked, ownOrigin(c.req.raw, c.var.settings), c.var.settings));
    }
    const headers = { 'Content-Type': 'application/json' };
    return c.body(await infoWithPictures(masked, c.env), 200, headers);
  },
);

endpoint(
  segmentedMaskRoutes,
  {
    method: 'post',
    path: '/render_masks/:id',
    summary: 'Draw masks in colours, or with the pixels of the photo, over nothing',
    tag,
    access: 'visitor',
    limit: 'write',
    params: imagePath,
    parameters: renderRequest,
    responses: { 200: { description: 'A PNG with transparency, as base64', schema: renderAnswer } },
  },
  async ({ c, caller, params, parameters }) => {
    const png = await renderMasks(caller, params.id, parameters.render_instructions, c.env);
    return c.json({ message: 'Masks rendered successfully', rendered_image_b64: png.toBase64() });
  },
);

endpoint(
  segmentedMaskRoutes,
  {
    method: 'get',
    path: '/images/:id/mask_at_point',
    summary: 'The masks under a point, smallest first',
    tag,
    access: 'visitor',
    limit: 'read',
    params: imagePath,
    query: pointQuery,
    responses: { 200: { description: 'The smallest one, or none', schema: pointAnswer } },
  },
  async ({ c, caller, params, query: { x, y } }) => {
    const { image, set } = await viewMasks(caller, params.id, c.env);
    checkInside(x, y, image.version);
    return c.json(presentPoint(set, x, y));
  },
);

endpoint(
  segmentedMaskRoutes,
  {
    method: 'post',
    path: '/images/:id/masks',
    summary: 'Find the object that points or a box mean',
    tag,
    access: 'creator',
    limit: 'write',
    params: imagePath,
    parameters: promptRequest,
    responses: { 201: { description: 'The new mask, under the next free id', schema: maskRecord } },
  },
  async ({ c, caller, params, parameters }) => {
    const { record, set } = await addPromptedMask(caller, params.id, parameters, c.env);
    const mask = set.mask(record.id);
    if (!mask) throw new Problem('MASK_NOT_FOUND', 'Mask not found');
    const png = await inTurn((run) => run((engine) => maskPng(engine, mask)));
    return c.json(presentMask(record, png), 201);
  },
);

endpoint(
  segmentedMaskRoutes,
  {
    method: 'get',
    path: '/images/:id/masks/:mask_id',
    summary: 'One mask: PNG, COCO run lengths, a COCO annotation or SVG',
    tag,
    access: 'open',
    limit: 'read',
    params: maskPath,
    query: maskQuery,
    responses: {
      200: { description: 'The mask in the format that was asked for', contentType: 'image/png' },
      304: { description: 'Not modified' },
    },
  },
  async ({ c, params, query }) => {
    const { image, secondsLeft } = await admit(c, params.id, query.signature !== undefined);
    const version = await versionOf(image, query.v, c.env);
    const { set } = await readMaskSet(version, c.env);
    const record = set.records[params.mask_id];
    const mask = set.mask(params.mask_id);
    if (!record || !mask) throw new Problem('MASK_NOT_FOUND', 'Mask not found');
    const headers = {
      'Cross-Origin-Resource-Policy': 'cross-origin',
      // Of one version, a mask never changes; which version is the newest does.
      'Cache-Control':
        secondsLeft === undefined ? 'private, no-cache' : `private, max-age=${secondsLeft}, immutable`,
      ETag: `"${version.id}-${record.id}-${query.format}"`,
    };
    const validators = { etag: headers.ETag, lastModified: new Date(version.createdAt) };
    if (evaluate(c.req.raw.headers, validators) === 'not-modified') return c.body(null, 304, headers);
    switch (query.format) {
      case 'rle':
        return c.json(asRle(mask, record), 200, headers);
      case 'coco':
        return c.json(asCoco(mask, record, image.id), 200, headers);
      case 'svg':
        return c.body(asSvg(mask), 200, { ...headers, 'Content-Type': 'image/svg+xml' });
      default: {
        const png = await inTurn((run) => run((engine) => maskPng(engine, mask)));
        return c.body(png, 200, { ...headers, 'Content-Type': 'image/png' });
      }
    }
  },
);
