import {
  EngineError,
  type Mask,
  maskArea,
  maskFromCocoRle,
  maskFromCocoRuns,
  maskFromPolygons,
  scaleMask,
  type ScoredMask,
} from '../../engine/index.ts';
import type { ProvidedMask } from '../providers/index.ts';
import { failed } from '../providers/index.ts';

/** More masks than this of one photo are of no use to anybody: the largest stay. */
const MAX_MASKS = 200;

/**
 * Whatever shape a provider's masks have, as masks of the image's size; empty ones are left out.
 *
 * @param decode reads a mask that is an image file
 * @throws Problem `PROVIDER_FAILED` when one of them cannot be read
 */
export function masksAtSize(
  provided: readonly ProvidedMask[],
  width: number,
  height: number,
  decode: (file: Uint8Array) => Mask,
): ScoredMask[] {
  return provided
    .map((one) => ({ mask: readMask(one, width, height, decode), score: scoreOf(one) }))
    .map((one) => ({ ...one, area: maskArea(one.mask) }))
    .filter(({ area }) => area > 0)
    .toSorted((a, b) => b.area - a.area)
    .slice(0, MAX_MASKS)
    .map(({ mask, score }) => ({ mask, score }));
}

/** A provider that does not say how sure it is, is. */
function scoreOf({ score }: ProvidedMask): number {
  return score === null ? 1 : Math.max(0, Math.min(1, score));
}

function readMask(one: ProvidedMask, width: number, height: number, decode: (file: Uint8Array) => Mask): Mask {
  try {
    if (one.kind === 'image') return scaleMask(decode(one.bytes), width, height);
    if (one.kind === 'rle') return scaleMask(fromRle(one), width, height);
    const [sx, sy] = [width / one.width, height / one.height];
    const polygons = one.polygons.map((polygon) => polygon.flatMap(([x, y]) => [x * sx, y * sy]));
    return maskFromPolygons(polygons, width, height);
  } catch (error) {
    if (error instanceof EngineError) throw failed('gave a mask that cannot be read', error);
    throw error;
  }
}

function fromRle({ counts, width, height }: ProvidedMask & { kind: 'rle' }): Mask {
  const size: [number, number] = [height, width];
  return typeof counts === 'string' ? maskFromCocoRle({ size, counts }) : maskFromCocoRuns({ size, counts });
}
