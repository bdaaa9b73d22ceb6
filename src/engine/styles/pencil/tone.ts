import type { Arena } from '../../kernels/arena.ts';
import { histogramOf } from '../../kernels/histogram.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { mix } from './scale.ts';

/**
 * How often each of 256 tones occurs in a pencil drawing: paper (Laplacian, σ 9), mid tones (uniform 105–225) and
 * pressed graphite (Gaussian μ 90, σ 11), in these shares (Lu, Xu, Jia 2012, §3.2).
 */
const SHARES = { paper: 0.34, middle: 0.44, dark: 0.22 } as const;

function normalised(weights: number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function targetHistogram(): number[] {
  const level = Array.from({ length: 256 }, (_, value) => value);
  const paper = normalised(level.map((value) => Math.exp(-(255 - value) / 9)));
  const middle = normalised(level.map((value) => (value >= 105 && value <= 225 ? 1 : 0)));
  const dark = normalised(level.map((value) => Math.exp(-((value - 90) ** 2) / (2 * 11 * 11))));
  return level.map(
    (value) =>
      SHARES.paper * (paper[value] ?? 0) +
      SHARES.middle * (middle[value] ?? 0) +
      SHARES.dark * (dark[value] ?? 0),
  );
}

/** For every level, the level of the target histogram with as much below it; monotone. */
function matchHistogram(counts: Uint32Array, target: number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const matched: number[] = [];
  let below = 0;
  let level = 0;
  let targetBelow = target[0] ?? 0;
  for (const count of counts) {
    const share = (below + count / 2) / total;
    while (level < 255 && targetBelow < share) {
      level++;
      targetBelow += target[level] ?? 0;
    }
    matched.push(level);
    below += count;
  }
  return matched;
}

export interface ToneOptions {
  /** 0 keeps the photo's own tones, 1 takes the tones of a drawing. */
  drawn: number;
  /** Multiplies coverage. */
  weight: number;
  /** With colour, light areas are filled more: their pigment is light itself. */
  filled?: boolean;
}

/** Exponent by which coloured pencils cover more than graphite would. */
const COLOR_FILL = 1.35;

/** How much of the graphite's range the darkest drawn tone takes. */
const DARKEST_DRAWN = 60;

/**
 * Table from luminance to coverage (0 paper, 255 full pigment): the photo's tones pulled towards those of a
 * drawing, so that light stays light and dark dark; pure white is always bare paper.
 */
export function coverageTable(arena: Arena, grey: Pointer, count: number, options: ToneOptions): Uint8Array {
  const matched = matchHistogram(histogramOf(arena, grey, count), targetHistogram());
  return Uint8Array.from(matched, (tone, level) => {
    const stretched = ((tone - DARKEST_DRAWN) / (255 - DARKEST_DRAWN)) * 255;
    const white = (level / 255) ** 8;
    const light = mix(level, stretched, options.drawn * (1 - white)) / 255;
    const coverage = Math.max(0, Math.min(1, (1 - light) * options.weight));
    return Math.round(255 * (options.filled ? 1 - (1 - coverage) ** COLOR_FILL : coverage));
  });
}

/** Table that turns the sum of line responses into darkness: rises steeply, then saturates. */
export function lineTable(gain: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, value) => {
    const response = Math.max(0, value - 4) / 255;
    return Math.round(255 * (1 - Math.exp(-gain * response)));
  });
}
