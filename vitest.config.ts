import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

/** Pixels: pure code, run in Node because it needs nothing of workerd. */
const engine = {
  test: { name: 'engine', include: ['test/engine/**/*.test.ts'], environment: 'node', testTimeout: 60_000 },
};

/** Everything that talks to R2, D1, queues or the Durable Object: run in workerd, against the real ones. */
const worker = {
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
    exclude: ['test/engine/**', 'test/e2e/**'],
    setupFiles: ['./test/setup.ts'],
    testTimeout: 30_000,
  },
};

/** The service as its users meet it: over HTTP and WebSocket, from outside and from a browser. */
const e2e = {
  test: {
    name: 'e2e',
    include: ['test/e2e/**/*.test.ts'],
    environment: 'node',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
};

// What a passing test logged is noise.
export default defineConfig({ test: { silent: 'passed-only', projects: [engine, worker, e2e] } });
