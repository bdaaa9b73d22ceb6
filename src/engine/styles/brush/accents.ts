import { halfGaussian, smearInPlace, tangentField } from '../../kernels/flow.ts';
import type { Canvas } from '../canvas.ts';
import { unitPx } from '../pencil/scale.ts';
import { GUIDE_PIXELS, type Planes, shrunk } from './guide.ts';

/** The wider Gaussian of the difference, in σ of the narrower (Winnemöller, Kyprianidis, Olsen 2012). */
const WIDER = 1.6;
/** σ of the narrower Gaussian, and length of a line's smear, units. */
const SIGMA = 1.5;
const LENGTH = 9;
/** Of a difference of 0, as the kernel writes it. */
const MIDDLE = 128;
/** Levels of a mark per level that a line is darker than its surroundings. */
const GAIN = 10;
/** Levels by which the darkest accent is darker than the paint. */
const DEEPEST = 0.26;

/**
 * The photo's dark lines (flow-based difference of Gaussians: Kang, Lee, Chui 2007), found now, before the photo is
 * painted over.
 *
 * @param threshold marks below are no lines, levels
 * @returns lays them over a guide: `target` is `guide`, darkened there
 */
export function accented(canvas: Canvas, threshold: number): (guide: Planes, target: Planes) => void {
  const { arena } = canvas;
  const { kernels } = arena;
  const photo = { width: canvas.width, height: canvas.height, planes: [canvas.grey] };
  const { planes, width, height } = shrunk(arena, photo, GUIDE_PIXELS);
  const [light = 0] = planes;
  const unit = unitPx(canvas.width, canvas.height) * (width / canvas.width);
  const lines = arena.alloc(width * height);
  const mark = arena.mark();
  const sigma = Math.max(0.7, SIGMA * unit);
  const radius = Math.min(24, Math.ceil(3 * WIDER * sigma));
  const wide = halfGaussian(WIDER * sigma, radius);
  const pairs = Float32Array.from({ length: 2 * (radius + 1) }, (_, i) => wide[i >> 1] ?? 0);
  for (const [i, weight] of halfGaussian(sigma, radius).entries()) pairs[2 * i] = weight;
  const scratch = arena.alloc(kernels.differenceScratchBytes(width, radius));
  const weights = arena.put(pairs);
  kernels.differenceOfGaussians(
    light,
    width,
    height,
    0,
    height,
    weights,
    radius,
    MIDDLE,
    0,
    0,
    1,
    -GAIN / 2,
    0,
    lines,
    scratch,
  );
  const darker = Uint8Array.from({ length: 256 }, (_, level) => Math.max(0, 2 * (level - MIDDLE)));
  kernels.lookup(lines, width * height, arena.put(darker), lines);
  const field = tangentField(arena, light, width, height, 2);
  smearInPlace(arena, lines, width, height, { field, steps: 6, stepPx: (LENGTH * unit) / 6 });
  const ramp = Uint8Array.from({ length: 256 }, (_, level) =>
    Math.max(0, Math.min(255, (level - threshold * 6) * 4)),
  );
  kernels.lookup(lines, width * height, arena.put(ramp), lines);
  arena.release(mark);
  return (guide, target) => {
    for (const [i, plane] of guide.planes.entries()) {
      kernels.subtract(plane, lines, width * height, DEEPEST, target.planes[i] ?? plane);
    }
  };
}
