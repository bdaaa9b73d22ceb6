import type { Arena } from '../../kernels/arena.ts';
import { cloudMap, type Overlay } from '../wash/maps.ts';

/** Mean width of the unpainted margin in units, and how far its edge strays. */
const MARGIN_UNITS = 36;
const STRAY_UNITS = 44;
const EDGE = { sizeUnits: 150, octaves: 4, roughness: 0.4, contrast: 255 };
/** Value of the map at the edge, and what it rises by for each unit inward. */
const EDGE_LEVEL = 104;
const LEVELS_PER_UNIT = 1.6;

/** A map of how far inside the painted part a place lies. */
export function marginMap(
  arena: Arena,
  size: readonly [number, number],
  width: number,
  height: number,
  seed: number,
): Overlay {
  // Not the unit of strokes, which does not shrink with very small pictures.
  const unit = Math.sqrt(width * height) / 1000;
  const map = cloudMap(arena, size, EDGE, seed + 8);
  const cells = arena.bytes(map.at, map.width * map.height);
  for (let y = 0; y < map.height; y++) {
    const down = (Math.min(y + 0.5, map.height - y - 0.5) * height) / map.height / unit;
    for (let x = 0; x < map.width; x++) {
      const across = (Math.min(x + 0.5, map.width - x - 0.5) * width) / map.width / unit;
      // Rounded corners: the distances to both sides count together where both are short.
      const inward = Math.min(across, down, 0.6 * (across + down));
      const stray = ((cells[y * map.width + x] ?? 128) - 128) / 128;
      const level = EDGE_LEVEL + LEVELS_PER_UNIT * (inward - MARGIN_UNITS + stray * STRAY_UNITS);
      cells[y * map.width + x] = Math.max(0, Math.min(255, level));
    }
  }
  return map;
}
