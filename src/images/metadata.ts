import { invalid } from '../api/parameters.ts';
import type { Problem } from '../http/problem.ts';

const MAX_METADATA_BYTES = 4 * 1024;

/**
 * The JSON object of a form's `metadata` part.
 * @throws Problem `VALIDATION_ERROR`
 */
export function parseMetadata(text: string | undefined): Record<string, unknown> | null {
  if (text === undefined || text.trim() === '' || text.trim() === 'null') return null;
  if (new TextEncoder().encode(text).length > MAX_METADATA_BYTES) {
    throw wrong(`Input should have at most ${MAX_METADATA_BYTES} bytes`, 'too_big');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong('Input should be valid JSON', 'invalid_json');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw wrong('Input should be a JSON object', 'invalid_type');
  }
  return { ...value };
}

function wrong(msg: string, type: string): Problem {
  return invalid([{ loc: ['body', 'metadata'], msg, type }]);
}
