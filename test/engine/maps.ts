import { clamp } from './planes.ts';

/** A map over a picture, as kernels interpolate it: samples at the cells' middles, repeated beyond them. */
export function mapValue(
  map: ArrayLike<number>,
  [mapWidth, mapHeight]: readonly [number, number],
  [width, height]: readonly [number, number],
  x: number,
  y: number,
): number {
  const fx = clamp(((x + 0.5) * mapWidth) / width - 0.5, 0, mapWidth - 1);
  const fy = clamp(((y + 0.5) * mapHeight) / height - 0.5, 0, mapHeight - 1);
  const [left, top] = [Math.floor(fx), Math.floor(fy)];
  const at = (cx: number, cy: number) =>
    map[Math.min(mapHeight - 1, cy) * mapWidth + Math.min(mapWidth - 1, cx)] ?? 0;
  const upper = at(left, top) + (at(left + 1, top) - at(left, top)) * (fx - left);
  const lower = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * (fx - left);
  return upper + (lower - upper) * (fy - top);
}
