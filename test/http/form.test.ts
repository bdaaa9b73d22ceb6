import { assert, asyncProperty, integer, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FormFile, readForm } from '../../src/http/form.ts';
import { Problem } from '../../src/http/problem.ts';

const BOUNDARY = '----WebKitFormBoundaryq1w2e3';
const MAX_FILE_BYTES = 100_000;

const text = (value: string) => new TextEncoder().encode(value);

async function joined(...parts: (Uint8Array | string)[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function filePart(name: string, filename: string, bytes: Uint8Array | string): (Uint8Array | string)[] {
  const disposition = `Content-Disposition: form-data; name="${name}"; filename="${filename}"`;
  return [`--${BOUNDARY}\r\n${disposition}\r\nContent-Type: image/png\r\n\r\n`, bytes, '\r\n'];
}

function field(name: string, value: string): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

const END = `--${BOUNDARY}--\r\n`;

/** A request whose body arrives in chunks of `step` bytes. */
function requestOf(body: Uint8Array, step = body.length, type = `multipart/form-data; boundary=${BOUNDARY}`) {
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at < body.length) controller.enqueue(body.slice(at, (at += step)));
      else controller.close();
    },
  });
  return new Request('http://easel.test/', {
    method: 'POST',
    body: stream,
    headers: { 'Content-Type': type },
  });
}

const tooLarge = () => new Problem('FILE_TOO_LARGE', 'too large');

async function readAll({ filename, contentType, body }: FormFile) {
  return { filename, contentType, bytes: new Uint8Array(await new Response(body).arrayBuffer()) };
}

function read(request: Request, take: (file: FormFile) => Promise<unknown> = readAll) {
  return readForm(request, 'file', MAX_FILE_BYTES, tooLarge, take);
}

describe('a form', () => {
  it('gives its file and its fields, wherever they stand', async () => {
    const body = await joined(
      field('before', 'a'),
      ...filePart('other', 'o.png', 'passed over'),
      ...filePart('file', 'C:\\photos\\cat "1".png'.replaceAll('"', '%22'), 'bytes'),
      ...filePart('file', 'second.png', 'passed over as well'),
      field('after', 'ü'),
      END,
    );
    const { taken, fields } = await read(requestOf(body, 7));
    expect(taken).toEqual({ filename: 'cat %221%22.png', contentType: 'image/png', bytes: text('bytes') });
    expect([...fields]).toEqual([
      ['before', 'a'],
      ['after', 'ü'],
    ]);
  });

  it('gives any bytes as they are, however the body is cut', async () => {
    await assert(
      asyncProperty(uint8Array({ maxLength: 300 }), integer({ min: 1, max: 80 }), async (bytes, step) => {
        // Beginnings of boundaries among the bytes are what a search can stumble over.
        const tricky = await joined(bytes, `\r\n--${BOUNDARY.slice(0, -1)}`, bytes, '\r', '\r\n-');
        const body = await joined(...filePart('file', 'x.png', tricky), END);
        const { taken } = await read(requestOf(body, step));
        expect(taken).toMatchObject({ bytes: tricky });
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['no form at all', '{}', 'application/json'],
    ['no file of that name', field('a', 'b') + END, undefined],
    ['nothing but its end', END, undefined],
  ])('may have no file: %s', async (_, body, type) => {
    const { taken } = await read(requestOf(text(body), 9, type));
    expect(taken).toBeUndefined();
  });

  it.each([
    ['without a boundary', 'multipart/form-data; charset=utf-8', 'x'],
    ['cut off in the file', undefined, filePart('file', 'a.png', 'bytes').slice(0, 2).join('')],
    ['cut off in a field', undefined, field('a', 'bbbbbbbb').slice(0, -5)],
    ['that is no form inside', undefined, 'hello there'],
  ])('%s is refused', async (_, type, body) => {
    await expect(read(requestOf(text(body), 11, type))).rejects.toMatchObject({
      code: expect.stringMatching(/^(INVALID_REQUEST|UPLOAD_INCOMPLETE)$/),
    });
  });

  it('ends the file with an error when the sender goes away, and waits for what takes it', async () => {
    let cleanedUp = false;
    const head = await joined(...filePart('file', 'a.png', 'some bytes').slice(0, 2));
    const chunks = [head];
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        const next = chunks.shift();
        if (next) controller.enqueue(next);
        else controller.error(new Error('connection reset'));
      },
    });
    const request = new Request('http://easel.test/', {
      method: 'POST',
      body: stream,
      headers: { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` },
    });
    const take = async (file: FormFile) => {
      try {
        return await readAll(file);
      } finally {
        cleanedUp = true;
      }
    };
    await expect(read(request, take)).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
    expect(cleanedUp).toBe(true);
  });

  it('stops reading once its file is refused', async () => {
    let pulled = 0;
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        pulled++;
        controller.enqueue(
          pulled === 1 ? await joined(...filePart('file', 'a', 'x').slice(0, 1)) : new Uint8Array(1000),
        );
      },
    });
    const request = new Request('http://easel.test/', {
      method: 'POST',
      body: stream,
      headers: { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` },
    });
    const refusal = new Problem('UNSUPPORTED_MEDIA_TYPE', 'no');
    await expect(read(request, () => Promise.reject(refusal))).rejects.toBe(refusal);
    expect(pulled).toBeLessThan(20);
  });

  it('that goes on past any file that it may hold is cut off, unannounced too', async () => {
    const endless = await joined(...filePart('other', 'a', new Uint8Array(MAX_FILE_BYTES + 65_536)), END);
    await expect(read(requestOf(endless, 5000))).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });
});
