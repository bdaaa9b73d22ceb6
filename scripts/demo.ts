/**
 * `npm run demo -- photo.jpg`: drives a running service as its users do. Registers, sends the photo by presigned
 * link, has it drawn, follows the progress over the WebSocket, and writes the sketch next to the photo.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { parseArgs } from 'node:util';

const TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.bmp': 'image/bmp',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
};
const BAR_CHARACTERS = 30;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: 'http://localhost:8787' },
    style: { type: 'string', default: 'pencil' },
    type: { type: 'string', default: 'black_and_white' },
    method: { type: 'string', default: 'advanced' },
    look: { type: 'string', default: 'modern' },
  },
});
const [photo] = positionals;
if (!photo) {
  console.error(
    'Usage: npm run demo -- photo.jpg [--style pencil] [--type color] [--method artistic] [--look classic] [--url http://localhost:8787]',
  );
  process.exit(2);
}

try {
  await run(photo);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

interface TaskUpdate {
  type: string;
  data: { task_id: string; status: string; progress: number; stage: string | null; error: string | null };
}

async function run(file: string): Promise<void> {
  const bytes = readFileSync(file);
  const contentType = TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream';

  const email = `demo-${randomUUID()}@example.com`;
  const registered = await call('POST', '/api/auth/register', undefined, { email, password: randomUUID() });
  const token = /access_token=([^;]+)/.exec(registered.headers.get('set-cookie') ?? '')?.[1];
  console.log(`Registered ${email}`);

  const offer = await call(
    'POST',
    `/api/upload/presigned-url?${query({ filename: basename(file), content_type: contentType })}`,
    token,
  );
  const { presigned_url: target, key } = await offer.json<{ presigned_url: string; key: string }>();
  const stored = await checked(
    await fetch(target, { method: 'PUT', body: bytes, headers: { 'Content-Type': contentType } }),
  );
  const etag = stored.headers.get('etag') ?? '';
  await call('POST', `/api/upload/confirm?${query({ key, etag })}`, token);
  console.log(`Uploaded ${basename(file)} (${(bytes.length / 1024).toFixed(0)} KiB)`);

  // The socket first, so that not even the first event is missed.
  const socket = await openSocket(token);
  const { style, type, method, look } = options;
  const created = await call(
    'POST',
    `/api/sketch/create?${query({ input_key: key, style, sketch_type: type, method, look })}`,
    token,
  );
  const { sketch_id: sketchId, task_id: taskId } = await created.json<{
    sketch_id: string;
    task_id: string;
  }>();
  await socket.finished(taskId);

  const described = await call('GET', `/api/sketch/${sketchId}`, token);
  const sketch = await described.json<{
    sketch_image_url: string;
    width: number;
    height: number;
  }>();
  const picture = await checked(await fetch(sketch.sketch_image_url));
  const extension = (picture.headers.get('content-type') ?? 'image/png').replace('image/', '');
  const out = `${file.slice(0, file.length - extname(file).length)}.sketch.${extension}`;
  writeFileSync(out, new Uint8Array(await picture.arrayBuffer()));
  console.log(`Wrote ${out} (${sketch.width} × ${sketch.height})`);
}

function query(parameters: Record<string, string>): string {
  return new URLSearchParams(parameters).toString();
}

async function call(method: string, path: string, token?: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = {};
  if (token) headers['Authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return checked(await fetch(new URL(path, options.url), init));
}

/** @throws Error with the service's own sentence */
async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const text = await response.text();
  const sentence = text.startsWith('{') ? (JSON.parse(text) as { error?: string }).error : text;
  throw new Error(`${response.status}: ${sentence ?? response.statusText}`);
}

async function openSocket(token: string | undefined) {
  const issued = await call('POST', '/api/ws/ticket', token);
  const { ticket } = await issued.json<{ ticket: string }>();
  const address = new URL(`/ws?${query({ ticket })}`, options.url);
  address.protocol = address.protocol.replace('http', 'ws');
  const socket = new WebSocket(address.href);
  const updates: TaskUpdate[] = [];
  const { promise: opened, resolve: open, reject: fail } = Promise.withResolvers<void>();
  let wake: (() => void) | undefined;
  socket.addEventListener('open', () => open());
  socket.addEventListener('error', () => fail(new Error('The WebSocket could not be opened.')));
  socket.addEventListener('close', () => wake?.());
  socket.addEventListener('message', ({ data }) => {
    updates.push(JSON.parse(String(data)) as TaskUpdate);
    wake?.();
  });
  await opened;

  return {
    /** Prints each event of the task; resolves when it is completed. */
    async finished(taskId: string): Promise<void> {
      for (;;) {
        const update = updates.shift();
        if (update?.type === 'task_update' && update.data.task_id === taskId) {
          console.log(progressLine(update.data));
          if (update.data.status === 'completed') break;
          if (update.data.status !== 'running') throw new Error(update.data.error ?? update.data.status);
        } else if (!update) {
          if (socket.readyState !== WebSocket.OPEN) throw new Error('The WebSocket was closed.');
          await new Promise<void>((resolve) => (wake = resolve));
        }
      }
      socket.close();
    },
  };
}

function progressLine({ status, progress, stage }: TaskUpdate['data']): string {
  const filled = Math.round((progress / 100) * BAR_CHARACTERS);
  const bar = '█'.repeat(filled).padEnd(BAR_CHARACTERS, '░');
  return `${bar} ${String(progress).padStart(3)} %  ${status}${stage && stage !== status ? `: ${stage}` : ''}`;
}
