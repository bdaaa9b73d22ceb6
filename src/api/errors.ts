import { HTTPException } from 'hono/http-exception';
import { SettingsError } from '../env.ts';
import { log } from '../http/log.ts';
import { Problem, problemResponse } from '../http/problem.ts';
import type { AppContext } from './app.ts';

/** A storage fault usually passes within seconds. */
const RETRY_AFTER_SECONDS = 5;

/** Turns whatever was thrown into the one error shape. Nothing internal leaves: unknown errors are only logged. */
export function answerError(error: Error, c: AppContext): Response {
  const problem = toProblem(error);
  if (problem.status >= 500) {
    log('ERROR', 'request_failed', {
      request_id: c.var.requestId,
      path: c.req.path,
      code: problem.code,
      error,
    });
  }
  return problemResponse(problem, c.req.path, c.var.requestId);
}

function toProblem(error: Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof SettingsError)
    return new Problem('MISCONFIGURED', 'The service is not set up; its log says what is missing.');
  if (error instanceof HTTPException && error.status < 500)
    return new Problem('INVALID_REQUEST', error.message);
  if (mentions(error, /constraint failed/)) {
    return new Problem('CONFLICT', 'What this refers to was changed or deleted meanwhile.');
  }
  if (mentions(error, STORAGE_FAULT)) {
    return new Problem('SERVICE_UNAVAILABLE', 'Storage did not answer. Nothing was lost; try again.', {
      headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
    });
  }
  return new Problem('INTERNAL_ERROR', 'Something went wrong on our side.');
}

/** How D1's, R2's and the queues' own faults begin. */
const STORAGE_FAULT =
  /^(?:D1_ERROR|D1_EXEC_ERROR|Failed query|(?:get|put|head|delete|list|createMultipartUpload|uploadPart|completeMultipartUpload): |Queue send failed)/;

/** Drizzle wraps the faults of single queries; those of batches and of other bindings come as they are. */
function mentions(error: Error, pattern: RegExp): boolean {
  return pattern.test(error.message) || (error.cause instanceof Error && pattern.test(error.cause.message));
}
