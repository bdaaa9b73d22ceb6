import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../support/chromium.ts';
import { type Server, startServer } from '../support/server.ts';

const PHOTO = join(import.meta.dirname, '../fixtures/photos/chelsea.png');

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

it('the upload page sends a photo for its id, says how it went, and breaks no policy', async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));

  await page.goto(`${service.url}/my-cat_1`);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Upload an image');
  expect(await page.locator('#image-id').textContent()).toBe('my-cat_1');
  await page.getByLabel('Choose a picture').setInputFiles(PHOTO);
  await page.getByAltText('The picture you chose').waitFor();
  if (process.env['SHOT']) await page.screenshot({ path: process.env['SHOT'] });
  await page.getByRole('button', { name: 'Upload' }).click();
  const link = page.getByRole('link', { name: 'Open the picture' });
  await link.waitFor();
  expect(await page.getByRole('status').textContent()).toBe('Uploaded.');
  expect(complaints).toEqual([]);

  const shown = await fetch((await link.getAttribute('href')) ?? '');
  expect(new Uint8Array(await shown.arrayBuffer())).toEqual(new Uint8Array(readFileSync(PHOTO)));
  const found = await fetch(`${service.url}/api/url/my-cat_1`);
  expect(await found.json()).toMatchObject({ original_filename: 'chelsea.png' });
});

it('the upload page says why a file was refused', async () => {
  const page = await browser.newPage();
  await page.goto(`${service.url}/no-cat`);
  const notes = { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture'.repeat(20)) };
  await page.getByLabel('Choose a picture').setInputFiles(notes);
  await page.getByRole('button', { name: 'Upload' }).click();
  await expect
    .poll(() => page.getByRole('status').textContent())
    .toBe('Invalid file type. Allowed types: png, jpg, gif, webp, bmp, tiff');
  expect(await page.getByRole('button', { name: 'Upload' }).isEnabled()).toBe(true);
});
