import { deleteCookie, setCookie } from 'hono/cookie';
import type { AppContext } from '../api/app.ts';
import { signGuestToken } from './tokens.ts';

export const SESSION_COOKIE = 'access_token';
export const GUEST_COOKIE = 'guest';

/** Longer than guests' things are kept by default, and browsers' own upper limit. */
const GUEST_COOKIE_SECONDS = 400 * 24 * 3600;

export function setSessionCookie(c: AppContext, token: string): void {
  const maxAge = c.var.settings.JWT_ACCESS_TOKEN_EXPIRE_MINUTES * 60;
  setCookie(c, SESSION_COOKIE, token, { ...attributes(c), maxAge });
}

export function clearSessionCookie(c: AppContext): void {
  deleteCookie(c, SESSION_COOKIE, attributes(c));
}

export async function setGuestCookie(c: AppContext, guestId: string): Promise<void> {
  const token = await signGuestToken(guestId, c.var.settings);
  setCookie(c, GUEST_COOKIE, token, { ...attributes(c), maxAge: GUEST_COOKIE_SECONDS });
}

export function clearGuestCookie(c: AppContext): void {
  deleteCookie(c, GUEST_COOKIE, attributes(c));
}

/** `Secure` everywhere but on a laptop, where there is no TLS to be had. */
function attributes(c: AppContext) {
  const { protocol, hostname } = new URL(c.req.url);
  const local = protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const domain = c.var.settings.COOKIE_DOMAIN;
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure: !local, ...(domain ? { domain } : {}) } as const;
}
