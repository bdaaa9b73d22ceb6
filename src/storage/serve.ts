import { encodeStrictly } from '../http/encode.ts';
import { evaluate, rangeApplies } from '../http/conditions.ts';
import { Problem } from '../http/problem.ts';
import { contentRange, parseRange, type RangeAnswer } from '../http/ranges.ts';

/** What browsers may show in place; anything else is a download. */
const SHOWN_IN_PLACE = /^(?:image\/(?:png|jpeg|gif|webp|bmp|tiff)|video\/mp4)$/;

/** A file from a user shown as a page of this origin must be able to do nothing. */
const USER_CONTENT_POLICY = "default-src 'none'; sandbox";

export interface Presentation {
  /** Overrides the stored media type. */
  contentType?: string | undefined;
  /** The one object that may be shown under the key, by its bare ETag; absent shows whichever is there. */
  etag?: string | undefined;
  /** A name for the bytes, quoted, that is known without them; absent names them by the object's own ETag. */
  entityTag?: string | undefined;
  /** Name for a download; absent shows the file in place. */
  attachment?: string | undefined;
  cacheControl: string;
}

/**
 * Answers GET or HEAD for a stored object with conditions and ranges as RFC 9110 has them. Its bytes are read
 * only if they are sent.
 * @throws Problem `FILE_NOT_FOUND`, `PRECONDITION_FAILED`, `RANGE_NOT_SATISFIABLE`
 */
export async function serveObject(
  bucket: R2Bucket,
  key: string,
  request: Request,
  presentation: Presentation,
): Promise<Response> {
  const object = await bucket.head(key);
  if (!object || (presentation.etag !== undefined && presentation.etag !== object.etag)) {
    throw new Problem('FILE_NOT_FOUND', 'File not found');
  }
  const validators = { etag: presentation.entityTag ?? object.httpEtag, lastModified: object.uploaded };
  const headers = describe(object, presentation);

  const precondition = evaluate(request.headers, validators);
  if (precondition === 'failed') throw new Problem('PRECONDITION_FAILED', 'The file is another by now.');
  if (precondition === 'not-modified') return new Response(null, { status: 304, headers });

  // Range is defined for GET alone (RFC 9110 §14.2).
  const wanted: RangeAnswer =
    request.method === 'GET' && rangeApplies(request.headers, validators)
      ? parseRange(request.headers.get('Range'), object.size)
      : { kind: 'whole' };
  if (wanted.kind === 'unsatisfiable') {
    throw new Problem('RANGE_NOT_SATISFIABLE', `The file has ${object.size} bytes.`, {
      headers: { 'Content-Range': `bytes */${object.size}`, 'Accept-Ranges': 'bytes' },
    });
  }
  const part = wanted.kind === 'part' ? wanted : { offset: 0, length: object.size };
  headers.set('Content-Length', String(part.length));
  if (request.method === 'HEAD') return new Response(null, { headers });

  const body = await bucket.get(key, {
    // The same bytes that the headers describe, or none.
    onlyIf: { etagMatches: object.etag },
    ...(wanted.kind === 'part' ? { range: { offset: part.offset, length: part.length } } : {}),
  });
  if (!body || !('body' in body)) throw new Problem('FILE_NOT_FOUND', 'File not found');
  if (wanted.kind === 'whole') return new Response(body.body, { headers });
  headers.set('Content-Range', contentRange(part, object.size));
  return new Response(body.body, { status: 206, headers });
}

function describe(object: R2Object, presentation: Presentation): Headers {
  const { contentType, attachment, cacheControl, entityTag } = presentation;
  const type = contentType ?? object.httpMetadata?.contentType ?? 'application/octet-stream';
  const inPlace = SHOWN_IN_PLACE.test(type) && attachment === undefined;
  return new Headers({
    'Content-Type': SHOWN_IN_PLACE.test(type) ? type : 'application/octet-stream',
    'Content-Disposition': inPlace ? 'inline' : attachmentNamed(attachment ?? 'file'),
    'Content-Security-Policy': USER_CONTENT_POLICY,
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': cacheControl,
    'Accept-Ranges': 'bytes',
    ETag: entityTag ?? object.httpEtag,
    'Last-Modified': object.uploaded.toUTCString(),
  });
}

/** RFC 6266: an ASCII name for old clients, the real one percent-encoded (RFC 8187) for all others. */
function attachmentNamed(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\]/g, '_');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeStrictly(name)}`;
}
