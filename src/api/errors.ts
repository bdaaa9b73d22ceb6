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
  if (isStorageFault(error)) {
    return new Problem('SERVICE_UNAVAILABLE', 'Storage did not answer. Nothing was lost; try again.', {
      headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
    });
  }
  return new Problem('INTERNAL_ERROR', 'Something went wrong on our side.');
}

/** D1, R2 and queue faults: drizzle wraps single queries, batches and the other bindings throw their own text. */
function isStorageFault(error: Error): boolean {
  const texts = [error.message, error.cause instanceof Error ? error.cause.message : ''];
  return texts.some((text) =>
    /^(?:D1_ERROR|D1_EXEC_ERROR|Failed query|(?:get|put|head|delete|list|createMultipartUpload|uploadPart|completeMultipartUpload): |Queue send failed)/.test(
      text,
    ),
  );
}
