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

/** What a `<video>` makes of a film: its size and length, and where it stands after each seek. */
interface Playback {
  width: number;
  height: number;
  duration: number;
  places: number[];
}

/** Run in the page: plays a film, then winds it to its beginning, middle and end, and back. */
const PLAY = `async (source) => {
  const video = document.createElement('video');
  video.muted = true;
  video.src = source;
  document.body.append(video);
  const heard = (event) =>
    new Promise((resolve, reject) => {
      video.addEventListener(event, resolve, { once: true });
      video.addEventListener('error', () => reject(new Error(video.error.message)), { once: true });
    });
  await heard('canplay');
  const playing = heard('timeupdate');
  await video.play();
  await playing;
  video.pause();
  const places = [];
  for (const place of [0, video.duration / 2, video.duration - 0.1, 1]) {
    const there = heard('seeked');
    video.currentTime = place;
    await there;
    places.push(video.currentTime);
  }
  return { width: video.videoWidth, height: video.videoHeight, duration: video.duration, places };
}`;

it('a photo that has just been uploaded plays as a video, and can be wound to any place', async () => {
  const form = new FormData();
  form.append('file', new File([readFileSync(PHOTO)], 'chelsea.png', { type: 'image/png' }));
  const response = await fetch(`${service.url}/api/upload`, { method: 'POST', body: form });
  const { video_filename: name } = await response.json<{ video_filename: string }>();

  const page = await browser.newPage();
  const statuses: number[] = [];
  page.on('response', (answer) => {
    if (answer.url().includes('/api/video/')) statuses.push(answer.status());
  });
  const address = `${service.url}/api/video/${name}`;
  const playback = await page.evaluate<Playback>(`(${PLAY})(${JSON.stringify(address)})`);

  expect(playback).toMatchObject({ width: 1280, height: 852 });
  expect(playback.duration).toBeCloseTo(12, 2);
  expect(playback.places).toEqual([0, 6, 11.9, 1].map((place) => expect.closeTo(place, 1)));
  expect(statuses).toContain(206);
  expect(statuses.every((status) => status === 200 || status === 206)).toBe(true);
});
