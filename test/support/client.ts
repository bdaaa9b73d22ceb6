import { exports } from 'cloudflare:workers';

/** Where tests find the Worker: plain http on localhost, as under `npm start`. */
export const ORIGIN = 'http://localhost:8787';

export const PASSWORD = 'correct horse battery staple';

/** The body of every answer about an account. */
export interface UserJson {
  id: string;
  email: string;
  name: string | null;
  role: 'user' | 'admin';
  status: 'active' | 'inactive';
  avatar_url: string | null;
  is_oauth_user: boolean;
  created_at: string;
}

/** A caller with a cookie jar, as a browser tab has one. It sends no `Origin` unless told to. */
export class Client {
  readonly cookies = new Map<string, string>();

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0 && !headers.has('Cookie')) {
      headers.set('Cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    }
    const response = await exports.default.fetch(new URL(path, ORIGIN), {
      redirect: 'manual',
      ...init,
      headers,
    });
    this.keepCookies(response);
    return response;
  }

  /** Sends `body` as JSON; without one, no body at all. */
  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.send('POST', path, body, headers);
  }

  patch(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.send('PATCH', path, body, headers);
  }

  delete(path: string): Promise<Response> {
    return this.fetch(path, { method: 'DELETE' });
  }

  /** A second tab with the same cookies, whose later ones stay its own. */
  copy(): Client {
    const other = new Client();
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  private send(method: string, path: string, body: unknown, headers: Record<string, string>) {
    if (body === undefined) return this.fetch(path, { method, headers });
    return this.fetch(path, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  private keepCookies(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      if (attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

/** A client with a login of its own. */
export class SignedIn extends Client {
  readonly user: UserJson;
  readonly password: string;

  constructor(user: UserJson, password: string) {
    super();
    this.user = user;
    this.password = password;
  }

  /** The token that is also in the cookie, for `Authorization: Bearer` and `?token=`. */
  get token(): string {
    return this.cookies.get('access_token') ?? '';
  }
}

/** An address that no other test uses. */
export function newEmail(): string {
  return `${crypto.randomUUID()}@example.com`;
}

/**
 * Registers an account and keeps its login.
 * @param as cookies that the caller has already, e.g. a guest's
 */
export async function signUp(email = newEmail(), as = new Client(), password = PASSWORD): Promise<SignedIn> {
  return signedIn(await as.post('/api/auth/register', { email, password }), 201, as, password);
}

/** Another login of an account, as from another device. */
export async function signIn(email: string, password = PASSWORD, as = new Client()): Promise<SignedIn> {
  return signedIn(await as.post('/api/auth/login', { email, password }), 200, as, password);
}

async function signedIn(response: Response, expected: number, as: Client, password: string) {
  if (response.status !== expected) {
    throw new Error(`no login: ${response.status} ${await response.text()}`);
  }
  const client = new SignedIn(await response.json<UserJson>(), password);
  for (const [name, value] of as.cookies) client.cookies.set(name, value);
  return client;
}
