import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../support/chromium.ts';
import { type Server, startServer } from '../support/server.ts';

let service: Server;
let browser: Browser;

beforeAll(async () => {
  service = await startServer();
  browser = await chromium.launch({ executablePath: findChromium() ?? '', args: CHROMIUM_FLAGS });
});
afterAll(async () => {
  await browser.close();
  await service.stop();
});

it('the docs page shows every operation, asks no other host, and breaks no policy', async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  const foreign: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  // The network cut off: whatever does not come from the service does not come at all.
  await page.route('**', (route) => {
    const url = route.request().url();
    if (url.startsWith(service.url) || url.startsWith('data:')) return route.continue();
    foreign.push(url);
    return route.abort();
  });

  await page.goto(`${service.url}/docs`);
  await page.locator('.opblock').first().waitFor();
  const { paths } = await (
    await fetch(`${service.url}/openapi.json`)
  ).json<{ paths: Record<string, object> }>();
  const operations = Object.values(paths).flatMap((path) => Object.keys(path)).length;
  expect(await page.locator('.opblock').count()).toBe(operations);
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
});

it('the front page is a page to a browser, within its policy', async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${service.url}/`);
  expect(await page.locator('h1').textContent()).toBe('Easel');
  await page.getByRole('link', { name: 'Browse the API' }).click();
  await page.locator('.opblock').first().waitFor();
  expect(complaints).toEqual([]);
});
