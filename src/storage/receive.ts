import { Problem } from '../http/problem.ts';

/** R2's smallest part of a multipart upload (but for the last one). */
const PART_BYTES = 5 * 1024 * 1024;

/** Enough to tell every image type by its first bytes. */
const SNIFF_BYTES = 64;

export interface Reception {
  key: string;
  body: ReadableStream<Uint8Array>;
  /** From `Content-Length`; absent for a chunked body. */
  announcedBytes: number | undefined;
  maxBytes: number;
  /** Looks at the first bytes; returns the media type to store, or throws to refuse the rest. */
  accept(head: Uint8Array): string;
  /**
   * For a chunked body of several parts, which R2 cannot create conditionally: asked once before the object
   * appears, true for exactly one of several senders.
   */
  claim(): Promise<boolean>;
}

/**
 * Streams a body into a new object without holding it whole, and enforces its size on the way.
 * @throws Problem `EMPTY_FILE`, `FILE_TOO_LARGE`, `ALREADY_UPLOADED`, `UPLOAD_INCOMPLETE`, or what `accept` throws;
 *   in each case nothing is stored
 */
export async function receive(bucket: R2Bucket, reception: Reception): Promise<{ etag: string }> {
  if ((reception.announcedBytes ?? 0) > reception.maxBytes) throw tooLarge(reception.maxBytes);
  const source = limited(reception.body, reception.maxBytes);
  try {
    const head = await readAtLeast(source, SNIFF_BYTES);
    if (head.length === 0) throw new Problem('EMPTY_FILE', 'The file is empty.');
    const contentType = reception.accept(head);
    const object =
      reception.announcedBytes === undefined
        ? await receiveChunked(bucket, reception, head, source, contentType)
        : await receiveAnnounced(bucket, reception, head, source, contentType, reception.announcedBytes);
    if (!object) throw alreadyUploaded();
    return { etag: object.httpEtag };
  } catch (error) {
    await source.return(undefined);
    throw error;
  }
}

type Source = AsyncGenerator<Uint8Array, void, void>;

/** The body's chunks, counted. */
async function* limited(body: ReadableStream<Uint8Array>, maxBytes: number): Source {
  let received = 0;
  for await (const chunk of incoming(body)) {
    received += chunk.length;
    if (received > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

/** A sender that goes away in the middle is its fault, not the service's; who looks at the bytes says why he stops. */
async function* incoming(body: ReadableStream<Uint8Array>): Source {
  try {
    yield* body as unknown as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw cause instanceof Problem ? cause : incomplete(cause);
  }
}

/** Joins chunks until they hold at least `bytes`; fewer only at the end of the source. */
async function readAtLeast(source: Source, bytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < bytes) {
    const { value, done } = await source.next();
    if (done) break;
    chunks.push(value);
    length += value.length;
  }
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.length;
  }
  return joined;
}

/** Known length: one conditional put, so that of two senders only one creates the object. */
async function receiveAnnounced(
  bucket: R2Bucket,
  { key }: Reception,
  head: Uint8Array,
  rest: Source,
  contentType: string,
  announcedBytes: number,
): Promise<R2Object | null> {
  const { readable, writable } = new FixedLengthStream(announcedBytes);
  const stored = putNew(bucket, key, readable, contentType);
  const writer = writable.getWriter();
  const pumped = pump(writer, head, rest);
  const [putting, pumping] = await Promise.allSettled([stored, pumped]);
  // The sender's fault is the cause; the put then failed only because its stream broke off.
  if (putting.status === 'rejected' && pumping.status === 'rejected') throw pumping.reason;
  if (putting.status === 'rejected') throw putting.reason;
  return putting.value;
}

async function pump(writer: WritableStreamDefaultWriter<Uint8Array>, head: Uint8Array, rest: Source) {
  try {
    for await (const chunk of chain(head, rest)) await writer.write(chunk);
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
    throw error instanceof Problem ? error : incomplete(error);
  }
}

/** Unknown length: small ones in one conditional put, others in parts; a failure leaves no object behind. */
async function receiveChunked(
  bucket: R2Bucket,
  reception: Reception,
  head: Uint8Array,
  rest: Source,
  contentType: string,
): Promise<R2Object | null> {
  const parts = inParts(head, rest);
  const first = await parts.next();
  const second = await parts.next();
  if (second.done) return putNew(bucket, reception.key, first.value ?? new Uint8Array(), contentType);

  const upload = await bucket.createMultipartUpload(reception.key, { httpMetadata: { contentType } });
  try {
    const uploaded = [await upload.uploadPart(1, first.value ?? new Uint8Array())];
    uploaded.push(await upload.uploadPart(2, second.value));
    for await (const part of parts) uploaded.push(await upload.uploadPart(uploaded.length + 1, part));
    if ((await bucket.head(reception.key)) || !(await reception.claim())) throw alreadyUploaded();
    return await upload.complete(uploaded);
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

/** Cuts a body into parts of exactly one size, as R2 wants them, and a last one of what is left. */
async function* inParts(head: Uint8Array, rest: Source): Source {
  let part = new Uint8Array(PART_BYTES);
  let filled = 0;
  for await (const chunk of chain(head, rest)) {
    for (let offset = 0; offset < chunk.length;) {
      const piece = chunk.subarray(offset, offset + PART_BYTES - filled);
      part.set(piece, filled);
      filled += piece.length;
      offset += piece.length;
      if (filled < PART_BYTES) continue;
      yield part;
      part = new Uint8Array(PART_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}

async function* chain(head: Uint8Array, rest: Source): Source {
  yield head;
  yield* rest;
}

function putNew(
  bucket: R2Bucket,
  key: string,
  body: ReadableStream | Uint8Array,
  contentType: string,
): Promise<R2Object | null> {
  return bucket.put(key, body, {
    onlyIf: { etagDoesNotMatch: '*' },
    httpMetadata: { contentType },
  });
}

export function tooLarge(maxBytes: number): Problem {
  const megabytes = (maxBytes / (1024 * 1024)).toFixed(1);
  return new Problem('FILE_TOO_LARGE', `File too large. Maximum size: ${megabytes}MB`);
}

function alreadyUploaded(): Problem {
  return new Problem('ALREADY_UPLOADED', 'A file was already sent with this link.');
}

function incomplete(cause: unknown): Problem {
  return new Problem('UPLOAD_INCOMPLETE', 'The upload broke off before the whole file had arrived.', {
    cause,
  });
}
