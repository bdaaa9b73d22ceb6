import { Busboy } from '@fastify/busboy';
import type { Readable } from 'node:stream';
import { Problem } from './problem.ts';

/** Most that a form holds besides its file: fields, headers of its parts, boundaries. */
const MAX_FORM_OVERHEAD_BYTES = 64 * 1024;
/** More parts than any front end sends. */
const MAX_PARTS = 20;
const MAX_HEADER_BYTES = 8 * 1024;

/** A part of a form that holds a file; its bytes are there to be read once. */
export interface FormFile {
  /** As the sender wrote it, but for its folders; empty if nothing was selected. */
  filename: string;
  /** The media type that the sender declares; one that declares none is told as `text/plain` (RFC 7578 §4.4). */
  contentType: string;
  body: ReadableStream<Uint8Array>;
}

export interface Form<Taken> {
  /** What `take` made of the file; undefined if the form has none of that name. */
  taken: Taken | undefined;
  fields: Map<string, string>;
}

/**
 * Reads a multipart form as it arrives. The one file that is asked for is handed on while it streams; other files
 * are passed over. Whatever comes before and after it, no more than its fields is held.
 *
 * @param take is given the file and must read it to its end or throw
 * @param tooLarge made when the whole body is longer than such a file can make it
 * @throws Problem `INVALID_REQUEST` for a form that is damaged, `UPLOAD_INCOMPLETE` for one that breaks off, and
 *   what `take` throws
 */
export async function readForm<Taken>(
  request: Request,
  fileField: string,
  maxFileBytes: number,
  tooLarge: () => Problem,
  take: (file: FormFile) => Promise<Taken>,
): Promise<Form<Taken>> {
  const contentType = request.headers.get('Content-Type') ?? '';
  if (!request.body || !/^multipart\/form-data\s*;/i.test(contentType)) {
    return { taken: undefined, fields: new Map() };
  }
  const maxBytes = maxFileBytes + MAX_FORM_OVERHEAD_BYTES;
  if (Number(request.headers.get('Content-Length') ?? 0) > maxBytes) throw tooLarge();

  const fields = new Map<string, string>();
  let file: Incoming | undefined;
  let taking: Promise<Taken> | undefined;
  let refusal: { error: Error } | undefined;
  const parser = parserFor(contentType);
  parser.on('field', (name, value) => fields.set(name, value));
  parser.on('file', (name, stream, filename, _encoding, type) => {
    if (name !== fileField || file) {
      // The parser tells of a part that ends too early itself.
      stream.on('error', () => undefined);
      stream.resume();
      return;
    }
    file = incoming(stream);
    taking = take({ filename, contentType: type, body: file.body });
    // It is awaited below; until then a failure ends the reading.
    taking.catch((error: Error) => {
      refusal = { error };
      parser.destroy(error);
    });
  });
  try {
    await feed(parser, request.body, maxBytes, tooLarge);
  } catch (error) {
    const cause = refusal?.error ?? error;
    file?.fail(error);
    // What it had begun to store it has taken back by then.
    await taking?.catch(() => undefined);
    throw cause;
  }
  return { taken: await taking, fields };
}

interface Incoming {
  body: ReadableStream<Uint8Array>;
  /** Ends the body with an error, if it has not ended. */
  fail(error: unknown): void;
}

/** A part's bytes, read no faster than they are wanted. */
function incoming(stream: Readable): Incoming {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const settle = (how: (open: ReadableStreamDefaultController<Uint8Array>) => void) => {
    if (controller) how(controller);
    controller = undefined;
  };
  const fail = (error: unknown) => settle((open) => open.error(error));
  const body = new ReadableStream<Uint8Array>({
    start(opened) {
      controller = opened;
      stream.on('data', (chunk: Uint8Array) => {
        controller?.enqueue(chunk);
        if ((controller?.desiredSize ?? 1) <= 0) stream.pause();
      });
      stream.on('end', () => settle((open) => open.close()));
      stream.on('error', (error) => fail(brokenOff(error)));
    },
    pull: () => void stream.resume(),
    cancel() {
      controller = undefined;
      stream.resume();
    },
  });
  return { body, fail };
}

function parserFor(contentType: string) {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: {
        parts: MAX_PARTS,
        fieldSize: MAX_FORM_OVERHEAD_BYTES,
        headerPairs: MAX_PARTS,
        headerSize: MAX_HEADER_BYTES,
      },
    });
  } catch (cause) {
    throw damaged(cause);
  }
}

/** Writes the body to the parser as fast as the parser takes it, and waits until it has told everything. */
async function feed(
  parser: ReturnType<typeof parserFor>,
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  tooLarge: () => Problem,
): Promise<void> {
  const { promise: finished, resolve, reject } = Promise.withResolvers<void>();
  parser.on('finish', resolve);
  parser.on('error', (error) => reject(error instanceof Problem ? error : damaged(error)));
  // It is awaited at the end; a failure before that is met by the race.
  finished.catch(() => undefined);
  let received = 0;
  for await (const chunk of arriving(body)) {
    received += chunk.length;
    if (received > maxBytes) throw tooLarge();
    await Promise.race([written(parser, chunk), finished]);
  }
  parser.end();
  await finished;
}

/** A sender that goes away in the middle is its fault, not the service's. */
async function* arriving(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* body as unknown as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw brokenOff(cause);
  }
}

/** Resolves once the parser wants more; a parser that has failed says so by its event. */
function written(parser: ReturnType<typeof parserFor>, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    parser.write(chunk, (error) => {
      if (!error) resolve();
    });
  });
}

function damaged(cause: unknown): Problem {
  return new Problem('INVALID_REQUEST', 'The form in the body cannot be read.', { cause });
}

function brokenOff(cause: unknown): Problem {
  return new Problem('UPLOAD_INCOMPLETE', 'The upload broke off before the whole file had arrived.', {
    cause,
  });
}
