import type { Settings } from '../env.ts';
import { Problem } from './problem.ts';

/** Every counter lasts a minute (wrangler.toml), so a caller who waits this long starts afresh. */
const WINDOW_SECONDS = 60;

const LIMITERS = {
  upload: 'UPLOAD_LIMITER',
  write: 'WRITE_LIMITER',
  read: 'READ_LIMITER',
  'sign-in-account': 'SIGN_IN_ACCOUNT_LIMITER',
  'sign-in-address': 'SIGN_IN_ADDRESS_LIMITER',
} as const satisfies Record<string, keyof Env>;

export type RateLimit = keyof typeof LIMITERS;

/**
 * Counts one call of `who`.
 * @throws Problem `RATE_LIMITED` once the minute's allowance is used up
 */
export async function countCall(limit: RateLimit, who: string, env: Env, settings: Settings): Promise<void> {
  if (settings.RATE_LIMITS === 'off') return;
  const { success } = await env[LIMITERS[limit]].limit({ key: who });
  if (success) return;
  throw new Problem('RATE_LIMITED', 'Too many requests. Wait a minute, then try again.', {
    headers: { 'Retry-After': String(WINDOW_SECONDS) },
  });
}

/** The caller's address as Cloudflare's edge saw it; a client cannot choose it. */
export function addressOf(request: Request): string {
  return request.headers.get('CF-Connecting-IP') ?? 'unknown';
}
