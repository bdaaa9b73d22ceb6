import { z } from 'zod';
import packageJson from '../package.json' with { type: 'json' };

const KIB = 1024;
const MIB = 1024 * KIB;

/** What `JWT_SECRET_KEY` must at least hold: 256 bits, HS256's own key size (RFC 7518 §3.2). */
const MIN_SECRET_CHARACTERS = 32;

const LOCALHOST_ORIGINS = [3000, 3001, 5173, 4173, 8787].flatMap((port) => [
  `http://localhost:${port}`,
  `http://127.0.0.1:${port}`,
]);

export const IMAGE_TYPES = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/bmp',
  'image/tiff',
] as const;

/** A JSON array or a comma-separated list; absent stays absent. */
const list = z
  .string()
  .transform((text, context) => {
    if (!text.trim().startsWith('['))
      return text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean);
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON array or a comma-separated list' });
      return z.NEVER;
    }
  })
  .pipe(z.array(z.string()));

const positive = z.coerce.number().int().positive();

const origin = z.url({ protocol: /^https?$/, hostname: /^[^*]+$/ }).transform((url) => new URL(url).origin);

const schema = z
  .object({
    ENVIRONMENT: z.enum(['production', 'development']).default('production'),
    APP_NAME: z.string().default('Easel'),
    APP_VERSION: z.string().default(packageJson.version),
    BASE_URL: origin.optional(),
    LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARNING', 'ERROR']).default('INFO'),

    JWT_SECRET_KEY: z.string().min(MIN_SECRET_CHARACTERS),
    JWT_SECRET_KEY_PREVIOUS: z.string().min(MIN_SECRET_CHARACTERS).optional(),
    JWT_ACCESS_TOKEN_EXPIRE_MINUTES: positive.default(1440),
    COOKIE_DOMAIN: z.string().optional(),

    ALLOWED_ORIGINS: list.pipe(z.array(origin)).optional(),
    GUEST_ACCESS: z.enum(['private', 'shared', 'off']).default('private'),
    ADMIN_EMAIL: z.email().optional(),
    RATE_LIMITS: z.enum(['on', 'off']).default('on'),

    MAX_FILE_SIZE: positive.default(16 * MIB),
    MAX_PIXELS: positive.default(50_000_000),
    ALLOWED_FILE_TYPES: list.pipe(z.array(z.enum(IMAGE_TYPES))).default([...IMAGE_TYPES]),
    VIEW_URL_EXPIRATION: positive.default(3600),
    PRESIGNED_URL_EXPIRATION: positive.default(900),

    MAX_CONCURRENT_TASKS: positive.default(5),
    TASK_TIMEOUT: positive.default(300),
    GUEST_RETENTION_HOURS: positive.default(24),

    SEGMENTER: z
      .enum(['embedded', 'sam-endpoint', 'replicate', 'fal', 'roboflow', 'huggingface'])
      .default('embedded'),
    SAM_API_URL: z.url({ protocol: /^https?$/ }).optional(),
    SAM_API_TOKEN: z.string().optional(),
    SAM_API_TIMEOUT: positive.default(150),
    /** Whether providers and webhooks may be on this machine, for development. */
    OUTBOUND_LOOPBACK: z.enum(['on', 'off']).default('off'),

    R2_ACCOUNT_ID: z.string().optional(),
    R2_BUCKET_NAME: z.string().optional(),
    R2_ACCESS_KEY_ID: z.string().optional(),
    R2_SECRET_ACCESS_KEY: z.string().optional(),
    R2_ENDPOINT: z.url().optional(),
  })
  .transform(({ ALLOWED_ORIGINS, ...rest }) => ({
    ...rest,
    ALLOWED_ORIGINS: ALLOWED_ORIGINS ?? (rest.ENVIRONMENT === 'development' ? LOCALHOST_ORIGINS : []),
  }));

/** Every setting of the Worker, checked and with its default. */
export type Settings = z.output<typeof schema>;

/** A setting is missing or wrong. The message names it and says what to do; it never holds a value. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

const parsed = new WeakMap<object, Settings>();

/**
 * The settings of an environment, parsed once.
 * @throws SettingsError
 */
export function settingsOf(env: Env): Settings {
  const known = parsed.get(env);
  if (known) return known;
  const settings = parseSettings(env as unknown as Record<string, unknown>);
  parsed.set(env, settings);
  return settings;
}

/**
 * Reads settings from the variables and secrets of a Worker. An empty string counts as absent.
 * @throws SettingsError
 */
export function parseSettings(vars: Record<string, unknown>): Settings {
  const given = Object.fromEntries(
    Object.keys(schema.in.shape)
      .filter((name) => vars[name] !== undefined && vars[name] !== '')
      .map((name) => [name, vars[name]]),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => explain(String(issue.path[0]), issue, given));
  throw new SettingsError(problems.join(' '));
}

function explain(name: string, issue: z.core.$ZodIssue, given: Record<string, unknown>): string {
  if (name in given) return `${name} is set to something that cannot be used: ${issue.message}.`;
  const how =
    name === 'JWT_SECRET_KEY'
      ? 'Add it with `wrangler secret put JWT_SECRET_KEY` (locally: `npm start` makes one in .dev.vars).'
      : 'Add it to [vars] in wrangler.toml.';
  return `${name} is missing. ${how}`;
}
