import { Arena } from '../../../src/engine/kernels/arena.ts';
import { VideoEncoder, type VideoSettings } from '../../../src/engine/video/encoder.ts';
import type { Sample, Track } from '../../../src/engine/video/movie.ts';
import { loadModules } from '../modules.ts';
import { randomNumbers } from '../planes.ts';

const MACROBLOCK = 16;
const arena = new Arena(loadModules().kernels);

export interface Film {
  file: Uint8Array<ArrayBuffer>;
  track: Track;
  samples: Sample[];
  /** What the encoder takes for the decoder's picture, of every frame: Y, U, V padded to whole macroblocks. */
  decoded: Uint8Array[];
  paddedWidth: number;
  paddedHeight: number;
}

/** Changes a macroblock's 16 rows, `stride` bytes apart, of the planes of all three channels. */
export type Brush = (planes: Uint8Array[], at: number, stride: number, random: Random) => void;
type Random = (below: number) => number;

function fill(
  planes: Uint8Array[],
  at: number,
  stride: number,
  sample: (channel: number, x: number, y: number, before: number) => number,
): void {
  for (const [channel, plane] of planes.entries()) {
    for (let y = 0; y < MACROBLOCK; y++) {
      for (let x = 0; x < MACROBLOCK; x++) {
        const i = at + y * stride + x;
        plane[i] = Math.max(0, Math.min(255, sample(channel, x, y, plane[i] ?? 0)));
      }
    }
  }
}

const noise: Brush = (planes, at, stride, random) => {
  fill(planes, at, stride, () => random(256));
};

/** Black and white at random: the largest differences there are. */
const extremes: Brush = (planes, at, stride, random) => {
  fill(planes, at, stride, () => random(2) * 255);
};

const flat: Brush = (planes, at, stride, random) => {
  const color = planes.map(() => random(256));
  fill(planes, at, stride, (channel) => color[channel] ?? 0);
};

/** The edge of a stroke in any direction, over what was there. */
const edge: Brush = (planes, at, stride, random) => {
  const color = planes.map(() => random(256));
  const [across, down, offset] = [random(9) - 4, random(9) - 4, random(60) - 30];
  fill(planes, at, stride, (channel, x, y, before) =>
    across * x + down * y > offset ? (color[channel] ?? 0) : before,
  );
};

const gradient: Brush = (planes, at, stride, random) => {
  const [base, across, down] = [random(256), random(17) - 8, random(17) - 8];
  fill(planes, at, stride, (channel, x, y) => base + across * x + down * y + channel * 5);
};

const shimmer: Brush = (planes, at, stride, random) => {
  const most = random(40) + 1;
  fill(planes, at, stride, (_, _x, _y, before) => before + random(most) - most / 2);
};

export const BRUSHES = { noise, extremes, flat, edge, gradient, shimmer };

export interface Script extends Partial<VideoSettings> {
  frames: number;
  /** Of macroblocks that change in a frame, 0 to 1. */
  changes: number;
  brushes: readonly (keyof typeof BRUSHES)[];
  seed: number;
  /** Of every frame; that of the settings else. */
  qps?: readonly number[];
}

export const ALL_BRUSHES = ['noise', 'extremes', 'flat', 'edge', 'gradient', 'shimmer'] as const;

/** Encodes frames of which random macroblocks change at random, reproducibly. */
export function makeFilm({ frames, changes, brushes, seed, qps, ...settings }: Script): Film {
  arena.reset();
  const encoder = new VideoEncoder(arena, {
    width: 98,
    height: 62,
    fps: 30,
    qp: 22,
    idrInterval: 13,
    deblocking: true,
    ...settings,
  });
  const { paddedWidth, paddedHeight } = encoder;
  const count = paddedWidth * paddedHeight;
  const [red, green, blue] = [arena.alloc(count), arena.alloc(count), arena.alloc(count)];
  const random = randomNumbers(seed);
  const paint = (share: number) => {
    const planes = [red, green, blue].map((at) => arena.bytes(at, count));
    const dirty = arena.bytes(encoder.dirty, count / MACROBLOCK ** 2);
    const columns = paddedWidth / MACROBLOCK;
    for (let i = 0; i < dirty.length; i++) {
      if (random(10_000) >= share * 10_000) continue;
      dirty[i] = 1;
      const at = (Math.floor(i / columns) * paddedWidth + (i % columns)) * MACROBLOCK;
      const brush = BRUSHES[brushes[random(brushes.length)] ?? 'noise'];
      brush(planes, at, paddedWidth, random);
    }
  };
  const samples: Sample[] = [];
  const decoded: Uint8Array[] = [];
  for (let frame = 0; frame < frames; frame++) {
    paint(frame === 0 ? 1 : changes);
    samples.push(encoder.add({ red, green, blue }, qps?.[frame % qps.length]));
    decoded.push(decodedPlanes(count));
  }
  return { file: encoder.finish(), track: encoder.track, samples, decoded, paddedWidth, paddedHeight };
}

function decodedPlanes(count: number): Uint8Array {
  const planes = new Uint8Array(count * 1.5);
  for (const [index, from] of [0, count, count * 1.25].entries()) {
    planes.set(arena.bytes(arena.kernels.videoPlane(index, true), index === 0 ? count : count / 4), from);
  }
  return planes;
}

/** What players show of a film's decoded frames, one after the other: Y, U, V. */
export function shown({ decoded, track, paddedWidth, paddedHeight }: Film): Uint8Array {
  const { width, height } = track;
  const pixels = new Uint8Array(decoded.length * width * height * 1.5);
  const count = paddedWidth * paddedHeight;
  let to = 0;
  for (const planes of decoded) {
    for (const [start, divisor] of [
      [0, 1],
      [count, 2],
      [count * 1.25, 2],
    ] as const) {
      const stride = paddedWidth / divisor;
      for (let y = 0; y < height / divisor; y++) {
        const from = start + y * stride;
        pixels.set(planes.subarray(from, from + width / divisor), to);
        to += width / divisor;
      }
    }
  }
  return pixels;
}

/** Index of the first frame that differs; −1 when there is none. */
export function firstDifference(one: readonly Uint8Array[], other: readonly Uint8Array[]): number {
  if (one.length !== other.length) return Math.min(one.length, other.length);
  return one.findIndex((planes, i) => Buffer.compare(planes, other[i] ?? new Uint8Array()) !== 0);
}
