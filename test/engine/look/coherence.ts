import { gaussianReference } from '../look.ts';
import type { Plane } from '../pictures.ts';

/**
 * How much neighbouring marks run one way, 0–1: the structure tensor's anisotropy (its larger less its smaller
 * eigenvalue, by their sum) over the whole picture, weighted by energy. Sobel after σ 1, smoothed by σ 4.
 */
export function coherence(drawing: Plane): number {
  const { width, height } = drawing;
  const soft = gaussianReference(drawing, 1).data;
  const at = (x: number, y: number) =>
    soft[Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x))] ?? 0;
  const tensor = {
    e: new Float64Array(soft.length),
    f: new Float64Array(soft.length),
    g: new Float64Array(soft.length),
  };
  for (let i = 0; i < soft.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const column = (dx: number) => at(x + dx, y - 1) + 2 * at(x + dx, y) + at(x + dx, y + 1);
    const row = (dy: number) => at(x - 1, y + dy) + 2 * at(x, y + dy) + at(x + 1, y + dy);
    const [gx, gy] = [column(1) - column(-1), row(1) - row(-1)];
    tensor.e[i] = gx * gx;
    tensor.f[i] = gx * gy;
    tensor.g[i] = gy * gy;
  }
  const [e, f, g] = [tensor.e, tensor.f, tensor.g].map(
    (data) => gaussianReference({ width, height, data }, 4).data,
  );
  let [directed, all] = [0, 0];
  for (let i = 0; i < soft.length; i++) {
    const [a, b, c] = [e?.[i] ?? 0, f?.[i] ?? 0, g?.[i] ?? 0];
    directed += Math.hypot(a - c, 2 * b);
    all += a + c;
  }
  return directed / all;
}
