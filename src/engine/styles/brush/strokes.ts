import type { Arena } from '../../kernels/arena.ts';
import type { TangentField } from '../../kernels/flow.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Planes } from './guide.ts';

/** Bytes of a stroke between planStrokes() and layStrokes(). */
const STROKE_BYTES = 48;
/** Rounds that planStrokes() lays a layer in. */
const ROUNDS = 8;

/** One size of brush; lengths in pixels of the guide. */
export interface Layer {
  halfWidth: number;
  /** Half of the longest stroke, in half widths. */
  reach: number;
  /** Distance between strokes, in half widths. */
  spacing: number;
  /** Levels by which a stroke must improve on the layers below to be laid. */
  worth: number;
  /** Levels by which the photo may leave a stroke's colour before the stroke ends. */
  tolerance: number;
  /** Levels by which the lightness of neighbouring strokes varies. */
  variation: number;
  /** Radians by which directions vary. */
  wobble: number;
  /** Height of the paint for black and for white, 0–255. */
  thickness: readonly [number, number];
}

/** What strokes are laid on, and with which brush; see layStrokes(). */
export interface Easel {
  painting: Planes;
  heights: Pointer;
  bristles: Pointer;
  grain: number;
  round: number;
  ragged: number;
  softPx: number;
  dry: number;
  groove: number;
}

/**
 * Lays one size of brush: strokes along the directions of the photo for as long as its colour holds; where `below`
 * already shows what a stroke would, none.
 *
 * @param sharp the photo blurred as fits the brush
 * @param below what the layers underneath show of it, the same size; none for the first layer
 */
export function* layLayer(
  arena: Arena,
  sharp: Planes,
  below: Planes | undefined,
  directions: TangentField,
  layer: Layer,
  easel: Easel,
  seed: number,
): Generator<number, void, void> {
  const { kernels } = arena;
  const { painting } = easel;
  const spacing = layer.halfWidth * layer.spacing;
  const columns = Math.ceil(sharp.width / spacing);
  const rows = Math.ceil(sharp.height / spacing);
  const mark = arena.mark();
  const strokes = arena.alloc((Math.ceil(columns / ROUNDS) + 1) * STROKE_BYTES);
  const [guideRed = 0, guideGreen = guideRed, guideBlue = guideRed] = sharp.planes;
  const [underRed = 0, underGreen = underRed, underBlue = underRed] = below?.planes ?? [];
  const [red = 0, green = 0, blue = 0] = painting.planes;
  const enlarge = painting.width / sharp.width;
  for (let round = 0; round < ROUNDS; round++) {
    for (let row = 0; row < rows; row++) {
      const count = kernels.planStrokes(
        guideRed,
        guideGreen,
        guideBlue,
        underRed,
        underGreen,
        underBlue,
        sharp.width,
        sharp.height,
        directions.at,
        directions.width,
        directions.height,
        enlarge,
        row,
        round,
        layer.halfWidth,
        layer.reach,
        layer.spacing,
        layer.worth,
        layer.tolerance,
        layer.variation,
        layer.wobble,
        layer.thickness[0],
        layer.thickness[1],
        seed,
        strokes,
      );
      kernels.layStrokes(
        strokes,
        count,
        red,
        green,
        blue,
        easel.heights,
        painting.width,
        painting.height,
        easel.bristles,
        easel.grain,
        easel.round,
        easel.ragged,
        easel.softPx,
        easel.dry,
        easel.groove,
      );
    }
    yield (round + 1) / ROUNDS;
  }
  arena.release(mark);
}
