import { type Engine, EngineError, sketchParameters } from '../../src/engine/index.ts';

/** A picture of the corpus takes milliseconds; longer than this is a hang. */
export const HANG_MS = 2000;

const REQUEST = sketchParameters.parse({ look: 'classic', method: 'basic' });

/**
 * What the engine makes of a file: a picture, or a refusal with its code.
 * @throws whatever else happens, which is a defect of the engine
 */
export function attempt(engine: Engine, bytes: Uint8Array): string {
  try {
    for (const step of engine.sketch(bytes, REQUEST)) {
      if (step.progress > 100) throw new Error(`progress of ${step.progress}`);
    }
    return 'drawn';
  } catch (error) {
    if (error instanceof EngineError) return error.code;
    throw error;
  }
}
