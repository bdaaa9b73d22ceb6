import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Settings of a development machine, made once. What the file already says is never changed. */
const DEVELOPMENT: Record<string, () => string> = {
  JWT_SECRET_KEY: () => randomBytes(32).toString('base64url'),
  ENVIRONMENT: () => 'development',
};

/** @returns the names that were added to `.dev.vars` */
export function ensureDevelopmentSecrets(file: string): string[] {
  const present = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const missing = Object.keys(DEVELOPMENT).filter(
    (name) => !new RegExp(`^\\s*${name}\\s*=`, 'm').test(present),
  );
  if (missing.length === 0) return [];
  const lines = missing.map((name) => `${name}="${DEVELOPMENT[name]?.() ?? ''}"\n`);
  const separator = present === '' || present.endsWith('\n') ? '' : '\n';
  writeFileSync(file, present + separator + lines.join(''), { mode: 0o600 });
  return missing;
}

/**
 * The file's other settings as arguments of `wrangler dev`, which reads by itself only those that wrangler.toml names.
 */
export function furtherSettings(file: string): string[] {
  return Object.entries(parseEnv(readFileSync(file, 'utf8')))
    .filter(([name]) => !Object.hasOwn(DEVELOPMENT, name))
    .flatMap(([name, value]) => ['--var', `${name}:${value ?? ''}`]);
}
