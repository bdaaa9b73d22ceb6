import type { Settings } from '../env.ts';

/** Whether a page at `origin` may call this service with credentials: exact matches only, never `null`. */
export function isAllowedOrigin(origin: string, own: string, settings: Settings): boolean {
  return origin === own || settings.ALLOWED_ORIGINS.includes(origin);
}

/** The origin that links are made for: `BASE_URL`, else where the request was sent to. */
export function ownOrigin(request: Request, settings: Settings): string {
  return settings.BASE_URL ?? new URL(request.url).origin;
}

/** Whether the page that names `origin` in a request is the service's own, by either of its names, or an allowed one. */
export function isTrustedOrigin(origin: string, request: Request, settings: Settings): boolean {
  const ours = [ownOrigin(request, settings), new URL(request.url).origin];
  return ours.some((own) => isAllowedOrigin(origin, own, settings));
}

/**
 * Whether a request was made by a page that may act for its user. Browsers say where a request comes from
 * (`Sec-Fetch-Site`, else `Origin`); a client that says neither is no browser and carries no stray cookies.
 */
export function isSameSite(request: Request, settings: Settings): boolean {
  const site = request.headers.get('Sec-Fetch-Site');
  const origin = request.headers.get('Origin');
  if (site === 'same-origin' || site === 'none') return true;
  return origin === null ? site === null : isTrustedOrigin(origin, request, settings);
}
