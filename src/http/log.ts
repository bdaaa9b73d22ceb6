const LEVELS = { DEBUG: 0, INFO: 1, WARNING: 2, ERROR: 3 } as const;

export type LogLevel = keyof typeof LEVELS;

/** Fields whose value never reaches a log, wherever they stand. */
const SECRET_FIELD = /password|secret|token|cookie|authorization|signature|ticket/i;

let threshold: LogLevel = 'INFO';

/** Lines below this level are dropped. */
export function setLogLevel(level: LogLevel): void {
  threshold = level;
}

/**
 * One structured line an operation: what happened and to which ids. Errors become name and message, with
 * their stack for operators.
 */
export function log(level: LogLevel, event: string, fields: Record<string, unknown> = {}): void {
  if (LEVELS[level] < LEVELS[threshold]) return;
  const line = JSON.stringify({ level, event, ...redact(fields) });
  if (level === 'ERROR') console.error(line);
  else if (level === 'WARNING') console.warn(line);
  else console.log(line);
}

export function redact(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (SECRET_FIELD.test(name)) return [name, '[redacted]'];
      if (value instanceof Error) {
        const cause = value.cause instanceof Error ? value.cause.message : undefined;
        return [name, { name: value.name, message: value.message, cause, stack: value.stack }];
      }
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
        return [name, redact(value as Record<string, unknown>)];
      }
      return [name, value];
    }),
  );
}
