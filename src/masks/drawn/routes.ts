import { createRouter } from '../../api/app.ts';
import { endpoint } from '../../api/endpoint.ts';
import { evaluate } from '../../http/conditions.ts';
import { ownOrigin } from '../../http/origins.ts';
import { Problem } from '../../http/problem.ts';
import { fileForm, imagePath, missingFile, originalLink } from '../../images/index.ts';
import { etagOf, findDrawn, renderDrawn, takeDrawnMask } from './service.ts';
import { maskAnswer, maskQuery } from './schemas.ts';

export const drawnMaskRoutes = createRouter();

const tag = 'Masks';

endpoint(
  drawnMaskRoutes,
  {
    method: 'post',
    path: '/api/upload/:id/mask',
    summary: 'Send a mask that was drawn over an image; it takes the place of an earlier one',
    tag,
    access: 'creator',
    limit: 'upload',
    params: imagePath,
    form: fileForm.pick({ file: true }),
    responses: { 200: { description: 'The mask, kept as sent', schema: maskAnswer } },
  },
  async ({ c, caller, params: { id } }) => {
    const { settings } = c.var;
    const context = { env: c.env, settings };
    const mask = await takeDrawnMask(caller, id, c.req.raw, context).catch(missingFile);
    return c.json({
      success: true,
      id,
      mask_url: await originalLink(mask, ownOrigin(c.req.raw, settings), settings),
      width: mask.width,
      height: mask.height,
    });
  },
);

endpoint(
  drawnMaskRoutes,
  {
    method: 'get',
    path: '/api/images/:id/mask',
    summary: 'The drawn mask at the size of its image, black and white',
    tag,
    access: 'visitor',
    limit: 'read',
    params: imagePath,
    query: maskQuery,
    responses: {
      200: { description: 'The mask', contentType: 'image/png' },
      304: { description: 'Not modified' },
    },
  },
  async ({ c, caller, params: { id }, query }) => {
    const drawn = await findDrawn(caller, id, c.env);
    const headers = {
      'Content-Type': 'image/png',
      'Content-Disposition': 'inline',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      // Another mask may come: a copy serves only after it has been asked about.
      'Cache-Control': 'private, no-cache',
      ETag: etagOf(drawn, query),
    };
    const validators = { etag: headers.ETag, lastModified: new Date(drawn.mask.createdAt) };
    const precondition = evaluate(c.req.raw.headers, validators);
    if (precondition === 'failed') throw new Problem('PRECONDITION_FAILED', 'The mask is another by now.');
    if (precondition === 'not-modified') return c.body(null, 304, headers);
    return c.body(await renderDrawn(drawn, query, c.env), 200, headers);
  },
);
