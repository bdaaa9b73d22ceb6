import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { findChromium } from './test/support/chromium.ts';

// Declared as required in wrangler.toml; the tests bring their own.
process.env['JWT_SECRET_KEY'] ??= 'a-secret-for-tests-only-0123456789abcdef';

/** Pixels: pure code, run in Node because it needs nothing of workerd. */
const engine = {
  test: {
    name: 'engine',
    include: ['test/{engine,fuzz}/**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
  },
};

/** Everything that talks to R2, D1, queues or the Durable Object: run in workerd, against the real ones. */
const worker = {
  // Test pictures that vite does not know to be files.
  assetsInclude: ['**/*.tiff'],
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: './wrangler.toml' },
      miniflare: {
        bindings: {
          TEST_MIGRATIONS: await readD1Migrations('./migrations'),
          JWT_SECRET_KEY: 'a-secret-for-tests-only-0123456789abcdef',
          ENVIRONMENT: 'development',
          RATE_LIMITS: 'off',
        },
      },
    })),
  ],
  test: {
    name: 'worker',
    include: ['test/**/*.test.ts'],
    exclude: ['test/engine/**', 'test/fuzz/**', 'test/e2e/**', 'test/browser/**'],
    setupFiles: ['./test/setup.ts'],
    testTimeout: 30_000,
  },
};

/** From outside, against a server that `npm start` runs. */
const outside = { environment: 'node', testTimeout: 120_000, hookTimeout: 120_000 };

/** The service as programs meet it: over HTTP and WebSocket. */
const e2e = { test: { ...outside, name: 'e2e', include: ['test/e2e/**/*.test.ts'] } };

/** The service as people meet it: in Chromium. */
const browser = { test: { ...outside, name: 'browser', include: ['test/browser/**/*.test.ts'] } };

const pages = findChromium() ? [browser] : [];
if (pages.length === 0) {
  const advice = 'No Chromium found: install it, or name it in CHROMIUM_PATH, to run the tests of the pages.';
  if (process.env['CI']) throw new Error(advice);
  console.warn(advice);
}

// What a passing test logged is noise.
export default defineConfig({ test: { silent: 'passed-only', projects: [engine, worker, e2e, ...pages] } });
