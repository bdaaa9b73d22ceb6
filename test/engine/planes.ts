import { Arena } from '../../src/engine/kernels/arena.ts';
import type { Pointer } from '../../src/engine/kernels/kernels.ts';
import { loadModules } from './modules.ts';
import { decode, fixture, greyOf } from './pictures.ts';

/** Sizes that vectors do not fit: a single pixel, less than a vector, odd, and wider than any strip. */
export const SIZES = [
  [1, 1],
  [7, 5],
  [641, 479],
  [4099, 3],
] as const;

export const CONTENTS = ['natural', 'random'] as const;

/** Every size with every content, for describe.each. */
export const PLANES = SIZES.flatMap(([width, height]) =>
  CONTENTS.map((content) => [width, height, content] as const),
);

/** Reproducible whole numbers 0 … below − 1. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const photo = greyOf(decode(fixture('photos/chelsea.png')));

/** A plane of a photo, mirrored where it ends, or of noise. */
export function makePixels(width: number, height: number, content: (typeof CONTENTS)[number], seed = 1) {
  const random = randomNumbers(seed + width * 31 + height);
  return Uint8Array.from({ length: width * height }, (_, i) => {
    if (content === 'random') return random(256);
    const [x, y] = [reflect101(i % width, photo.width), reflect101(Math.floor(i / width), photo.height)];
    return Math.round(photo.data[y * photo.width + x] ?? 0);
  });
}

/** Index of the pixel that stands for `i` beyond a border of n pixels (OpenCV's BORDER_REFLECT_101). */
export function reflect101(i: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * n - 2;
  const at = ((i % period) + period) % period;
  return at < n ? at : period - at;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** Evaluates a formula over a plane. */
export function plane(
  width: number,
  height: number,
  formula: (x: number, y: number) => number,
): Float64Array {
  const out = new Float64Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[y * width + x] = formula(x, y);
  return out;
}

/** Peak signal-to-noise ratio in dB; the expected values are clipped to bytes, not rounded. */
export function psnr(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < expected.length; i++) {
    squares += ((actual[i] ?? NaN) - clamp(expected[i] ?? NaN, 0, 255)) ** 2;
  }
  return 10 * Math.log10((255 * 255) / (squares / expected.length + 1e-9));
}

const GUARD_BYTES = 64;
const CANARY = 0xa5;

/**
 * An arena that lays a guard before and behind every allocation and looks at them whenever memory is given back.
 * Behind an allocation kernels have their slack; before it they have nothing.
 */
export class GuardedArena extends Arena {
  #guards: { before: Pointer; at: Pointer; after: Pointer; bytes: number }[] = [];

  constructor() {
    super(loadModules().kernels);
  }

  override alloc(bytes: number): Pointer {
    const before = super.alloc(GUARD_BYTES);
    const at = super.alloc(bytes);
    const after = super.alloc(GUARD_BYTES);
    this.bytes(before, at - before).fill(CANARY);
    this.bytes(after, GUARD_BYTES).fill(CANARY);
    this.#guards.push({ before, at, after, bytes });
    return at;
  }

  /** @throws {Error} when something wrote outside of its allocation */
  check(from: Pointer = 0): void {
    for (const { before, at, after, bytes } of this.#guards) {
      if (before < from) continue;
      const guards = [this.bytes(before, at - before), this.bytes(after, GUARD_BYTES)];
      if (guards.some((guard) => guard.some((byte) => byte !== CANARY))) {
        throw new Error(`Written outside of ${bytes} bytes`);
      }
    }
  }

  override release(mark: Pointer): void {
    this.check(mark);
    this.#guards = this.#guards.filter(({ before }) => before < mark);
    super.release(mark);
  }

  override reset(): void {
    this.check();
    this.#guards = [];
    super.reset();
  }
}

export const arena: GuardedArena = new GuardedArena();
export const { kernels }: GuardedArena = arena;

/** Copies of results, after a look at the guards. */
export function taken(at: Pointer, bytes: number): Uint8Array {
  arena.check();
  return arena.bytes(at, bytes).slice();
}

export function takenFloats(at: Pointer, count: number): Float32Array {
  return new Float32Array(taken(at, count * 4).buffer);
}
