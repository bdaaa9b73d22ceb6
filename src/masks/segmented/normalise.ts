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
import { failed, type ProvidedMask } from '../providers/index.ts';

/** More masks than this of one photo are of no use to anybody. */
const MAX_MASKS = 200;

/** `ProvidedMask` without how sure its provider is. */
type Shape = ProvidedMask extends infer One ? (One extends unknown ? Omit<One, 'score'> : never) : never;

/**
 * A provider's mask, whatever its shape and size, as one of the image's size.
 * @param decode reads a mask that is an image file
 * @throws Problem `PROVIDER_FAILED` when it cannot be read
 */
export async function maskAtSize(
  shape: Shape,
  width: number,
  height: number,
  decode: (file: Uint8Array) => Promise<Mask>,
): Promise<Mask> {
  if (shape.kind === 'image') return scaleMask(await decode(shape.bytes), width, height);
  try {
    if (shape.kind === 'rle') return scaleMask(fromRle(shape), width, height);
    const [sx, sy] = [width / shape.width, height / shape.height];
    const polygons = shape.polygons.map((polygon) => polygon.flatMap(([x, y]) => [x * sx, y * sy]));
    return maskFromPolygons(polygons, width, height);
  } catch (error) {
    return readingFailed(error);
  }
}

/** What is wrong with a provider's mask is the provider's failure. @throws Problem `PROVIDER_FAILED` */
export function readingFailed(error: unknown): never {
  throw error instanceof EngineError ? failed('gave a mask that cannot be read', error) : error;
}

/** Those that hold anything, the largest if there are too many; scores within 0–1. */
export function ofUse(masks: readonly ScoredMask[]): ScoredMask[] {
  return masks
    .map(({ mask, score }) => ({ mask, score: Math.max(0, Math.min(1, score)), area: maskArea(mask) }))
    .filter(({ area }) => area > 0)
    .toSorted((a, b) => b.area - a.area)
    .slice(0, MAX_MASKS);
}

function fromRle({ counts, width, height }: Extract<Shape, { kind: 'rle' }>): Mask {
  const size: [number, number] = [height, width];
  return typeof counts === 'string' ? maskFromCocoRle({ size, counts }) : maskFromCocoRuns({ size, counts });
}
