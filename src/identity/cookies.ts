import { deleteCookie, generateCookie, getCookie, setCookie } from 'hono/cookie';
import type { AppContext } from '../api/app.ts';
import { signGuestToken } from './tokens.ts';

export const SESSION_COOKIE = 'access_token';
export const GUEST_COOKIE = 'guest';

/** Browsers keep no cookie longer; Hono refuses to set one that asks for more. */
const MAX_COOKIE_SECONDS = 400 * 24 * 3600;

/** @param secondsLeft until the token expires; the cookie goes with it */
export function setSessionCookie(c: AppContext, token: string, secondsLeft: number): void {
  setCookie(c, SESSION_COOKIE, token, {
    ...attributes(c),
    maxAge: Math.min(secondsLeft, MAX_COOKIE_SECONDS),
  });
}

export function clearSessionCookie(c: AppContext): void {
  deleteCookie(c, SESSION_COOKIE, attributes(c));
}

/** Gives a new guest its cookie along with an answer. It lives as long as may be: guests' things are kept shorter. */
export async function welcomeGuest(c: AppContext, response: Response, guestId: string): Promise<void> {
  const token = await signGuestToken(guestId, c.var.settings);
  const cookie = generateCookie(GUEST_COOKIE, token, { ...attributes(c), maxAge: MAX_COOKIE_SECONDS });
  response.headers.append('Set-Cookie', cookie);
}

export function clearGuestCookie(c: AppContext): void {
  if (getCookie(c, GUEST_COOKIE) === undefined) return;
  deleteCookie(c, GUEST_COOKIE, attributes(c));
}

/** `Secure` everywhere but on a laptop, where there is no TLS to be had. */
function attributes(c: AppContext) {
  const { protocol, hostname } = new URL(c.req.url);
  const local = protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const domain = c.var.settings.COOKIE_DOMAIN;
  return {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: !local,
    ...(domain ? { domain } : {}),
  } as const;
}
