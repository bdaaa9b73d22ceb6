import { DurableObject } from 'cloudflare:workers';
import { Admission } from './admission.ts';
import { EventLog, MAX_EVENTS } from './event-log.ts';
import { earliest, HUB_PATHS, type Listener, LISTENER_HEADER, listenerSchema } from './listener.ts';
import { type Hello, PING, PONG, type TaskNotice } from './messages.ts';
import { Sockets } from './sockets.ts';
import { EventStreams } from './streams.ts';

/** Sockets and streams of one owner. A thousand tabs are plausible for a shared account; more is not. */
export const MAX_LISTENERS = 1100;

/**
 * Everything that one owner's open pages hear: the object holds their WebSockets and event streams and the log
 * of what it told them. Callers are the Worker and its jobs; who may listen is decided before they call, except
 * for what only one place can decide: that a ticket is used once and that a login has not ended meanwhile.
 *
 * Listening and telling do their work in one synchronous turn each, which is what leaves no gap and no
 * duplicate between a replay and what comes live. Answers leave once the storage has what they rest on.
 */
export class UserHub extends DurableObject<Env> {
  readonly #log: EventLog;
  readonly #admission: Admission;
  readonly #sockets: Sockets;
  readonly #streams: EventStreams;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#log = new EventLog(ctx.storage.sql);
    this.#admission = new Admission(ctx.storage.sql);
    this.#sockets = new Sockets(ctx);
    this.#streams = new EventStreams(this.#log);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
  }

  /** Logs a notice and passes it on, unless it was told before. */
  async announce(notice: TaskNotice): Promise<void> {
    const now = Date.now();
    const event = this.#log.append(notice, now);
    if (!event) return;
    this.#sockets.broadcast(event.text, now);
    this.#streams.advance(now);
    await this.#wakeAt(this.#log.nextPruneAt());
  }

  /** Closes what a login listens with. @param sessionId null for every login of the owner, and for guests */
  endSession(sessionId: string | null): void {
    this.#admission.endSession(sessionId, Date.now());
    this.#sockets.close(sessionId, 'The login has ended');
    this.#streams.close(sessionId);
  }

  /** Takes a listener in: 101 with its WebSocket, or 200 with its stream; 401 or 429 if it may not come in. */
  override async fetch(request: Request): Promise<Response> {
    const listener = listenerSchema.parse(JSON.parse(request.headers.get(LISTENER_HEADER) ?? ''));
    const now = Date.now();
    if (this.#sockets.count + this.#streams.count >= MAX_LISTENERS)
      return new Response(null, { status: 429 });
    if (!this.#admission.admit(listener, now)) return new Response(null, { status: 401 });
    const isSocket = new URL(request.url).pathname === HUB_PATHS.socket;
    const response = isSocket ? this.#openSocket(listener, now) : new Response(this.#streams.open(listener));
    await this.#wakeAt(listener.expiresAt ?? undefined);
    return response;
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#sockets.receive(socket, message, Date.now());
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#sockets.answerClose(socket, code, reason);
  }

  /** Ends logins that have expired and forgets old events; comes back when the next is due. */
  override async alarm(): Promise<void> {
    const now = Date.now();
    this.#log.pruneByAge(now);
    this.#sockets.closeExpired(now);
    this.#streams.closeExpired(now);
    await this.#wakeAt(
      earliest([this.#log.nextPruneAt(), this.#sockets.nextExpiry(), this.#streams.nextExpiry()]),
    );
  }

  #openSocket(listener: Listener, now: number): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.#sockets.accept(server, listener, now);
    const { after, missed } = this.#log.position(listener.since);
    const hello: Hello = { type: 'hello', last_id: after, ...(missed ? { missed } : {}) };
    server.send(JSON.stringify(hello));
    for (const { text } of this.#log.after(after, MAX_EVENTS)) server.send(text);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Sets the alarm, unless it rings sooner anyway. */
  async #wakeAt(instant: number | undefined): Promise<void> {
    if (instant === undefined) return;
    const set = await this.ctx.storage.getAlarm();
    if (set === null || instant < set) await this.ctx.storage.setAlarm(instant);
  }
}
