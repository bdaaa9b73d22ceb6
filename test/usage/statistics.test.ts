import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { forgetUses, recordUse } from '../../src/usage/index.ts';
import { statistics } from '../../src/usage/statistics.ts';
import { Client } from '../support/client.ts';
import { formWith, sendForm } from '../support/forms.ts';
import { CHELSEA, tinyGif } from '../support/photos.ts';
import { sendFile } from '../support/studio.ts';

const DAY_MS = 24 * 3600 * 1000;

async function stats() {
  const response = await new Client().fetch('/api/stats');
  expect(response.status).toBe(200);
  return response.json<Record<string, unknown>>();
}

// In one file's storage one after the other: each step goes on from the numbers before.
it('counts every upload, how long it took and how large it was, also those that failed', async () => {
  expect(await stats()).toEqual({
    total_uploads: 0,
    successful_uploads: 0,
    failed_uploads: 0,
    average_processing_time: 0,
    total_file_size: 0,
    last_upload: null,
    total_uses: 0,
    successful_uses: 0,
    success_rate: 0,
    recent_uses_24h: 0,
    file_types: {},
  });

  const client = new Client();
  const gif = tinyGif();
  await sendForm(client, '/api/upload', formWith(CHELSEA));
  await sendForm(client, '/upload/a-cat', formWith(gif));
  await sendForm(client, '/api/upload', formWith('no image at all, but long enough to be looked at'));
  expect(await stats()).toMatchObject({
    total_uploads: 3,
    successful_uploads: 2,
    failed_uploads: 1,
    total_file_size: CHELSEA.length + gif.length,
    last_upload: expect.stringMatching(/^\d{4}-.*Z$/),
    total_uses: 3,
    success_rate: 66.67,
    recent_uses_24h: 3,
    file_types: { 'image/png': 1, 'image/gif': 1 },
  });

  const { key } = await sendFile(client, CHELSEA);
  for (let twice = 0; twice < 2; twice++) {
    await client.post(`/api/upload/confirm?${new URLSearchParams({ key })}`);
  }
  expect(await stats()).toMatchObject({ total_uploads: 4, file_types: { 'image/png': 2, 'image/gif': 1 } });
});

it('counts an upload once that is confirmed many times at the same moment', async () => {
  const before = await statistics(env);
  const client = new Client();
  const { key } = await sendFile(client, CHELSEA);
  const path = `/api/upload/confirm?${new URLSearchParams({ key })}`;
  const answers = await Promise.all(Array.from({ length: 4 }, () => client.copy().post(path)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const after = await statistics(env);
  expect(after.total_uploads - before.total_uploads).toBe(1);
  expect(after.total_file_size - before.total_file_size).toBe(CHELSEA.length);
});

it('gives times in seconds, and counts as recent what is less than a day old', async () => {
  const before = await statistics(env);
  const now = Date.now() + 10 * DAY_MS;
  await recordUse(env, 'upload', 90_000, { fileSize: 1, contentType: 'image/bmp' }, now - DAY_MS);
  await recordUse(env, 'upload', 90_000, { fileSize: 1, contentType: 'image/bmp' }, now - DAY_MS + 1);
  const after = await statistics(env, now);
  expect(after.recent_uses_24h).toBe(1);
  expect(after.successful_uploads - before.successful_uploads).toBe(2);
  expect(after.average_processing_time).toBeGreaterThan(30);
  expect(after.last_upload).toBe(new Date(now - DAY_MS + 1).toISOString());
});

it('keeps the totals when single uses are forgotten', async () => {
  const before = await statistics(env);
  await forgetUses(env, Date.now() + 100 * DAY_MS);
  expect(await env.DB.prepare('select count(*) as n from uses').first('n')).toBe(0);
  expect(await statistics(env)).toEqual({ ...before, recent_uses_24h: 0 });
});

it('reads no more rows the more the service was used', async () => {
  const rowsRead = async () => {
    const { meta } = await env.DB.prepare('select * from use_totals').run();
    return meta.rows_read;
  };
  const before = await rowsRead();
  for (let i = 0; i < 20; i++) await recordUse(env, 'upload', 5, { fileSize: 1, contentType: 'image/png' });
  expect(await rowsRead()).toBe(before);
});
