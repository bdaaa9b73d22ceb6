import { z } from 'zod';
import { log } from '../http/log.ts';
import { clientMessage } from './messages.ts';
import { earliest, isExpired, type Listener } from './listener.ts';

/** Clients say "ping" and nothing else; more than this is a mistake or an attack. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
export const MAX_MESSAGES_A_MINUTE = 100;
const MINUTE_MS = 60_000;

/** Close codes of RFC 6455 §7.4.1. */
export const POLICY_VIOLATION = 1008;
const MESSAGE_TOO_BIG = 1009;
const SERVER_FAULT = 1011;

/** What a closed socket reports where no code was sent; no endpoint may send these (RFC 6455 §7.4.1). */
const UNSENDABLE_CODES = [1005, 1006, 1015];

/** What has to outlive hibernation, attached to each socket. */
const attachmentSchema = z.object({
  expiresAt: z.number().nullable(),
  /** Messages counted since the minute began, in epoch milliseconds. */
  minuteBegan: z.number(),
  messages: z.number(),
});

type Attachment = z.output<typeof attachmentSchema>;

/**
 * The hub's WebSockets. The runtime holds them while the object sleeps, so nothing about them is kept in memory:
 * the login is the socket's tag, the rest its attachment.
 */
export class Sockets {
  readonly #ctx: DurableObjectState;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }

  get count(): number {
    return this.#ctx.getWebSockets().length;
  }

  accept(socket: WebSocket, { sessionId, expiresAt }: Listener, now: number): void {
    this.#ctx.acceptWebSocket(socket, sessionId === null ? [] : [sessionId]);
    attach(socket, { expiresAt, minuteBegan: now, messages: 0 });
  }

  broadcast(text: string, now: number): void {
    for (const socket of this.#open()) {
      if (isExpired(attachmentOf(socket), now)) socket.close(POLICY_VIOLATION, 'The login has expired');
      else sendOrClose(socket, text);
    }
  }

  /** @param sessionId null for every login */
  close(sessionId: string | null, reason: string): void {
    for (const socket of this.#open(sessionId ?? undefined)) socket.close(POLICY_VIOLATION, reason);
  }

  closeExpired(now: number): void {
    for (const socket of this.#open()) {
      if (isExpired(attachmentOf(socket), now)) socket.close(POLICY_VIOLATION, 'The login has expired');
    }
  }

  /** When the first login ends, in epoch milliseconds. */
  nextExpiry(): number | undefined {
    return earliest(this.#open().map((socket) => attachmentOf(socket).expiresAt));
  }

  /** Answers a client's message, or closes the socket of a client that does not keep the rules. */
  receive(socket: WebSocket, message: string | ArrayBuffer, now: number): void {
    // Messages that were on their way when the socket was closed still arrive.
    if (socket.readyState !== WebSocket.OPEN) return;
    const attachment = counted(attachmentOf(socket), now);
    attach(socket, attachment);
    if (isExpired(attachment, now)) socket.close(POLICY_VIOLATION, 'The login has expired');
    else if (attachment.messages > MAX_MESSAGES_A_MINUTE) socket.close(POLICY_VIOLATION, 'Too many messages');
    else if (byteLength(message) > MAX_MESSAGE_BYTES) socket.close(MESSAGE_TOO_BIG, 'Message too big');
    else socket.send(JSON.stringify(replyTo(message)));
  }

  /** Completes the handshake of a close that the client began. */
  answerClose(socket: WebSocket, code: number, reason: string): void {
    if (UNSENDABLE_CODES.includes(code)) socket.close();
    else socket.close(code, reason);
  }

  /** Without those that are closing: they take no more messages. */
  #open(tag?: string): WebSocket[] {
    return this.#ctx.getWebSockets(tag).filter((socket) => socket.readyState === WebSocket.OPEN);
  }
}

function counted(attachment: Attachment, now: number): Attachment {
  if (now - attachment.minuteBegan >= MINUTE_MS) return { ...attachment, minuteBegan: now, messages: 1 };
  return { ...attachment, messages: attachment.messages + 1 };
}

function replyTo(message: string | ArrayBuffer) {
  if (clientMessage.safeParse(parse(message)).success) return { type: 'pong' };
  return {
    type: 'error',
    code: 'INVALID_MESSAGE',
    message: 'The message is not understood. {"type":"ping"} is.',
  };
}

/** The JSON value of a text message; undefined for anything else. */
function parse(message: string | ArrayBuffer): unknown {
  if (typeof message !== 'string') return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

function byteLength(message: string | ArrayBuffer): number {
  return typeof message === 'string' ? new TextEncoder().encode(message).length : message.byteLength;
}

function attach(socket: WebSocket, attachment: Attachment): void {
  socket.serializeAttachment(attachment);
}

function attachmentOf(socket: WebSocket): Attachment {
  return attachmentSchema.parse(socket.deserializeAttachment());
}

/** A socket that cannot be sent to must not keep the others from hearing; its client reconnects where it stopped. */
function sendOrClose(socket: WebSocket, text: string): void {
  try {
    socket.send(text);
  } catch (error) {
    log('WARNING', 'socket_send_failed', { error });
    socket.close(SERVER_FAULT, 'Please reconnect');
  }
}
