/** The tickets that were used, until they would have expired anyway. */
export class UsedTickets {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec('CREATE TABLE IF NOT EXISTS used_tickets (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL)');
  }

  /** @returns true the first time, false for a ticket that was used before */
  redeem(id: string, expiresAt: number, now = Date.now()): boolean {
    this.#sql.exec('DELETE FROM used_tickets WHERE expires_at <= ?', now);
    return (
      this.#sql
        .exec(
          'INSERT INTO used_tickets (id, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id',
          id,
          expiresAt,
        )
        .toArray().length === 1
    );
  }
}
