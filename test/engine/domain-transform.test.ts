import { afterEach, describe, expect, it } from 'vitest';
import { domainTransform, type Smoothing } from '../../src/engine/kernels/domain-transform.ts';
import { arena, makePixels, PLANES, psnr, taken } from './planes.ts';

afterEach(() => {
  arena.reset();
});

/** Recursive filter of Gastal and Oliveira 2011 (§4.1, §5) in double precision; planes of 0–255. */
function reference(planes: Uint8Array[], width: number, height: number, { sigmaPx, sigmaColor }: Smoothing) {
  const out = planes.map((plane) => Float64Array.from(plane));
  const distance = (i: number, j: number) => {
    const channels = planes.map((plane) => Math.abs((plane[i] ?? 0) - (plane[j] ?? 0)));
    const sum = channels.reduce((total, value) => total + value, 0) * (3 / planes.length);
    return 1 + ((sigmaPx / sigmaColor) * sum) / 255;
  };
  const line = (start: number, step: number, length: number, a: number) => {
    const weights = Array.from({ length }, (_, k) =>
      k === 0 ? 0 : a ** distance(start + k * step, start + (k - 1) * step),
    );
    for (const plane of out) {
      for (let k = 1; k < length; k++) {
        const i = start + k * step;
        plane[i] = (plane[i] ?? 0) + (weights[k] ?? 0) * ((plane[i - step] ?? 0) - (plane[i] ?? 0));
      }
      for (let k = length - 2; k >= 0; k--) {
        const i = start + k * step;
        plane[i] = (plane[i] ?? 0) + (weights[k + 1] ?? 0) * ((plane[i + step] ?? 0) - (plane[i] ?? 0));
      }
    }
  };
  for (let iteration = 1; iteration <= 3; iteration++) {
    const sigma = (sigmaPx * Math.sqrt(3) * 2 ** (3 - iteration)) / Math.sqrt(4 ** 3 - 1);
    const a = Math.exp(-Math.SQRT2 / sigma);
    for (let y = 0; y < height; y++) line(y * width, 1, width, a);
    for (let x = 0; x < width; x++) line(x, width, height, a);
  }
  return out;
}

function smooth(planes: Uint8Array[], width: number, height: number, smoothing: Smoothing) {
  const [red = 0, green, blue] = planes.map((plane) => arena.put(plane));
  const [across, down] = [arena.alloc(width * height), arena.alloc(width * height)];
  const at = green !== undefined && blue !== undefined ? ([red, green, blue] as const) : ([red] as const);
  const steps = [...domainTransform(arena, at, width, height, smoothing, across, down)];
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  return at.map((plane) => taken(plane, width * height));
}

describe.each(PLANES)('the domain transform at %i × %i, %s', (width, height, content) => {
  it.each([
    [60, 0.4],
    [12, 0.15],
    [200, 1.5],
  ])('with σ %d px and %d in colour is that of double precision', (sigmaPx, sigmaColor) => {
    const smoothing = { sigmaPx, sigmaColor };
    const planes = [1, 2, 3].map((seed) =>
      makePixels(width, height, content, seed).map((value, i) =>
        seed === 2 ? 255 - value : value ^ (i & seed),
      ),
    );
    const color = smooth(planes, width, height, smoothing);
    const expected = reference(planes, width, height, smoothing);
    for (const [i, plane] of color.entries()) expect(psnr(plane, expected[i] ?? [])).toBeGreaterThan(48);

    const [grey = new Uint8Array()] = planes;
    const [alone] = smooth([grey], width, height, smoothing);
    expect(psnr(alone ?? [], reference([grey], width, height, smoothing)[0] ?? [])).toBeGreaterThan(48);
  });
});
