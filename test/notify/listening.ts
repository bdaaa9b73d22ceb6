import { env } from 'cloudflare:workers';
import { z } from 'zod';
import { signGuestToken } from '../../src/identity/tokens.ts';
import { settingsOf } from '../../src/env.ts';
import { type TaskNotice, announce } from '../../src/notify/index.ts';
import { Client, type SignedIn } from '../support/client.ts';

/** Every message that the service sends. */
const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), last_id: z.number(), missed: z.literal(true).optional() }),
  z.object({
    type: z.literal('task_update'),
    id: z.number(),
    data: z.looseObject({ task_id: z.string(), status: z.string(), progress: z.number() }),
  }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
  z.object({ type: z.literal('pong') }),
]);

export type Message = z.output<typeof messageSchema>;

/** A queue that a test waits on: what came is kept until it is asked for. */
class Inbox<Item> {
  readonly #items: Item[] = [];
  readonly #waiting: ((item: Item) => void)[] = [];

  put(item: Item): void {
    const waiter = this.#waiting.shift();
    if (waiter) waiter(item);
    else this.#items.push(item);
  }

  next(): Promise<Item> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** An open WebSocket. */
export class Ear {
  readonly #socket: WebSocket;
  readonly #inbox = new Inbox<string>();
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason }));
    });
    socket.addEventListener('message', ({ data }) => this.#inbox.put(String(data)));
    socket.accept();
  }

  nextText(): Promise<string> {
    return this.#inbox.next();
  }

  async next(): Promise<Message> {
    return messageSchema.parse(JSON.parse(await this.nextText()));
  }

  /** @returns the next messages, all of which are updates */
  async updates(count: number): Promise<Extract<Message, { type: 'task_update' }>[]> {
    const heard = [];
    while (heard.length < count) heard.push(asUpdate(await this.next()));
    return heard;
  }

  send(message: string | ArrayBuffer): void {
    this.#socket.send(message);
  }

  close(code?: number): void {
    this.#socket.close(code);
  }
}

export function asUpdate(message: Message) {
  if (message.type !== 'task_update') throw new Error(`not an update: ${JSON.stringify(message)}`);
  return message;
}

/** The handshake's answer, whatever it is. */
export function handshake(
  client: Client,
  query = '',
  headers: Record<string, string> = {},
): Promise<Response> {
  return client.fetch(`/ws${query}`, { headers: { Upgrade: 'websocket', ...headers } });
}

/** An open socket and its hello. */
export async function listen(client: Client, query = '') {
  const response = await handshake(client, query);
  if (!response.webSocket) throw new Error(`no socket: ${response.status} ${await response.text()}`);
  const ear = new Ear(response.webSocket);
  const hello = await ear.next();
  if (hello.type !== 'hello') throw new Error(`no hello: ${JSON.stringify(hello)}`);
  return { ear, hello };
}

/** One event of a stream as an `EventSource` hands it on. */
export interface StreamEvent {
  lastEventId: string;
  message: Message;
}

/** An open stream of server-sent events, read as HTML §9.2.6 says. */
export class Stream {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = '';
  /** Fields other than events, e.g. comments and `retry`. */
  readonly asides: string[] = [];

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** @returns undefined at the end of the stream */
  async next(): Promise<StreamEvent | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        const event = this.#parse(block);
        if (event) return event;
        continue;
      }
      const { value, done } = await this.#reader.read();
      if (done) return undefined;
      this.#text += value;
    }
  }

  async message(): Promise<Message> {
    const event = await this.next();
    if (!event) throw new Error('the stream has ended');
    return event.message;
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }

  #parse(block: string): StreamEvent | undefined {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const colon = line.indexOf(': ');
      if (colon <= 0 || line.startsWith('retry')) this.asides.push(line);
      else fields.set(line.slice(0, colon), line.slice(colon + 2));
    }
    const data = fields.get('data');
    if (data === undefined) return undefined;
    return { lastEventId: fields.get('id') ?? '', message: messageSchema.parse(JSON.parse(data)) };
  }
}

export async function openStream(client: Client, query = '', headers: Record<string, string> = {}) {
  const response = await client.fetch(`/api/events${query}`, { headers });
  if (response.status !== 200 || !response.body) {
    throw new Error(`no stream: ${response.status} ${await response.text()}`);
  }
  return new Stream(response.body);
}

/** A guest, as anybody is who has made something without a login. */
export async function newGuest(): Promise<{ client: Client; id: string }> {
  const id = `guest_${crypto.randomUUID()}`;
  const client = new Client();
  client.cookies.set('guest', await signGuestToken(id, settingsOf(env)));
  return { client, id };
}

export async function ticketOf(client: Client): Promise<string> {
  const response = await client.post('/api/ws/ticket');
  if (response.status !== 200) throw new Error(`no ticket: ${response.status} ${await response.text()}`);
  return (await response.json<{ ticket: string }>()).ticket;
}

export function sessionIdOf({ token }: SignedIn): string {
  const payload = Uint8Array.fromBase64(token.split('.')[1] ?? '', { alphabet: 'base64url' });
  return (JSON.parse(new TextDecoder().decode(payload)) as { sid: string }).sid;
}

/** A notice that no other test uses. */
export function notice(
  data: Partial<TaskNotice['data']> = {},
  key: string = crypto.randomUUID(),
): TaskNotice {
  return {
    key,
    data: {
      task_id: 'task-1',
      kind: 'sketch',
      status: 'running',
      progress: 0,
      stage: null,
      error: null,
      result: null,
      ...data,
    },
  };
}

/** Tells of progress 1, 2, … so that a test sees which of them were heard. */
export async function announceProgress(ownerId: string, progress: number): Promise<void> {
  await announce(env, ownerId, notice({ progress }));
}
