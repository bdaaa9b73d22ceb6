import { gaussianReference, strongEdges } from '../look.ts';
import { greyOf, type Plane, type Rgba } from '../pictures.ts';

/** What a painting made of its photo; how it is measured is fixed, so that figures can be compared over time. */
export interface PaintFigures {
  /** Mean CIE76 difference of both pictures after a wide blur (σ 15). */
  lowFrequencyDeltaE: number;
  /** Share of the photo's forms (its gradient at σ 2) that is left along its strong edges. */
  edgesKept: number;
  /** Share of the photo's fine texture (what σ 2 takes away) that is left away from them; paint's own is not counted. */
  textureKept: number;
  /** How much of the gradient runs one way in each neighbourhood (structure tensor, σ 4): 0 none, 1 all. */
  coherence: number;
  /** Root mean square of what σ 2 takes away, levels, where the photo has no strong edges: the marks of the brush. */
  strokeTexture: number;
}

function toLinear(level: number): number {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function labCurve(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116;
}

/** CIE L*a*b* of sRGB under D65, a plane each. */
function labOf({ width, height, data }: Rgba): Plane[] {
  const planes = [0, 1, 2].map(() => new Float64Array(width * height));
  for (let i = 0; i < width * height; i++) {
    const [r = 0, g = 0, b = 0] = [0, 1, 2].map((c) => toLinear(data[i * 4 + c] ?? 0));
    const x = labCurve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    const y = labCurve(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
    const z = labCurve((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
    for (const [c, value] of [116 * y - 16, 500 * (x - y), 200 * (y - z)].entries()) {
      const plane = planes[c];
      if (plane) plane[i] = value;
    }
  }
  return planes.map((plane) => ({ width, height, data: plane }));
}

/** Central differences, borders repeated: across, then down. */
function gradients({ width, height, data }: Plane): [Float64Array, Float64Array] {
  const [across, down] = [new Float64Array(data.length), new Float64Array(data.length)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (dx: number, dy: number) =>
        data[Math.max(0, Math.min(height - 1, y + dy)) * width + Math.max(0, Math.min(width - 1, x + dx))] ??
        0;
      across[y * width + x] = at(1, 0) - at(-1, 0);
      down[y * width + x] = at(0, 1) - at(0, -1);
    }
  }
  return [across, down];
}

function sum(count: number, of: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += of(i);
  return total;
}

/** See PaintFigures. */
export function coherenceOf(grey: Plane): number {
  const { width, height } = grey;
  const [gx, gy] = gradients(gaussianReference(grey, 1));
  const smoothed = (of: (x: number, y: number) => number) =>
    gaussianReference({ width, height, data: gx.map((x, i) => of(x, gy[i] ?? 0)) }, 4).data;
  const [xx, xy, yy] = [smoothed((x) => x * x), smoothed((x, y) => x * y), smoothed((_, y) => y * y)];
  const aligned = sum(xx.length, (i) => Math.hypot((xx[i] ?? 0) - (yy[i] ?? 0), 2 * (xy[i] ?? 0)));
  return aligned / sum(xx.length, (i) => (xx[i] ?? 0) + (yy[i] ?? 0));
}

/** 1 within `reach` pixels of any of the places, else 0. */
function near(places: number[], { width, height }: Plane, reach: number): Uint8Array {
  const out = new Uint8Array(width * height);
  for (const i of places) {
    const [x, y] = [i % width, Math.floor(i / width)];
    for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
      out.fill(1, row * width + Math.max(0, x - reach), row * width + Math.min(width, x + reach + 1));
    }
  }
  return out;
}

export function paintFigures(photo: Rgba, painting: Rgba): PaintFigures {
  const [labA, labB] = [labOf(photo), labOf(painting)].map((planes) =>
    planes.map((plane) => gaussianReference(plane, 15).data),
  );
  const count = photo.width * photo.height;
  const deltaE =
    sum(count, (i) => Math.hypot(...[0, 1, 2].map((c) => (labA?.[c]?.[i] ?? 0) - (labB?.[c]?.[i] ?? 0)))) /
    count;

  const [before, after] = [greyOf(photo), greyOf(painting)];
  const [softBefore, softAfter] = [gaussianReference(before, 2), gaussianReference(after, 2)];
  const edges = strongEdges(before);
  const [onEdge, nearEdge] = [near(edges, before, 1), near(edges, before, 4)];
  const [ax, ay] = gradients(softBefore);
  const [bx, by] = gradients(softAfter);
  const on = (of: (i: number) => number) => sum(count, (i) => (onEdge[i] ? of(i) : 0));
  const away = (of: (i: number) => number) => sum(count, (i) => (nearEdge[i] ? 0 : of(i)));
  const fine = (plane: Plane, soft: Plane, i: number) => (plane.data[i] ?? 0) - (soft.data[i] ?? 0);
  const square = (value: number) => value * value;
  const flat = away(() => 1);
  return {
    lowFrequencyDeltaE: deltaE,
    edgesKept:
      on((i) => (ax[i] ?? 0) * (bx[i] ?? 0) + (ay[i] ?? 0) * (by[i] ?? 0)) /
      on((i) => square(ax[i] ?? 0) + square(ay[i] ?? 0)),
    textureKept:
      away((i) => fine(before, softBefore, i) * fine(after, softAfter, i)) /
      away((i) => square(fine(before, softBefore, i))),
    coherence: coherenceOf(after),
    strokeTexture: Math.sqrt(away((i) => square(fine(after, softAfter, i))) / flat),
  };
}

/** Mean structural similarity of two planes (Wang et al. 2004): σ 1.5, K₁ .01, K₂ .03. */
export function ssim(a: Plane, b: Plane): number {
  const { width, height } = a;
  const blur = (data: Float64Array) => gaussianReference({ width, height, data }, 1.5).data;
  const times = (x: Plane, y: Plane) => x.data.map((value, i) => value * (y.data[i] ?? 0));
  const [meanA, meanB] = [blur(a.data), blur(b.data)];
  const [aa, bb, ab] = [blur(times(a, a)), blur(times(b, b)), blur(times(a, b))];
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  const count = width * height;
  return (
    sum(count, (i) => {
      const [ma, mb] = [meanA[i] ?? 0, meanB[i] ?? 0];
      const [va, vb] = [(aa[i] ?? 0) - ma * ma, (bb[i] ?? 0) - mb * mb];
      const covariance = (ab[i] ?? 0) - ma * mb;
      return ((2 * ma * mb + c1) * (2 * covariance + c2)) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
    }) / count
  );
}
