/** What can be wrong with a picture or a request. The service maps each code to a 4xx. */
export type EngineErrorCode =
  | 'UNSUPPORTED_FORMAT'
  | 'CORRUPT_IMAGE'
  | 'IMAGE_TOO_LARGE'
  | 'INVALID_PARAMETER'
  | 'NEED_MORE_BYTES';

/**
 * A failure that the caller's input explains; its message is a sentence the user may read.
 * Anything else that the engine throws is a defect of the engine.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  /** The number that was exceeded (pixels) or, for `NEED_MORE_BYTES`, how long the prefix must be at least. */
  readonly limit: number | undefined;

  constructor(code: EngineErrorCode, message: string, limit?: number) {
    super(message);
    this.code = code;
    this.limit = limit;
  }
}
