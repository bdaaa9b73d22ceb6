import type { EventLog } from './event-log.ts';
import { earliest, isExpired, type Listener } from './listener.ts';
import type { Hello } from './messages.ts';

/** Bytes that wait for a client to read them; whatever is beyond stays in the log until it has. */
const BUFFER_BYTES = 16 * 1024;

/** Events read from the log at a time. */
const BATCH_SIZE = 50;

/** How long a browser waits before it connects again. */
const RETRY_MS = 3000;

/** Proxies close connections that are silent for a minute; some for half of one. */
export const HEARTBEAT_MS = 25_000;

const encoder = new TextEncoder();

/** A comment, which clients skip (HTML §9.2.6). */
const HEARTBEAT = encoder.encode(':\n\n');

/**
 * One client's server-sent events. It reads the log as far as the client reads the stream, so that a slow client
 * costs one small buffer and a replay of any length is no special case.
 */
export class EventStream {
  readonly listener: Listener;
  readonly body: ReadableStream<Uint8Array>;
  readonly #log: EventLog;
  readonly #onEnd: (stream: EventStream) => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #after: number;

  constructor(log: EventLog, listener: Listener, onEnd: (stream: EventStream) => void) {
    const { after, missed } = log.position(listener.since);
    this.listener = listener;
    this.#log = log;
    this.#onEnd = onEnd;
    this.#after = after;
    const hello: Hello = { type: 'hello', last_id: after, ...(missed ? { missed } : {}) };
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
          controller.enqueue(
            encoder.encode(`retry: ${RETRY_MS}\n${eventText(after, JSON.stringify(hello))}`),
          );
        },
        pull: () => this.advance(),
        cancel: () => this.#leave(),
      },
      { highWaterMark: BUFFER_BYTES, size: (chunk) => chunk?.byteLength ?? 0 },
    );
  }

  /** Sends what the log has and the client has room for. */
  advance(): void {
    while (this.#hasRoom()) {
      if (this.#log.hasLostAfter(this.#after)) return this.end();
      const events = this.#log.after(this.#after, BATCH_SIZE);
      const last = events.at(-1);
      if (!last) return;
      // First, because a client that is waiting makes the stream pull, and come here, from within the next line.
      this.#after = last.id;
      this.#controller?.enqueue(encoder.encode(events.map(({ id, text }) => eventText(id, text)).join('')));
    }
  }

  /** Shows proxies and the client that the connection lives; drops a client that has not read since the last time. */
  beat(): void {
    if (this.#hasRoom()) this.#controller?.enqueue(HEARTBEAT);
    else this.end();
  }

  /** Closes the stream; an `EventSource` then connects again, if it may. */
  end(): void {
    this.#controller?.close();
    this.#leave();
  }

  #hasRoom(): boolean {
    return (this.#controller?.desiredSize ?? 0) > 0;
  }

  #leave(): void {
    this.#controller = undefined;
    this.#onEnd(this);
  }
}

/** An event of the stream (HTML §9.2.6). JSON has no line breaks, so one `data` line holds it. */
function eventText(id: number, json: string): string {
  return `id: ${id}\ndata: ${json}\n\n`;
}

/** The hub's streams. Each is a running request, so the object stays in memory as long as there is one. */
export class EventStreams {
  readonly #log: EventLog;
  readonly #streams = new Set<EventStream>();
  #heartbeat: ReturnType<typeof setInterval> | undefined;

  constructor(log: EventLog) {
    this.#log = log;
  }

  get count(): number {
    return this.#streams.size;
  }

  open(listener: Listener): ReadableStream<Uint8Array> {
    const stream = new EventStream(this.#log, listener, (ended) => this.#forget(ended));
    this.#streams.add(stream);
    this.#heartbeat ??= setInterval(() => this.beat(), HEARTBEAT_MS);
    return stream.body;
  }

  /** Passes on what has come into the log. */
  advance(now: number): void {
    this.closeExpired(now);
    for (const stream of this.#streams) stream.advance();
  }

  beat(): void {
    for (const stream of this.#streams) stream.beat();
  }

  /** @param sessionId null for every login */
  close(sessionId: string | null): void {
    for (const stream of this.#streams) {
      if (sessionId === null || stream.listener.sessionId === sessionId) stream.end();
    }
  }

  closeExpired(now: number): void {
    for (const stream of this.#streams) if (isExpired(stream.listener, now)) stream.end();
  }

  /** When the first login ends, in epoch milliseconds. */
  nextExpiry(): number | undefined {
    return earliest([...this.#streams].map(({ listener }) => listener.expiresAt));
  }

  #forget(stream: EventStream): void {
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}
