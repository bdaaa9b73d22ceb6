import { z } from 'zod';

/**
 * Who listens, as the Worker found out and tells the hub. It travels in a header of a request that the Worker
 * makes from nothing, so no client can say it.
 */
export const listenerSchema = z.object({
  /** The login; null for a guest, who has none. */
  sessionId: z.string().nullable(),
  /** When the login ends, in epoch milliseconds. */
  expiresAt: z.number().nullable(),
  /** The ticket that let it in, to be used up. */
  ticket: z.object({ jti: z.string(), expiresAt: z.number() }).nullable(),
  /** The last event that it has heard. */
  since: z.number().optional(),
});

export type Listener = z.output<typeof listenerSchema>;

export const LISTENER_HEADER = 'Easel-Listener';

/** Which door of the hub a listener comes through. */
export const HUB_PATHS = { socket: '/socket', stream: '/stream' } as const;

/** A listener past this instant hears no more. */
export function isExpired({ expiresAt }: Pick<Listener, 'expiresAt'>, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/** The earliest of some instants; undefined if there is none. */
export function earliest(instants: Iterable<number | null | undefined>): number | undefined {
  let first: number | undefined;
  for (const instant of instants) {
    if (typeof instant === 'number' && (first === undefined || instant < first)) first = instant;
  }
  return first;
}
