import { z } from '@hono/zod-openapi';
import { type AppContext, createRouter } from '../api/app.ts';
import { endpoint } from '../api/endpoint.ts';
import { FILES_PATH, type LinkClaims, verifyLink } from '../http/links.ts';
import { serveObject } from '../storage/serve.ts';
import { refuseLink } from './refuse-link.ts';
import { keyPath } from './schemas.ts';
import { receiveUpload } from './uploads.ts';

/** Signed links: what they allow stands in them, so no login and no row is looked up. */
export const fileRoutes = createRouter();

const tag = 'Signed links';
const path = `${FILES_PATH}:key{.+}`;
const query = z.object({ expires: z.string().optional(), signature: z.string().optional() });

endpoint(
  fileRoutes,
  {
    method: 'get',
    path,
    summary: 'Read a file; ranges and conditions as in RFC 9110',
    tag,
    access: 'open',
    limit: 'read',
    params: keyPath,
    query,
    responses: {
      200: { description: 'The file', contentType: 'application/octet-stream' },
      206: { description: 'A part of it', contentType: 'application/octet-stream' },
      304: { description: 'Not modified' },
    },
  },
  async ({ c }) => {
    const { claims, secondsLeft } = await admitted(c);
    return serveObject(c.env.BUCKET, claims.key, c.req.raw, {
      contentType: claims.contentType,
      etag: claims.etag,
      attachment: claims.attachment,
      // Objects never change under their key; a copy may serve as long as its link.
      cacheControl: `private, max-age=${secondsLeft}, immutable`,
    });
  },
);

endpoint(
  fileRoutes,
  {
    method: 'put',
    path,
    summary: 'Send the file that a presigned upload was made for',
    tag,
    access: 'open',
    limit: 'upload',
    params: keyPath,
    query,
    responses: { 200: { description: 'Stored; `ETag` names the bytes' } },
  },
  async ({ c }) => {
    const { claims } = await admitted(c);
    const { etag } = await receiveUpload(claims, c.req.raw, { env: c.env, settings: c.var.settings });
    return c.body(null, 200, { ETag: etag });
  },
);

async function admitted(c: AppContext): Promise<{ claims: LinkClaims; secondsLeft: number }> {
  const verdict = await verifyLink(new URL(c.req.url), c.req.method, c.var.settings);
  if (verdict.valid) return verdict;
  throw refuseLink(verdict.why);
}
