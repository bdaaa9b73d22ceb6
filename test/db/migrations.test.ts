import { applyD1Migrations, type D1Migration, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { Client } from '../support/client.ts';

const migrations = (env as unknown as { TEST_MIGRATIONS: D1Migration[] }).TEST_MIGRATIONS;

it('an older database is brought up to date with what is in it, and once more does no harm', async () => {
  await reset();
  await applyD1Migrations(env.DB, migrations.slice(0, 1));
  await env.DB.batch([
    env.DB.prepare("insert into images (id, owner_id, created_at) values ('old', 'guest_1', 1)"),
    env.DB.prepare(
      `insert into image_versions (id, image_id, key, original_filename, content_type, file_size, width, height, etag,
       sha256, created_at) values ('old', 'old', 'uploads/guest_1/1.png', 'a.png', 'image/png', 5, 4, 3, 'e', 's', 1)`,
    ),
  ]);
  await applyD1Migrations(env.DB, migrations);
  await applyD1Migrations(env.DB, migrations);
  const response = await new Client().fetch('/api/images/old');
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    image_id: 'old',
    mask_url: null,
    count: 1,
    images: [{ original_filename: 'a.png', width: 4, height: 3, blurhash: null, metadata: null }],
  });
});
