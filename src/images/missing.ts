import { Problem } from '../http/problem.ts';

/**
 * What front ends of most calls expect of a form without its file: a validation error.
 * @throws whatever it is given, `NO_FILE` as `VALIDATION_ERROR`
 */
export function missingFile(error: unknown): never {
  if (!(error instanceof Problem) || error.code !== 'NO_FILE') throw error;
  throw new Problem('VALIDATION_ERROR', 'No file uploaded', {
    invalid: [{ loc: ['body', 'file'], msg: 'Field required', type: 'missing' }],
    cause: error,
  });
}
