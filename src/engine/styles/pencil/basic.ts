import type { Canvas, Drawing } from '../canvas.ts';
import { layDown } from './draw.ts';
import { mix, unitPx } from './scale.ts';
import { paperTile } from './tiles.ts';
import { coverageTable } from './tone.ts';

/** The blur of the dodge, as a share of the picture's mean side. */
const SIGMA_UNITS = 16;
/** Coarsest copy that a blur is made on: 8 pixels become one, so that four neighbours share an interpolation cell. */
const MIN_SHIFT = 3;
/** Blur that halving `shift` times and interpolating back makes by itself, in low pixels: σ² = 1/12 + 1/6. */
const OWN_VARIANCE = 1 / 12 + 1 / 6;
const WIDEST_LOW_SIGMA = 4;

function halfKernel(sigma: number): Float32Array {
  const radius = Math.max(1, Math.ceil(3 * sigma));
  const weights = Float32Array.from({ length: radius + 1 }, (_, i) =>
    Math.exp(-(i * i) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), 0);
  return weights.map((weight) => weight / sum);
}

/** A quick sketch: the photo dodged by its own blur, which leaves its contours and soft darks, on paper. */
export function* drawBasic(canvas: Canvas): Drawing {
  const { arena, width, height, grey, request } = canvas;
  const { kernels } = arena;
  const count = width * height;
  const unit = unitPx(width, height);
  const sigma = unit * SIGMA_UNITS * mix(1.5, 0.6, request.detail);

  const line = arena.alloc(count);
  const mark = arena.mark();
  let [low, lowWidth, lowHeight, shift] = [grey, width, height, 0];
  while (shift < MIN_SHIFT || sigma / 2 ** shift > WIDEST_LOW_SIGMA) {
    const halved = arena.alloc(Math.ceil(lowWidth / 2) * Math.ceil(lowHeight / 2));
    kernels.halve(low, lowWidth, lowHeight, halved);
    [low, lowWidth, lowHeight] = [halved, Math.ceil(lowWidth / 2), Math.ceil(lowHeight / 2)];
    shift++;
  }
  const lowSigma = Math.sqrt(Math.max(0.09, (sigma / 2 ** shift) ** 2 - OWN_VARIANCE));
  const weights = halfKernel(lowSigma);
  const blurred = arena.alloc(lowWidth * lowHeight * 4);
  const row = arena.alloc((lowWidth + 2 * weights.length + 8) * 4);
  const weightsAt = arena.put(weights);
  kernels.gaussianFloat(low, lowWidth, lowHeight, weightsAt, weights.length - 1, blurred, row);
  yield 0.3;
  kernels.softDodge(grey, width, height, blurred, lowWidth, lowHeight, shift, row, line);
  arena.release(mark);
  yield 0.5;

  const weight = mix(0.6, 1.9, request.strength);
  const contour = Uint8Array.from({ length: 256 }, (_, light) =>
    Math.round(255 * (1 - (light / 255) ** weight)),
  );
  kernels.lookup(line, count, arena.put(contour), line);
  const paper = paperTile(arena, request.paper, Math.max(2, 2 * unit), request.seed);
  const flat = paperTile(arena, 'none', 0, request.seed);
  kernels.deposit(line, width, 0, height, flat, paper, 90, 255);
  yield 0.7;

  // A breath of the photo's own tone, or what is evenly dark would stay white paper.
  const tone = arena.alloc(count);
  const shade = coverageTable(arena, grey, count, {
    drawn: 0.4,
    weight: mix(0.35, 0.75, request.strength),
    filled: canvas.color !== undefined,
  });
  kernels.lookup(grey, count, arena.put(shade), tone);
  kernels.deposit(tone, width, 0, height, flat, paper, 90, 255);
  yield 0.9;
  return layDown(canvas, tone, line, { tone: 190, line: 205 });
}
