import { type Column, eq, like, or, type SQL } from 'drizzle-orm';
import type { Settings } from '../env.ts';
import type { Caller } from './caller.ts';

/** Guests' ids are told from users' by their prefix alone, so a rule needs no look-up. */
const GUEST_PREFIX = 'guest_';

export function isGuest(ownerId: string): boolean {
  return ownerId.startsWith(GUEST_PREFIX);
}

/**
 * Whether a caller who has the id may view a thing, and make other things from it. Guests' things are open to
 * whoever has the id; users' to the owner and administrators.
 */
export function mayView(caller: Caller, ownerId: string): boolean {
  return isGuest(ownerId) || mayDelete(caller, ownerId);
}

/** Whether a caller may delete or steer a thing: its owner and administrators. */
export function mayDelete(caller: Caller, ownerId: string): boolean {
  return caller.kind === 'admin' || isOwner(caller, ownerId);
}

export function isOwner(caller: Caller, ownerId: string): boolean {
  return caller.kind !== 'nobody' && caller.id === ownerId;
}

/** The rows that belong into a caller's lists: its own; with shared guest access, all guests' too. */
export function listedFor(caller: Caller, settings: Settings, ownerId: Column): SQL | undefined {
  const own = caller.kind === 'nobody' ? undefined : eq(ownerId, caller.id);
  const pool = settings.GUEST_ACCESS === 'shared' ? like(ownerId, `${GUEST_PREFIX}%`) : undefined;
  // Nobody, without a pool, owns nothing: no id is empty.
  return own || pool ? or(own, pool) : eq(ownerId, '');
}
