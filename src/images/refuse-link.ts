import type { LinkVerdict } from '../http/links.ts';
import { Problem } from '../http/problem.ts';

/** What the bearer of a signed link that does not hold is told. */
export function refuseLink(why: Extract<LinkVerdict, { valid: false }>['why']): Problem {
  return why === 'expired'
    ? new Problem('EXPIRED_LINK', 'This link has expired.')
    : new Problem('INVALID_LINK', 'This link is not valid.');
}
