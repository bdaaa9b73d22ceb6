import type { Listener } from './listener.ts';

/**
 * How long a request that was let in by the Worker may take to reach the hub. Within it the hub remembers which
 * logins have ended, so that none slips in that was looked up a moment too early.
 */
const IN_FLIGHT_MS = 60_000;

/** Stands for every login of the owner. */
const ALL_SESSIONS = '*';

/** Who may not come in: bearers of used tickets, and logins that ended while their request was on its way. */
export class Admission {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS used_tickets (jti TEXT PRIMARY KEY, expires_at INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS ended_sessions (id TEXT PRIMARY KEY, until INTEGER NOT NULL);
    `);
  }

  /** Uses up the listener's ticket, if it came with one. @returns whether it may come in */
  admit({ sessionId, ticket }: Listener, now: number): boolean {
    return !this.#hasEnded(sessionId, now) && (ticket === null || this.#use(ticket, now));
  }

  /** @param sessionId null for every login of the owner */
  endSession(sessionId: string | null, now: number): void {
    this.#sql.exec('DELETE FROM ended_sessions WHERE until <= ?', now);
    this.#sql.exec(
      'INSERT OR REPLACE INTO ended_sessions (id, until) VALUES (?, ?)',
      sessionId ?? ALL_SESSIONS,
      now + IN_FLIGHT_MS,
    );
  }

  #hasEnded(sessionId: string | null, now: number): boolean {
    const ended = this.#sql.exec(
      'SELECT id FROM ended_sessions WHERE id IN (?, ?) AND until > ?',
      sessionId ?? ALL_SESSIONS,
      ALL_SESSIONS,
      now,
    );
    return ended.toArray().length > 0;
  }

  #use({ jti, expiresAt }: NonNullable<Listener['ticket']>, now: number): boolean {
    // An expired ticket is refused by its own date, so its row is needed no longer than that.
    this.#sql.exec('DELETE FROM used_tickets WHERE expires_at <= ?', now);
    const used = this.#sql.exec(
      'INSERT OR IGNORE INTO used_tickets (jti, expires_at) VALUES (?, ?) RETURNING jti',
      jti,
      expiresAt,
    );
    return expiresAt > now && used.toArray().length > 0;
  }
}
