import { gaussianReference, strongEdges } from '../look.ts';
import { greyOf, type Plane, type Rgba } from '../pictures.ts';
import { coherence } from './coherence.ts';
import { labPlanes } from './lab.ts';

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
  /** Mean slope of L* as a share of the photo's, the paint's own marks counted: along strong edges, and away from them. */
  gradientsKept: { edges: number; flats: number };
  /** Root mean square of what σ 2 takes away, levels, where the photo has no strong edges: the marks of the brush. */
  strokeTexture: number;
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

/** Length of the gradient at every pixel. */
function slopes(plane: Plane): Float64Array {
  const [x, y] = gradients(plane);
  return x.map((across, i) => Math.hypot(across, y[i] ?? 0));
}

/** Mean over the pixels that are marked. */
function mean(marked: Uint8Array, values: Float64Array): number {
  const total = sum(values.length, (i) => (marked[i] ? (values[i] ?? 0) : 0));
  return total / sum(values.length, (i) => marked[i] ?? 0);
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
  const [sharpA, sharpB] = [labPlanes(photo), labPlanes(painting)];
  const [labA, labB] = [sharpA, sharpB].map((planes) =>
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
  const [slopeBefore, slopeAfter] = [slopes(sharpA[0]), slopes(sharpB[0])];
  const flatHere = nearEdge.map((edge) => 1 - edge);
  return {
    lowFrequencyDeltaE: deltaE,
    edgesKept:
      on((i) => (ax[i] ?? 0) * (bx[i] ?? 0) + (ay[i] ?? 0) * (by[i] ?? 0)) /
      on((i) => square(ax[i] ?? 0) + square(ay[i] ?? 0)),
    textureKept:
      away((i) => fine(before, softBefore, i) * fine(after, softAfter, i)) /
      away((i) => square(fine(before, softBefore, i))),
    coherence: coherence(after),
    gradientsKept: {
      edges: mean(onEdge, slopeAfter) / mean(onEdge, slopeBefore),
      flats: mean(flatHere, slopeAfter) / mean(flatHere, slopeBefore),
    },
    strokeTexture: Math.sqrt(away((i) => square(fine(after, softAfter, i))) / flat),
  };
}
