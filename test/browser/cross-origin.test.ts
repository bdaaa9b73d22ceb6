import { readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../support/chromium.ts';
import { type Server, startServer } from '../support/server.ts';

const CHELSEA = readFileSync('test/fixtures/photos/chelsea.png').toString('base64');
const SCRIPT = readFileSync('test/browser/front-end.js');

let frontEnd: HttpServer;
let stranger: HttpServer;
let service: Server;
let browser: Browser;

/** Two sites with the same page; the service knows the first. */
beforeAll(async () => {
  frontEnd = await openSite();
  stranger = await openSite();
  service = await startServer({ ALLOWED_ORIGINS: originOf(frontEnd) });
  browser = await chromium.launch({ executablePath: findChromium() ?? '', args: CHROMIUM_FLAGS });
});
afterAll(async () => {
  await browser.close();
  await service.stop();
  frontEnd.close();
  stranger.close();
});

it('a page of an allowed origin registers, uploads, follows its sketch and shows it', async () => {
  const page = await visit(frontEnd);
  const seen = await run<{
    registered: number;
    etag: string;
    confirmed: number;
    statuses: string[];
    shown: number[];
  }>(page, 'drawAsFrontEnd', { api: service.url, photo: CHELSEA });
  expect(seen.registered).toBe(201);
  expect(seen.etag).toMatch(/^"[0-9a-f]{32}"$/);
  expect(seen.confirmed).toBe(200);
  expect(seen.statuses).toContain('running');
  expect(seen.statuses.at(-1)).toBe('completed');
  expect(seen.shown).toEqual([451, 300]);
});

it('a page of another origin can neither register, nor read, nor listen', async () => {
  const account = { email: 'stranger@example.com', password: 'long enough to be taken' };
  const page = await visit(stranger);
  const seen = await run(page, 'tryAsStranger', { api: service.url, account });
  expect(seen).toEqual({ register: 'blocked', simple: 'blocked', me: 'blocked', heard: 'refused' });

  // Not even the call whose answer the page could not read has made the account.
  const login = await fetch(`${service.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(account),
  });
  expect(login.status).toBe(401);
});

/** Calls one of the page's own functions. */
function run<Result>(page: Page, name: string, argument: object): Promise<Result> {
  return page.evaluate<Result>(`window.${name}(${JSON.stringify(argument)})`);
}

async function openSite(): Promise<HttpServer> {
  const site = createServer(({ url }, response) => {
    const isScript = url === '/front-end.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript ? SCRIPT : '<!doctype html><title>Front end</title><script src="/front-end.js"></script>',
    );
  });
  await new Promise<void>((resolve) => {
    site.listen(0, 'localhost', resolve);
  });
  return site;
}

function originOf(site: HttpServer): string {
  const address = site.address();
  return `http://localhost:${address && typeof address === 'object' ? address.port : 0}`;
}

async function visit(site: HttpServer): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(originOf(site));
  return page;
}
