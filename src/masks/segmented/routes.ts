import { type AppContext, createRouter } from '../../api/app.ts';
import { endpoint } from '../../api/endpoint.ts';
import { isoTime } from '../../api/schemas.ts';
import { ownOrigin } from '../../http/origins.ts';
import { Problem } from '../../http/problem.ts';
import { isImageId, originalLink, readPhoto } from '../../images/index.ts';
import { withEngine } from '../../workshop/index.ts';
import { maskLink } from './links.ts';
import { asCoco, asRle, asSvg, base64, presentPoint, presentRecord, roundScore } from './present.ts';
import {
  generateAccepted,
  generateAnswer,
  generateRequest,
  imagePath,
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

export const segmentRoutes = createRouter();

const tag = 'Segmentation masks';

function contextOf(c: AppContext) {
  return { env: c.env, settings: c.var.settings };
}

endpoint(
  segmentRoutes,
  {
    method: 'post',
    path: '/generate_and_store_masks',
    summary: 'Store a photo and find the masks of everything on it',
    tag,
    access: 'creator',
    limit: 'upload',
    parameters: generateRequest,
    carriesFile: true,
    responses: {
      200: { description: 'Stored', schema: generateAnswer },
      202: { description: 'Stored; follow the task', schema: generateAccepted },
    },
  },
  async ({ c, caller, parameters }) => {
    const { image_id: imageId, async: later } = parameters;
    if (imageId !== undefined && !isImageId(imageId)) throw new Problem('INVALID_IMAGE_ID', 'Invalid image ID format');
    const photo = decodePhoto(parameters.original_image_b64, c.var.settings.MAX_FILE_SIZE);
    if (later) {
      const started = await generateMasksLater(caller, imageId, photo, contextOf(c));
      return c.json(
        {
          message: 'Mask generation started',
          image_id: started.imageId,
          task_id: started.taskId,
          status: 'pending',
        },
        202,
      );
    }
    const { version, set } = await generateMasks(caller, imageId, photo, contextOf(c));
    return c.json({
      message: 'Masks generated and stored successfully',
      image_id: version.imageId,
      mask_count: set.records.length,
      image_dimensions: { width: version.width, height: version.height },
      mask_ids: set.records.map(({ id }) => id),
    });
  },
);

/** @throws Problem `INVALID_REQUEST`, `FILE_TOO_LARGE`, `EMPTY_FILE` */
function decodePhoto(text: string, maxBytes: number): Uint8Array<ArrayBuffer> {
  const data = text.slice(text.startsWith('data:') ? text.indexOf(',') + 1 : 0);
  if (data.length > Math.ceil(maxBytes / 3) * 4 + 4) throw new Problem('FILE_TOO_LARGE', tooLargeSentence(maxBytes));
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = Uint8Array.fromBase64(data);
  } catch (cause) {
    throw new Problem('INVALID_REQUEST', 'original_image_b64 is not valid base64.', { cause });
  }
  if (bytes.length === 0) throw new Problem('EMPTY_FILE', 'The image is empty.');
  if (bytes.length > maxBytes) throw new Problem('FILE_TOO_LARGE', tooLargeSentence(maxBytes));
  return bytes;
}

function tooLargeSentence(maxBytes: number): string {
  return `File too large. Maximum size: ${(maxBytes / 1024 / 1024).toFixed(1)}MB`;
}

endpoint(
  segmentRoutes,
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
    const { image, set } = await viewMasks(caller, params.id, c.env);
    const { version } = image;
    const { width, height } = version;
    const common = { image_id: image.id, width, height, created_at: isoTime(image.createdAt) };
    if (query.include === 'urls') {
      const { settings } = c.var;
      const origin = ownOrigin(c.req.raw, settings);
      const masks = set.records.map(async ({ id, area, box, score }) => ({
        id,
        area,
        bbox: box,
        score: roundScore(score),
        mask_url: await maskLink(image.id, version.id, id, origin, settings),
      }));
      const original = await originalLink(version, origin, settings);
      return c.json({ ...common, original_url: original, available_masks: await Promise.all(masks) });
    }
    const photo = await readPhoto(version, c.env);
    const masks = await withEngine(noLease, async (engine) =>
      set.records.map((record) => {
        const mask = set.mask(record.id);
        return mask && presentRecord(record, engine.maskPng(mask));
      }),
    );
    return c.json({
      ...common,
      original_image_b64: base64(photo),
      available_masks: masks.filter((one) => one !== undefined),
    });
  },
);

const noLease = () => Promise.resolve();

endpoint(
  segmentRoutes,
  {
    method: 'post',
    path: '/render_masks/:id',
    summary: 'Lay colours over masks',
    tag,
    access: 'visitor',
    limit: 'write',
    params: imagePath,
    parameters: renderRequest,
    responses: { 200: { description: 'A PNG with transparency, as base64', schema: renderAnswer } },
  },
  async ({ c, caller, params, parameters }) => {
    const png = await renderMasks(caller, params.id, parameters.render_instructions, c.env);
    return c.json({ message: 'Masks rendered successfully', rendered_image_b64: base64(png) });
  },
);

endpoint(
  segmentRoutes,
  {
    method: 'get',
    path: '/images/:id/mask_at_point',
    summary: 'The masks under a point',
    tag,
    access: 'visitor',
    limit: 'read',
    params: imagePath,
    query: pointQuery,
    responses: { 200: { description: 'The smallest one, or none', schema: pointAnswer } },
  },
  async ({ c, caller, params, query: { x, y } }) => {
    const { image, set } = await viewMasks(caller, params.id, c.env);
    checkInside(x, y, image.version.width, image.version.height);
    return c.json(presentPoint(set, x, y));
  },
);

endpoint(
  segmentRoutes,
  {
    method: 'post',
    path: '/images/:id/masks',
    summary: 'Find the object that points or a box mean',
    tag,
    access: 'visitor',
    limit: 'write',
    params: imagePath,
    parameters: promptRequest,
    responses: { 201: { description: 'The new mask', schema: maskRecord } },
  },
  async ({ c, caller, params, parameters }) => {
    const { record, set } = await addPromptedMask(caller, params.id, parameters, contextOf(c));
    const mask = set.mask(record.id);
    if (!mask) throw new Problem('MASK_NOT_FOUND', 'Mask not found');
    const png = await withEngine(noLease, async (engine) => engine.maskPng(mask));
    return c.json(presentRecord(record, png), 201);
  },
);

endpoint(
  segmentRoutes,
  {
    method: 'get',
    path: '/images/:id/masks/:mask_id',
    summary: 'One mask: PNG, run lengths, COCO annotation or SVG',
    tag,
    access: 'visitor',
    limit: 'read',
    params: maskPath,
    query: maskQuery,
    responses: { 200: { description: 'The mask', contentType: 'image/png' } },
  },
  async ({ c, caller, params, query }) => {
    const { image, set } = await viewMasks(caller, params.id, c.env);
    const record = set.records[params.mask_id];
    const mask = set.mask(params.mask_id);
    if (!record || !mask) throw new Problem('MASK_NOT_FOUND', 'Mask not found');
    switch (query.format) {
      case 'rle':
        return c.json(asRle(mask, record));
      case 'coco':
        return c.json(asCoco(mask, record, image.id));
      case 'svg':
        return c.body(asSvg(mask), 200, { 'Content-Type': 'image/svg+xml', 'Content-Security-Policy': "default-src 'none'; sandbox" });
      case 'png': {
        const png = await withEngine(noLease, async (engine) => engine.maskPng(mask));
        return c.body(png, 200, { 'Content-Type': 'image/png' });
      }
    }
  },
);
