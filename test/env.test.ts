import { describe, expect, it } from 'vitest';
import { parseSettings, SettingsError } from '../src/env.ts';
import { OTHER_SECRET, SECRET, settingsWith } from './support/settings.ts';

function complaintAbout(vars: Record<string, string>): string {
  try {
    parseSettings(vars);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error('the settings were accepted');
}

describe('settings', () => {
  it('have defaults for all but the secret', () => {
    expect(settingsWith()).toMatchObject({
      ENVIRONMENT: 'production',
      APP_NAME: 'Easel',
      LOG_LEVEL: 'INFO',
      JWT_ACCESS_TOKEN_EXPIRE_MINUTES: 1440,
      ALLOWED_ORIGINS: [],
      GUEST_ACCESS: 'private',
      RATE_LIMITS: 'on',
      MAX_FILE_SIZE: 16_777_216,
      MAX_PIXELS: 50_000_000,
      VIEW_URL_EXPIRATION: 3600,
      PRESIGNED_URL_EXPIRATION: 900,
      MAX_CONCURRENT_TASKS: 5,
      TASK_TIMEOUT: 300,
    });
  });

  it('in development allow the usual localhost ports', () => {
    const { ALLOWED_ORIGINS } = settingsWith({ ENVIRONMENT: 'development' });
    for (const port of [3000, 3001, 5173, 4173, 8787]) {
      expect(ALLOWED_ORIGINS).toContain(`http://localhost:${port}`);
    }
  });

  it.each([
    ['a JSON array', '["https://a.example", "http://localhost:3000/"]'],
    ['commas', 'https://a.example,http://localhost:3000/'],
    ['commas and spaces', ' https://a.example , http://localhost:3000 ,'],
  ])('take a list as %s', (_, ALLOWED_ORIGINS) => {
    expect(settingsWith({ ALLOWED_ORIGINS }).ALLOWED_ORIGINS).toEqual([
      'https://a.example',
      'http://localhost:3000',
    ]);
  });

  it('take an empty variable for an absent one', () => {
    expect(settingsWith({ MAX_FILE_SIZE: '', ADMIN_EMAIL: '', JWT_SECRET_KEY_PREVIOUS: '' })).toMatchObject({
      MAX_FILE_SIZE: 16_777_216,
    });
  });

  it('that are missing say what to add', () => {
    expect(complaintAbout({})).toBe(
      'JWT_SECRET_KEY is missing. Add it with `wrangler secret put JWT_SECRET_KEY` ' +
        '(locally: `npm start` makes one in .dev.vars).',
    );
  });

  it.each([
    ['JWT_SECRET_KEY', 'x'.repeat(31)],
    ['JWT_SECRET_KEY_PREVIOUS', 'hunter2-hunter2'],
    ['ENVIRONMENT', 'staging-7'],
    ['LOG_LEVEL', 'LOUD-7'],
    ['ALLOWED_ORIGINS', 'not-an-origin'],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'null'],
    ['ALLOWED_ORIGINS', '["https://a.example"'],
    ['ALLOWED_ORIGINS', 'ftp://a.example'],
    ['GUEST_ACCESS', 'everyone-7'],
    ['ADMIN_EMAIL', 'nobody-at-all'],
    ['RATE_LIMITS', 'maybe-7'],
    ['MAX_FILE_SIZE', '-1234'],
    ['MAX_FILE_SIZE', '16MB-7'],
    ['MAX_PIXELS', '1.2345'],
    ['ALLOWED_FILE_TYPES', 'image/svg+xml'],
    ['JWT_ACCESS_TOKEN_EXPIRE_MINUTES', '-7'],
    ['BASE_URL', 'somewhere-else'],
    ['R2_ENDPOINT', 'nowhere-at-all'],
  ])('name %s when it is wrong, and never show it: %s', (name, value) => {
    const complaint = complaintAbout({ JWT_SECRET_KEY: SECRET, [name]: value });
    expect(complaint).toContain(name);
    expect(complaint).toContain('cannot be used');
    expect(complaint).not.toContain(value);
  });

  it('name all that is wrong at once', () => {
    const complaint = complaintAbout({ LOG_LEVEL: 'LOUD', MAX_PIXELS: 'many' });
    for (const name of ['JWT_SECRET_KEY', 'LOG_LEVEL', 'MAX_PIXELS']) expect(complaint).toContain(name);
  });

  it('accept a second secret for the time of a rotation', () => {
    const rotated = settingsWith({ JWT_SECRET_KEY: OTHER_SECRET, JWT_SECRET_KEY_PREVIOUS: SECRET });
    expect(rotated).toMatchObject({ JWT_SECRET_KEY: OTHER_SECRET, JWT_SECRET_KEY_PREVIOUS: SECRET });
  });
});
