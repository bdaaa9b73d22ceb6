import { and, eq, exists } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import { images, sessions, sketches, tasks, uploads, videos } from '../db/schema.ts';

/**
 * What gives a guest's things to the user of a login: statements for the batch that writes the login, so that
 * both happen or neither. Done twice they change nothing, as the guest then owns nothing any more. Object
 * keys in R2 stay as they are; whose a thing is, is only ever read from these rows.
 */
export function adoption(db: Database, guestId: string, login: { id: string; userId: string }) {
  const isWritten = exists(db.select({ id: sessions.id }).from(sessions).where(eq(sessions.id, login.id)));
  return [uploads, images, tasks, sketches, videos].map((table) =>
    db
      .update(table)
      .set({ ownerId: login.userId })
      .where(and(eq(table.ownerId, guestId), isWritten)),
  );
}
