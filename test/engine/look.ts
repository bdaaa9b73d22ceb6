import { correlation } from './look/planes.ts';
import type { Plane } from './pictures.ts';

/** What a drawing kept of its photo; how it is measured is fixed, so that figures can be compared over time. */
export interface LookFigures {
  /** Share of the photo's edge pixels that have a dark mark within 2 pixels. */
  edgeRecall: number;
  /** Correlation of both pictures after a wide blur (σ 20). */
  toneCorrelation: number;
  /** Share of pixels above 240. */
  whiteShare: number;
}

export function gaussianReference({ width, height, data }: Plane, sigma: number): Plane {
  const radius = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const clamped = (n: number) =>
    Int32Array.from({ length: n + 2 * radius }, (_, i) => Math.max(0, Math.min(n - 1, i - radius)));
  const [columns, rows] = [clamped(width), clamped(height)];
  const across = new Float64Array(data.length);
  const out = new Float64Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++)
        sum += (weights[k] ?? 0) * (data[y * width + (columns[x + k] ?? 0)] ?? 0);
      across[y * width + x] = sum / total;
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++)
        sum += (weights[k] ?? 0) * (across[(rows[y + k] ?? 0) * width + x] ?? 0);
      out[y * width + x] = sum / total;
    }
  }
  return { width, height, data: out };
}

function at({ width, height, data }: Plane, x: number, y: number): number {
  return data[Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x))] ?? 0;
}

/** Gradient maxima across the edge above Canny's upper threshold of 140 (3 × 3 Sobel, L1), blurred by σ 1.5. */
export function strongEdges(photo: Plane): number[] {
  const soft = gaussianReference(photo, 1.5);
  const magnitude = soft.data.map((_, i) => {
    const [x, y] = [i % soft.width, Math.floor(i / soft.width)];
    const column = (dx: number) =>
      at(soft, x + dx, y - 1) + 2 * at(soft, x + dx, y) + at(soft, x + dx, y + 1);
    const row = (dy: number) => at(soft, x - 1, y + dy) + 2 * at(soft, x, y + dy) + at(soft, x + 1, y + dy);
    return Math.abs(column(1) - column(-1)) + Math.abs(row(1) - row(-1));
  });
  const plane = { ...soft, data: magnitude };
  return Array.from(magnitude.keys()).filter((i) => {
    const [x, y] = [i % soft.width, Math.floor(i / soft.width)];
    const here = magnitude[i] ?? 0;
    const across = here > at(plane, x - 1, y) && here >= at(plane, x + 1, y);
    const down = here > at(plane, x, y - 1) && here >= at(plane, x, y + 1);
    return here > 140 && (across || down);
  });
}

export function lookFigures(photo: Plane, drawing: Plane): LookFigures {
  const local = gaussianReference(drawing, 8);
  const dark = drawing.data.map((value, i) => (value < (local.data[i] ?? 0) - 12 ? 1 : 0));
  const marks = { ...drawing, data: dark };
  const edges = strongEdges(photo);
  const found = edges.filter((i) => {
    const [x, y] = [i % photo.width, Math.floor(i / photo.width)];
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) if (at(marks, x + dx, y + dy)) return true;
    }
    return false;
  });
  return {
    edgeRecall: found.length / edges.length,
    toneCorrelation: correlation(gaussianReference(photo, 20).data, gaussianReference(drawing, 20).data),
    whiteShare: drawing.data.filter((value) => value > 240).length / drawing.data.length,
  };
}
