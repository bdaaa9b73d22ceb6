import { eachSpan, type Mask, MaskBuilder, maskPixels } from './mask.ts';

/** Corners in turn, x and y; closed, the last corner not repeated. Pixel (x, y) covers [x, x + 1) × [y, y + 1). */
export type Ring = number[];

/** A 4-connected region: its outline clockwise (on the screen), those of its holes the other way round. */
export interface Outline {
  outer: Ring;
  holes: Ring[];
}

/** Right, down, left, up: a turn to the right is the next one. */
const STEP_X = [1, 0, -1, 0];
const STEP_Y = [0, 1, 0, -1];

/** The outlines along the edges of pixels: only corners where it turns, exact. */
export function traceOutlines(mask: Mask): Outline[] {
  const field = new Field(mask);
  const regions = new Map<number, Outline>();
  const labels = labelSpans(mask);
  let span = 0;
  eachSpan(mask, (y, from, to) => {
    const label = labels[span++] ?? 0;
    for (let x = from; x < to; x++) {
      if (field.inside(x, y - 1) || field.isTraced(x, y)) continue;
      const ring = field.trace(x, y);
      // A region's first pixel in reading order lies on its outer edge.
      const region = regions.get(label);
      if (region) region.holes.push(ring);
      else regions.set(label, { outer: ring, holes: [] });
    }
  });
  return [...regions.values()];
}

/** The pixels, and which of their upper edges an outline has passed. */
class Field {
  readonly #width: number;
  readonly #height: number;
  readonly #pixels: Uint8Array;
  readonly #traced: Uint8Array;

  constructor(mask: Mask) {
    this.#width = mask.width;
    this.#height = mask.height;
    this.#pixels = maskPixels(mask);
    this.#traced = new Uint8Array(this.#pixels.length);
  }

  inside(x: number, y: number): boolean {
    const isOnIt = x >= 0 && y >= 0 && x < this.#width && y < this.#height;
    return isOnIt && this.#pixels[y * this.#width + x] !== 0;
  }

  isTraced(x: number, y: number): boolean {
    return this.#traced[y * this.#width + x] === 1;
  }

  /** Follows the edge that the upper side of a pixel belongs to, the inside on the right. */
  trace(startX: number, startY: number): Ring {
    const ring: Ring = [];
    let [x, y, heading, before] = [startX, startY, 0, -1];
    do {
      if (heading !== before) ring.push(x, y);
      if (heading === 0) this.#traced[y * this.#width + x] = 1;
      x += STEP_X[heading] ?? 0;
      y += STEP_Y[heading] ?? 0;
      before = heading;
      heading = this.#turn(x, y, heading);
    } while (x !== startX || y !== startY || heading !== 0);
    return ring;
  }

  /** Where the edge goes on from a corner; between two pixels that touch at it only, around the near one. */
  #turn(x: number, y: number, heading: number): number {
    const ahead = (side: 0 | 1) => {
      // The pixel ahead on the left (0) or on the right (1).
      const right = (heading + 1) & 3;
      const dx = (STEP_X[heading] ?? 0) + (side === 1 ? 1 : -1) * (STEP_X[right] ?? 0);
      const dy = (STEP_Y[heading] ?? 0) + (side === 1 ? 1 : -1) * (STEP_Y[right] ?? 0);
      return this.inside(x + (dx - 1) / 2, y + (dy - 1) / 2);
    };
    if (!ahead(1)) return (heading + 1) & 3;
    return ahead(0) ? (heading + 3) & 3 : heading;
  }
}

/** For each span the number of the 4-connected region that it belongs to: that of its first span. */
export function labelSpans({ height, rows, spans }: Mask): Uint32Array {
  const parents = Uint32Array.from({ length: spans.length / 2 }, (_, i) => i);
  const find = (span: number) => {
    let root = span;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root] ?? 0] ?? 0;
      root = parents[root] ?? 0;
    }
    return root;
  };
  for (let y = 1; y < height; y++) {
    let above = rows[y - 1] ?? 0;
    let here = rows[y] ?? 0;
    const [endAbove, endHere] = [here, rows[y + 1] ?? 0];
    while (above < endAbove && here < endHere) {
      const toAbove = spans[2 * above + 1] ?? 0;
      const toHere = spans[2 * here + 1] ?? 0;
      if ((spans[2 * above] ?? 0) < toHere && (spans[2 * here] ?? 0) < toAbove) {
        const [a, b] = [find(above), find(here)];
        parents[Math.max(a, b)] = Math.min(a, b);
      }
      if (toAbove < toHere) above++;
      else here++;
    }
  }
  return parents.map((_, span) => find(span));
}

/**
 * COCO's `segmentation` as polygons, one for each connected region, x and y in turn. COCO has no holes; a hole is
 * joined to the outline by a seam that is passed once each way and encloses nothing.
 */
export function cocoPolygons(mask: Mask): number[][] {
  return traceOutlines(mask).map(({ outer, holes }) => holes.reduce(join, outer));
}

/** The outline with a hole's ring put in at the corner that is nearest to the hole's first one. */
function join(outline: Ring, hole: Ring): Ring {
  const [holeX = 0, holeY = 0] = hole;
  let nearest = 0;
  let least = Infinity;
  for (let i = 0; i < outline.length; i += 2) {
    const distance = ((outline[i] ?? 0) - holeX) ** 2 + ((outline[i + 1] ?? 0) - holeY) ** 2;
    if (distance < least) [nearest, least] = [i, distance];
  }
  const seam = outline.slice(nearest, nearest + 2);
  return [...outline.slice(0, nearest + 2), ...hole, holeX, holeY, ...seam, ...outline.slice(nearest + 2)];
}

/** An SVG path (fill-rule evenodd or nonzero) in pixels of the image; exact. Empty for an empty mask. */
export function svgPath(mask: Mask): string {
  return traceOutlines(mask)
    .flatMap(({ outer, holes }) => [outer, ...holes])
    .map(ringPath)
    .join('');
}

function ringPath(ring: Ring): string {
  const [startX = 0, startY = 0] = ring;
  let path = `M${startX} ${startY}`;
  let [x, y] = [startX, startY];
  for (let i = 2; i < ring.length; i += 2) {
    const [nextX = 0, nextY = 0] = [ring[i], ring[i + 1]];
    path += nextY === y ? `h${nextX - x}` : `v${nextY - y}`;
    [x, y] = [nextX, nextY];
  }
  return `${path}z`;
}

/**
 * The mask of pixels whose centres lie inside (even-odd) any of the polygons, x and y in turn; the opposite of
 * `cocoPolygons`. What lies outside the image is cut off.
 */
export function maskFromPolygons(
  polygons: readonly (readonly number[])[],
  width: number,
  height: number,
): Mask {
  const builder = new MaskBuilder(width, height);
  const crossings = polygons.map((polygon) => crossingsOf(polygon, height));
  for (let y = 0; y < height; y++) {
    const spans = crossings.flatMap((rows) => spansOf(rows.get(y) ?? [], width));
    spans.sort((a, b) => a[0] - b[0]);
    let reached = 0;
    for (const [from, to] of spans) {
      if (to > Math.max(from, reached)) builder.add(y, Math.max(from, reached), to);
      reached = Math.max(reached, to);
    }
  }
  return builder.build();
}

/** For each row the places where a polygon's sides cross the line through its pixels' centres. */
function crossingsOf(polygon: readonly number[], height: number): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (let i = 0; i < polygon.length; i += 2) {
    const next = (i + 2) % polygon.length;
    const ends = [
      [polygon[i] ?? 0, polygon[i + 1] ?? 0],
      [polygon[next] ?? 0, polygon[next + 1] ?? 0],
    ] as const;
    // A side that is passed both ways must cross at the very same place.
    const [[x0, y0], [x1, y1]] = ends[0][1] <= ends[1][1] ? ends : [ends[1], ends[0]];
    const last = Math.min(height, Math.ceil(y1 - 0.5));
    for (let y = Math.max(0, Math.ceil(y0 - 0.5)); y < last; y++) {
      const x = x0 + ((y + 0.5 - y0) / (y1 - y0)) * (x1 - x0);
      const row = rows.get(y);
      if (row) row.push(x);
      else rows.set(y, [x]);
    }
  }
  return rows;
}

function spansOf(crossings: number[], width: number): [number, number][] {
  const columns = crossings
    .toSorted((a, b) => a - b)
    .map((x) => Math.min(width, Math.max(0, Math.ceil(x - 0.5))));
  return Array.from({ length: columns.length >> 1 }, (_, i) => [
    columns[2 * i] ?? 0,
    columns[2 * i + 1] ?? 0,
  ]);
}
