/** Masks without a model: found by themselves, asked for by a box or points, kept, looked up, drawn. */
import { uprightSize } from '../codec/header.ts';
import { encodePng } from '../codec/png/encode.ts';
import type { Engine, Step } from '../engine.ts';
import { automaticMasks } from './automatic.ts';
import { EngineError } from '../errors.ts';
import { planWork, refuseUnlessItFits } from '../plan.ts';
import { type Mask, maskFromPixels, maskPixels, scaleMask } from './mask.ts';
import { MaskSet, packMasks, type ScoredMask } from './mask-set.ts';
import { planSegment } from './plan.ts';
import { type Prompt, promptedMasks } from './prompt.ts';
import { type Instruction, renderMasks } from './render.ts';

export {
  type Box,
  type Mask,
  maskArea,
  maskBox,
  maskContains,
  maskFromPixels,
  maskIou,
  maskPixels,
  scaleMask,
} from './mask.ts';
export { appendMask, maskAtPoint, type MaskRecord, MaskSet, packMasks, type ScoredMask } from './mask-set.ts';
export { cocoPolygons, maskFromPolygons, svgPath } from './outline.ts';
export {
  type CocoRle,
  cocoRle,
  type CocoRuns,
  cocoRuns,
  maskBits,
  maskFromBits,
  maskFromCocoRle,
  maskFromCocoRuns,
  maskFromRuns,
  maskRuns,
} from './runs.ts';
export type { Prompt, PromptPoint } from './prompt.ts';
export type { Instruction, Rgba } from './render.ts';
export { planSegment } from './plan.ts';

const PROGRESS = { segmenting: 20, rendering: 30, done: 100 } as const;

/**
 * Finds the masks of a photo, 5 to 60 of them, of its upright size; ids by area ascending. Fewer only where the photo
 * shows less.
 *
 * @throws {EngineError} what is wrong with the file, or its size
 */
export function segment(engine: Engine, file: Uint8Array): Generator<Step, MaskSet, void> {
  return engine.open(file, {
    plan: planSegment,
    *run(arena, { width, height, color }, header) {
      yield { stage: 'segmenting', progress: PROGRESS.segmenting };
      const upright = uprightSize(header);
      const masks = upscaled(automaticMasks(arena, color, width, height), upright.width, upright.height);
      yield { stage: 'segmenting', progress: PROGRESS.done };
      return new MaskSet(packMasks(masks, upright.width, upright.height));
    },
  });
}

/**
 * Masks for a prompt in pixels of the upright photo, best first: up to three for a single point, else one.
 *
 * @throws {EngineError} what is wrong with the file or its size; INVALID_PARAMETER for the prompt
 */
export function promptMask(
  engine: Engine,
  file: Uint8Array,
  prompt: Prompt,
): Generator<Step, ScoredMask[], void> {
  return engine.open(file, {
    plan: planSegment,
    *run(arena, { width, height, color }, header) {
      yield { stage: 'segmenting', progress: PROGRESS.segmenting };
      const upright = uprightSize(header);
      const [scaleX, scaleY] = [width / upright.width, height / upright.height];
      const points = prompt.points.map(({ x, y, label }) => ({ x: x * scaleX, y: y * scaleY, label }));
      const [x = 0, y = 0, w = 0, h = 0] = prompt.box ?? [];
      const box = prompt.box && ([x * scaleX, y * scaleY, w * scaleX, h * scaleY] as const);
      const masks = promptedMasks(arena, color, width, height, { points, box: box && [...box] });
      yield { stage: 'segmenting', progress: PROGRESS.done };
      return upscaled(masks, upright.width, upright.height);
    },
  });
}

/**
 * Draws masks over nothing, in the photo's pixels or in colours, as a PNG of the masks' size.
 *
 * @throws {EngineError} what is wrong with the file, its size or a colour
 */
export function render(
  engine: Engine,
  file: Uint8Array,
  masks: MaskSet,
  instructions: readonly Instruction[],
): Generator<Step, Uint8Array<ArrayBuffer>, void> {
  return engine.open(file, {
    plan: planSegment,
    *run(arena, photo) {
      yield { stage: 'rendering', progress: PROGRESS.rendering };
      const png = renderMasks(arena, photo, masks, instructions);
      yield { stage: 'rendering', progress: PROGRESS.done };
      return png;
    },
  });
}

/** A mask as an 8-bit grey PNG of 0 and 255. */
export function maskPng(engine: Engine, mask: Mask): Uint8Array<ArrayBuffer> {
  return engine.use((arena) => {
    const grey = arena.put(maskPixels(mask));
    return encodePng(arena, { kind: 'grey', grey }, mask.width, mask.height);
  });
}

/** Larger files of masks are not read: a photo has no more pixels either. */
const MAX_FILE_PIXELS = 50_000_000;

/**
 * Reads a mask that is an image file: inside is what is brighter than 128. A very large one comes out smaller.
 *
 * @throws {EngineError} what is wrong with the file
 */
export function readMask(engine: Engine, file: Uint8Array): Generator<Step, Mask, void> {
  return engine.open(file, {
    plan(header) {
      if (header.width * header.height > MAX_FILE_PIXELS) {
        throw new EngineError('IMAGE_TOO_LARGE', 'The mask has too many pixels.', MAX_FILE_PIXELS);
      }
      return refuseUnlessItFits(header, planWork(header, { format: 'png', color: true, bytesPerPixel: 0 }));
    },
    // oxlint-disable-next-line require-yield -- reading is one stretch of work
    *run(arena, { grey, width, height }) {
      return maskFromPixels(arena.bytes(grey, width * height), width, height);
    },
  });
}

function upscaled(masks: readonly ScoredMask[], width: number, height: number): ScoredMask[] {
  return masks.map(({ mask, score }) => ({ mask: scaleMask(mask, width, height), score }));
}
