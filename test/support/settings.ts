import { parseSettings, type Settings } from '../../src/env.ts';

export const SECRET = 'a-secret-for-tests-only-0123456789abcdef';
export const OTHER_SECRET = 'another-secret-for-tests-0123456789abcdef';

/** Settings as a deployment with these variables has them. */
export function settingsWith(vars: Record<string, string> = {}): Settings {
  return parseSettings({ JWT_SECRET_KEY: SECRET, ...vars });
}
