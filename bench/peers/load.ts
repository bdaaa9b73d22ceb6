import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Modules of benches are no dependencies of the project; BENCH_DEPS names the directory they are installed in. */
const from = createRequire(
  join(process.env.BENCH_DEPS ?? join(import.meta.dirname, '../..'), 'package.json'),
);

/** A peer's CommonJS module; undefined where it is not installed. */
export function requirePeer(name: string): unknown {
  try {
    return from(name);
  } catch {
    return undefined;
  }
}

/** The path of a file in a peer's package; undefined where it is not installed. */
export function resolvePeer(name: string): string | undefined {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}
