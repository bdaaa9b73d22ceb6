import type { Settings } from '../env.ts';
import { type FormFile, readForm } from '../http/form.ts';
import { Problem } from '../http/problem.ts';
import { receive, tooLarge } from '../storage/receive.ts';
import { essence, UNDECLARED, UNDECLARED_PART } from './file-types.ts';
import { displayName } from './filenames.ts';
import { acceptType, type Inspection, Inspector } from './inspect.ts';

/** A file of a form that was checked and stored, under a key that no row names yet. */
export interface StoredFile extends Inspection {
  key: string;
  filename: string;
  fileSize: number;
  etag: string;
}

interface Context {
  env: Env;
  settings: Settings;
}

/**
 * Streams the part `file` of a form into a new object, looking at its bytes as they pass.
 * @param keep writes the rows that name the object; throws, or says false, to have the object removed
 * @returns what `keep` made of it; undefined if the form has no such part
 * @throws Problem what is wrong with the form or the file; then nothing is stored
 */
export async function takeFile<Kept>(
  request: Request,
  key: string,
  { env, settings }: Context,
  keep: (file: StoredFile, fields: Map<string, string>) => Promise<Kept>,
): Promise<Kept | undefined> {
  const begun: { stored: boolean } = { stored: false };
  try {
    const tooMuch = () => tooLarge(settings.MAX_FILE_SIZE);
    const form = await readForm(request, 'file', settings.MAX_FILE_SIZE, tooMuch, async (file) => {
      refuseDeclared(file, settings);
      const inspector = new Inspector(settings);
      const size = { bytes: 0 };
      const { etag } = await receive(env.BUCKET, {
        key,
        body: inspected(file.body, inspector, size),
        announcedBytes: undefined,
        maxBytes: settings.MAX_FILE_SIZE,
        accept: (head) => acceptType(head, settings),
        claim: () => Promise.resolve(true),
      });
      begun.stored = true;
      const inspection = await inspector.finish();
      const bare = etag.replaceAll('"', '');
      return { ...inspection, key, filename: displayName(file.filename), fileSize: size.bytes, etag: bare };
    });
    return form.taken && (await keep(form.taken, form.fields));
  } catch (error) {
    if (begun.stored) await env.BUCKET.delete(key);
    throw error;
  }
}

/** A form without a name for its file has a field whose file was not chosen. */
function refuseDeclared({ filename, contentType }: FormFile, settings: Settings): void {
  if (filename === '') throw new Problem('NO_FILE', 'No file selected');
  const declared = essence(contentType);
  if (declared === UNDECLARED || declared === UNDECLARED_PART) return;
  if ((settings.ALLOWED_FILE_TYPES as string[]).includes(declared)) return;
  throw new Problem('UNSUPPORTED_MEDIA_TYPE', `Files of type ${declared} are not taken here.`);
}

function inspected(
  body: ReadableStream<Uint8Array>,
  inspector: Inspector,
  size: { bytes: number },
): ReadableStream<Uint8Array> {
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      async transform(chunk, controller) {
        size.bytes += chunk.length;
        await inspector.feed(chunk);
        controller.enqueue(chunk);
      },
    }),
  );
}
