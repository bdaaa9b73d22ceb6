import { describe, expect, it } from 'vitest';
import { type LinkClaims, signLink, verifyLink } from '../../src/http/links.ts';
import { OTHER_SECRET, SECRET, settingsWith } from '../support/settings.ts';

const ORIGIN = 'https://easel.example';
const NOW = Date.UTC(2026, 10, 1, 12);
const SECOND = 1000;
const settings = settingsWith();

const upload: LinkClaims = { method: 'PUT', key: 'uploads/u1/1-a.png', contentType: 'image/png', size: 1234 };
const view: LinkClaims = { method: 'GET', key: 'sketches/é ü/1%2.png', attachment: 'my sketch.png' };

const sign = (claims: LinkClaims, ttlSeconds = 60) => signLink(ORIGIN, claims, ttlSeconds, settings, NOW);
const verify = (url: string | URL, method: string, now = NOW) =>
  verifyLink(new URL(url), method, settings, now);

describe('a signed link', () => {
  it.each([upload, view])('allows what it was made for: $method $key', async (claims) => {
    const verdict = await verify(await sign(claims), claims.method);
    expect(verdict).toMatchObject({ valid: true, secondsLeft: 60, claims });
  });

  it.each([upload, view])('is refused with any one character changed: $method', async (claims) => {
    const link = await sign(claims);
    const start = link.indexOf('/files/') + '/files/'.length;
    for (let at = start; at < link.length; at++) {
      for (const other of replacementsFor(link.charAt(at))) {
        const changed = link.slice(0, at) + other + link.slice(at + 1);
        if (isSameLink(changed, link)) continue;
        const verdict = await verify(changed, claims.method);
        expect(verdict.valid, `${other} at ${at} of ${link}`).toBe(false);
      }
    }
  });

  it('is refused with any one bit of the signature changed', async () => {
    const link = new URL(await sign(view));
    const signature = Uint8Array.fromBase64(link.searchParams.get('signature') ?? '', {
      alphabet: 'base64url',
    });
    for (let bit = 0; bit < signature.length * 8; bit++) {
      const changed = signature.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      link.searchParams.set('signature', changed.toBase64({ alphabet: 'base64url', omitPadding: true }));
      expect(await verify(link, 'GET')).toEqual({ valid: false, why: 'forged' });
    }
  });

  it('lasts until its expiry and not a second longer', async () => {
    const link = await sign(view, 60);
    expect(await verify(link, 'GET', NOW + 59 * SECOND)).toMatchObject({ valid: true, secondsLeft: 1 });
    expect(await verify(link, 'GET', NOW + 60 * SECOND)).toEqual({ valid: false, why: 'expired' });
  });

  it.each([
    ['GET', view, true],
    ['HEAD', view, true],
    ['PUT', view, false],
    ['POST', view, false],
    ['DELETE', view, false],
    ['PUT', upload, true],
    ['GET', upload, false],
    ['HEAD', upload, false],
  ] as const)('used with %s by what allows $method: %#', async (method, claims, valid) => {
    expect((await verify(await sign(claims), method)).valid).toBe(valid);
  });

  it.each(['expires', 'type', 'size', 'signature'])('is refused without its %s', async (name) => {
    const link = new URL(await sign(upload));
    link.searchParams.delete(name);
    expect((await verify(link, 'PUT')).valid).toBe(false);
  });

  it.each([
    ['size', '99999999'],
    ['type', 'text/html'],
    ['attachment', 'x'],
    ['expires', '99999999999'],
    ['signature', 'x'],
    ['anything', ''],
  ])('is refused with one more %s', async (name, value) => {
    const link = new URL(await sign(upload));
    link.searchParams.append(name, value);
    expect((await verify(link, 'PUT')).valid).toBe(false);
  });

  it('does not open another key by moving characters between its parts', async () => {
    const link = new URL(await sign({ method: 'GET', key: 'a/b' }));
    link.pathname = '/files/a';
    link.searchParams.append('b', '');
    expect((await verify(link, 'GET')).valid).toBe(false);
  });

  it('accepts the previous key while keys are rotated, and neither key of another service', async () => {
    const link = await sign(view);
    const rotated = settingsWith({ JWT_SECRET_KEY: OTHER_SECRET, JWT_SECRET_KEY_PREVIOUS: SECRET });
    const replaced = settingsWith({ JWT_SECRET_KEY: OTHER_SECRET });
    expect(await verifyLink(new URL(link), 'GET', rotated, NOW)).toMatchObject({ valid: true });
    expect(await verifyLink(new URL(link), 'GET', replaced, NOW)).toEqual({ valid: false, why: 'forged' });
  });

  it.each(['', '?', '?signature=&expires=', '?signature=AAAA&expires=-1', '?signature=%00&expires=1e9'])(
    'is nothing that can be made up: %s',
    async (query) => {
      expect(await verify(`${ORIGIN}/files/a.png${query}`, 'GET')).toEqual({
        valid: false,
        why: 'malformed',
      });
    },
  );

  it('with a broken escape in its key is malformed, no fault', async () => {
    const link = (await sign(view)).replace('/files/', '/files/%FF');
    expect(await verify(link, 'GET')).toEqual({ valid: false, why: 'malformed' });
  });
});

/** Neighbours that decoders are tempted to take for the same. */
function replacementsFor(character: string): string[] {
  return [
    'A',
    'B',
    '0',
    '_',
    '%',
    '+',
    ' ',
    '=',
    '&',
    String.fromCharCode(character.charCodeAt(0) ^ 1),
  ].filter((other) => other !== character);
}

/** Whether two spellings are one URL: an escape and what it stands for name the same thing. */
function isSameLink(a: string, b: string): boolean {
  return meaning(new URL(a)) === meaning(new URL(b));
}

function meaning({ pathname, searchParams }: URL): string {
  return JSON.stringify([decoded(pathname), [...searchParams]]);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

describe('a reading link', () => {
  it('is the same when it is made again soon after, and valid for no less than it should be', async () => {
    const ttl = 3600;
    const at = (now: number) => signLink(ORIGIN, { method: 'GET', key: 'a' }, ttl, settings, now);
    const made: { expires: number; now: number }[] = [];
    const links = new Set<string>();
    for (let minute = 0; minute < 60; minute++) {
      const now = NOW + minute * 60_000;
      const link = await at(now);
      links.add(link);
      made.push({ expires: Number(new URL(link).searchParams.get('expires')), now });
    }
    expect(links.size).toBeLessThanOrEqual(13);
    for (const { expires, now } of made) {
      expect(expires).toBeGreaterThanOrEqual(Math.floor(now / 1000) + ttl);
      expect(expires).toBeLessThan(Math.floor(now / 1000) + ttl + ttl / 12);
    }
  });
});
