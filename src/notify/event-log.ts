import type { TaskNotice, TaskUpdate } from './messages.ts';

/** Newest events that are kept: several a second for the minutes that a reconnect may take. */
export const MAX_EVENTS = 1000;

/** After a day a front end reads its tasks afresh instead. */
const MAX_AGE_MS = 24 * 3600 * 1000;

/** Old events go in batches, so that an idle hub is woken for them once an hour at most. */
const PRUNE_INTERVAL_MS = 3600 * 1000;

/** An event and the message that it is sent as. */
export interface LoggedEvent {
  id: number;
  text: string;
}

/** Where a listener goes on. */
export interface Position {
  /** It hears what comes after this event. */
  after: number;
  /** Whether events that it has not heard are gone. */
  missed: boolean;
}

/**
 * What the owner's listeners were told, in order, in the hub's SQLite. Everything here is synchronous, so a
 * read and what is done with it happen in one turn, between two appends.
 */
export class EventLog {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    // Ids are never used twice, not even once the log is empty: AUTOINCREMENT.
    sql.exec(`
      CREATE TABLE IF NOT EXISTS events (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE,
        data TEXT NOT NULL,
        created_at INTEGER NOT NULL
      );
      CREATE TABLE IF NOT EXISTS pruned (one INTEGER PRIMARY KEY CHECK (one = 1), through INTEGER NOT NULL);
      INSERT OR IGNORE INTO pruned VALUES (1, 0);
    `);
  }

  /** @returns the event, or undefined if the log holds one of this key, or one that makes it stale */
  append({ key, staleAfter = '', data }: TaskNotice, now: number): LoggedEvent | undefined {
    const stamped: TaskUpdate['data'] = { ...data, timestamp: new Date(now).toISOString() };
    const [event] = this.#events(
      `INSERT OR IGNORE INTO events (key, data, created_at)
       SELECT ?, ?, ? WHERE ? = '' OR NOT EXISTS (SELECT 1 FROM events WHERE key >= ? AND key < ?)
       RETURNING id, data`,
      key,
      JSON.stringify(stamped),
      now,
      staleAfter,
      staleAfter,
      `${staleAfter}\uffff`,
    );
    if (event) this.#forgetThrough(event.id - MAX_EVENTS);
    return event;
  }

  /** The next events after `id`, in order. */
  after(id: number, limit: number): LoggedEvent[] {
    return this.#events('SELECT id, data FROM events WHERE id > ? ORDER BY id LIMIT ?', id, limit);
  }

  /** @param since the last event that the listener has heard; undefined for one that only wants what is to come */
  position(since: number | undefined): Position {
    const newest = this.#newest();
    if (since === undefined) return { after: newest, missed: false };
    // A number that this log has not reached is another log's, e.g. that of the guest before the login.
    if (since > newest) return { after: newest, missed: true };
    return { after: Math.max(since, this.#prunedThrough()), missed: this.hasLostAfter(since) };
  }

  hasLostAfter(id: number): boolean {
    return id < this.#prunedThrough();
  }

  /** Forgets events that are too old. */
  pruneByAge(now: number): void {
    const { id } = this.#sql
      .exec<{ id: number | null }>('SELECT max(id) AS id FROM events WHERE created_at < ?', now - MAX_AGE_MS)
      .one();
    if (id !== null) this.#forgetThrough(id);
  }

  /** When {@link pruneByAge} next has something to do, in epoch milliseconds; undefined for an empty log. */
  nextPruneAt(): number | undefined {
    const { oldest } = this.#sql
      .exec<{ oldest: number | null }>('SELECT min(created_at) AS oldest FROM events')
      .one();
    return oldest === null ? undefined : oldest + MAX_AGE_MS + PRUNE_INTERVAL_MS;
  }

  #events(query: string, ...bindings: SqlStorageValue[]): LoggedEvent[] {
    const rows = this.#sql.exec<{ id: number; data: string }>(query, ...bindings).toArray();
    // The data is JSON text already and goes into the message as it is.
    return rows.map(({ id, data }) => ({ id, text: `{"type":"task_update","id":${id},"data":${data}}` }));
  }

  #newest(): number {
    const { id } = this.#sql.exec<{ id: number | null }>('SELECT max(id) AS id FROM events').one();
    return id ?? this.#prunedThrough();
  }

  #prunedThrough(): number {
    return this.#sql.exec<{ through: number }>('SELECT through FROM pruned').one().through;
  }

  #forgetThrough(id: number): void {
    if (id < 1) return;
    this.#sql.exec('DELETE FROM events WHERE id <= ?', id);
    this.#sql.exec('UPDATE pruned SET through = max(through, ?)', id);
  }
}
