import { ERRORS, type ErrorCode } from './codes.ts';

/** One thing wrong with the input. `loc` says where: `["query", "style"]`. */
export interface Invalid {
  loc: [place: 'query' | 'body' | 'path' | 'header', ...path: (string | number)[]];
  msg: string;
  type: string;
}

interface ProblemOptions {
  /** More about this one case, for a person. */
  details?: string;
  invalid?: Invalid[];
  headers?: Record<string, string>;
  /** Extension members of the problem document. */
  extra?: Record<string, unknown>;
  cause?: unknown;
}

/** An answer other than success: thrown anywhere, turned into problem+json in one place. */
export class Problem extends Error {
  override name = 'Problem';
  readonly code: ErrorCode;
  readonly options: ProblemOptions;

  /** @param sentence what went wrong, for a person; the code's title if absent */
  constructor(code: ErrorCode, sentence?: string, options: ProblemOptions = {}) {
    super(sentence ?? ERRORS[code][1], { cause: options.cause });
    this.code = code;
    this.options = options;
  }

  get status(): number {
    return ERRORS[this.code][0];
  }
}

/**
 * The problem document (RFC 9457) with the extension members that older front ends read.
 * For validation errors `detail` is the list of what is wrong; otherwise it is the sentence.
 */
export function problemResponse(problem: Problem, instance: string, requestId: string): Response {
  const { status, code, message, options } = problem;
  const body = {
    type: `urn:easel:error:${code.toLowerCase().replaceAll('_', '-')}`,
    title: ERRORS[code][1],
    status,
    detail: options.invalid ?? message,
    instance,
    code,
    request_id: requestId,
    success: false,
    error: message,
    error_type: code,
    status_code: status,
    details: options.details ?? null,
    ...options.extra,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      'X-Request-Id': requestId,
      // A 401 has to name a way to authenticate (RFC 9110 §15.5.2).
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
      ...options.headers,
    },
  });
}
