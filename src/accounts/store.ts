import { and, desc, eq, exists, gt, lte, ne, sql } from 'drizzle-orm';
import { type Database, database } from '../db/client.ts';
import { violatesUnique } from '../db/faults.ts';
import { isAfter } from '../db/keyset.ts';
import { sessions, users } from '../db/schema.ts';
import type { Position } from '../http/cursor.ts';
import { Problem } from '../http/problem.ts';
import { adoption } from './adoption.ts';
import type { User } from '../identity/caller.ts';

export type Session = typeof sessions.$inferSelect;

export type NewUser = Omit<typeof users.$inferInsert, 'avatarUrl' | 'status'>;

/** What may change about an account. */
export type UserChanges = Partial<Pick<User, 'name' | 'email' | 'passwordHash' | 'role'>>;

export async function findUserByEmail(email: string, env: Env): Promise<User | undefined> {
  return database(env).query.users.findFirst({ where: eq(users.email, email) });
}

/**
 * Writes an account and its first login, and gives it what the guest has made, all at once.
 * @throws Problem `EMAIL_TAKEN` also if the other account came into being a moment ago
 */
export async function insertUser(
  user: NewUser,
  session: Session,
  guestId: string | undefined,
  env: Env,
): Promise<User> {
  const db = database(env);
  const [[created]] = await unlessEmailTaken(
    db.batch([
      db.insert(users).values(user).returning(),
      db.insert(sessions).values(session),
      ...(guestId ? adoption(db, guestId, session) : []),
    ]),
  );
  if (!created) throw new Error('D1 inserted a user but returned none');
  return created;
}

/**
 * Writes a login of an account whose password was checked against `user.passwordHash`, forgets its expired
 * ones, and applies what signing in changes about it.
 * @returns the account, or undefined if meanwhile its password changed or it was deactivated
 */
export async function insertSession(
  user: User,
  session: Session,
  changes: UserChanges,
  guestId: string | undefined,
  env: Env,
): Promise<User | undefined> {
  const db = database(env);
  const isChanged = Object.keys(changes).length > 0;
  const [opened] = await db.batch([
    insertIfUnchanged(db, session, user),
    db.delete(sessions).where(and(eq(sessions.userId, user.id), lte(sessions.expiresAt, session.createdAt))),
    ...(isChanged ? [db.update(users).set(changes).where(isUnchanged(user))] : []),
    ...(guestId ? adoption(db, guestId, session) : []),
  ]);
  return opened.length > 0 ? { ...user, ...changes } : undefined;
}

function insertIfUnchanged(db: Database, session: Session, user: User) {
  const values = db
    .select({
      id: sql<string>`${session.id}`.as('id'),
      userId: users.id,
      userAgent: sql<string | null>`${session.userAgent}`.as('user_agent'),
      createdAt: sql<number>`${session.createdAt}`.as('created_at'),
      expiresAt: sql<number>`${session.expiresAt}`.as('expires_at'),
    })
    .from(users)
    .where(isUnchanged(user));
  return db.insert(sessions).select(values).returning({ id: sessions.id });
}

/** Hashing takes long enough for somebody else to change the account; then the check no longer counts. */
function isUnchanged(user: User) {
  return and(eq(users.id, user.id), eq(users.passwordHash, user.passwordHash), eq(users.status, 'active'));
}

/**
 * Changes an account; a new password ends every login but `keptSessionId`.
 * @returns the account and the ids of the ended logins, or undefined if the account changed meanwhile
 * @throws Problem `EMAIL_TAKEN`
 */
export async function updateUser(
  user: User,
  changes: UserChanges,
  keptSessionId: string,
  env: Env,
): Promise<{ user: User; endedSessionIds: string[] } | undefined> {
  const db = database(env);
  const isOther = and(
    eq(sessions.userId, user.id),
    ne(sessions.id, keptSessionId),
    exists(db.select({ id: users.id }).from(users).where(isUnchanged(user))),
  );
  const [ended, [updated]] = await unlessEmailTaken(
    db.batch([
      db
        .delete(sessions)
        .where(changes.passwordHash === undefined ? sql`false` : isOther)
        .returning({ id: sessions.id }),
      db
        .update(users)
        .set({ ...changes, updatedAt: Date.now() })
        .where(isUnchanged(user))
        .returning(),
    ]),
  );
  return updated && { user: updated, endedSessionIds: ended.map(({ id }) => id) };
}

/** @returns whether there was such a login to end */
export async function deleteSession(userId: string, sessionId: string, env: Env): Promise<boolean> {
  const ended = await database(env)
    .delete(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId)))
    .returning({ id: sessions.id });
  return ended.length > 0;
}

/** Live logins, newest first, from after `position`. */
export function listSessions(
  userId: string,
  position: Position | undefined,
  limit: number,
  env: Env,
): Promise<Session[]> {
  return database(env)
    .select()
    .from(sessions)
    .where(
      and(
        eq(sessions.userId, userId),
        gt(sessions.expiresAt, Date.now()),
        position && isAfter(sessions, position),
      ),
    )
    .orderBy(desc(sessions.createdAt), desc(sessions.id))
    .limit(limit);
}

/** Logins that ended by themselves; their tokens are dead already. */
export async function removeExpiredSessions(env: Pick<Env, 'DB'>, now = Date.now()): Promise<void> {
  await database(env).delete(sessions).where(lte(sessions.expiresAt, now));
}

/** A unique index is what decides between two who want the same address at the same moment. */
async function unlessEmailTaken<Result>(written: Promise<Result>): Promise<Result> {
  try {
    return await written;
  } catch (cause) {
    if (!violatesUnique(cause, 'users.email')) throw cause;
    throw new Problem('EMAIL_TAKEN', undefined, { cause });
  }
}
