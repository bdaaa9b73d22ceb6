import { describe, expect, it } from 'vitest';
import { isAllowedOrigin, isSameSite, ownOrigin } from '../../src/http/origins.ts';
import { settingsWith } from '../support/settings.ts';

const OWN = 'https://easel.example';
const settings = settingsWith({ ALLOWED_ORIGINS: 'https://app.example,http://localhost:3000/' });

describe('a page', () => {
  it.each([
    [OWN, true],
    ['https://app.example', true],
    ['http://localhost:3000', true],
    ['null', false],
    ['', false],
    ['https://app.example.evil.com', false],
    ['https://app.example@evil.com', false],
    ['https://evilapp.example', false],
    ['https://sub.app.example', false],
    ['http://app.example', false],
    ['https://app.example:444', false],
    ['https://app.example/', false],
    ['HTTPS://APP.EXAMPLE', false],
    ['http://localhost:30000', false],
    ['http://localhost', false],
    ['https://easel.example.evil.com', false],
  ])('at %j may act for its user: %s', (origin, allowed) => {
    expect(isAllowedOrigin(origin, OWN, settings)).toBe(allowed);
  });

  it('may not by the allow-list of development once the service is in production', () => {
    const [development, production] = ['development', 'production'].map((ENVIRONMENT) =>
      settingsWith({ ENVIRONMENT }),
    );
    expect(isAllowedOrigin('http://localhost:5173', OWN, development ?? settings)).toBe(true);
    expect(isAllowedOrigin('http://localhost:5173', OWN, production ?? settings)).toBe(false);
  });
});

describe('a request', () => {
  const SITES = ['same-origin', 'none', 'same-site', 'cross-site', undefined];
  const ORIGINS = [OWN, 'https://app.example', 'https://app.example.evil.com', 'null', undefined];
  const YES = true;
  const NO = false;

  // Rows: Sec-Fetch-Site. Columns: Origin. A browser's own word counts first, then an exact origin.
  const TABLE = [
    [YES, YES, YES, YES, YES],
    [YES, YES, YES, YES, YES],
    [YES, YES, NO, NO, NO],
    [YES, YES, NO, NO, NO],
    [YES, YES, NO, NO, YES],
  ];

  it.each(
    SITES.flatMap((site, row) =>
      ORIGINS.map((origin, column) => ({ site, origin, passes: TABLE[row]?.[column] })),
    ),
  )('with Sec-Fetch-Site $site and Origin $origin passes: $passes', ({ site, origin, passes }) => {
    const headers = new Headers();
    if (site) headers.set('Sec-Fetch-Site', site);
    if (origin) headers.set('Origin', origin);
    expect(isSameSite(new Request(`${OWN}/x`, { headers }), settings)).toBe(passes);
  });

  it('is of the own origin under BASE_URL and under the address it came to', () => {
    const behind = settingsWith({ BASE_URL: 'https://public.example/' });
    const from = (Origin: string) =>
      isSameSite(new Request('http://internal:8787/x', { headers: { Origin } }), behind);
    expect(ownOrigin(new Request('http://internal:8787/x'), behind)).toBe('https://public.example');
    expect(from('https://public.example')).toBe(true);
    expect(from('http://internal:8787')).toBe(true);
    expect(from('https://internal:8787')).toBe(false);
  });
});
