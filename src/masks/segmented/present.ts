import type { z } from '@hono/zod-openapi';
import { cocoPolygons, cocoRle, type Mask, type MaskRecord, maskRuns, type MaskSet, svgPath } from '../../engine/index.ts';
import type { maskRecord } from './schemas.ts';

export function base64(bytes: Uint8Array): string {
  return bytes.toBase64();
}

/** A record with its picture. */
export function presentRecord({ id, area, box, score }: MaskRecord, png: Uint8Array): z.output<typeof maskRecord> {
  return { id, area, bbox: box, score: roundScore(score), mask_b64: base64(png) };
}

export function roundScore(score: number): number {
  return Math.round(score * 1e4) / 1e4;
}

/** What a click meets: the smallest mask under it, and all others. */
export function presentPoint(set: MaskSet, x: number, y: number) {
  const point = { x, y };
  const ids = set.at(x, y);
  const hit = ids[0] === undefined ? undefined : set.records[ids[0]];
  if (!hit) {
    return { message: 'No mask found at this point', point, mask_id: null, total_masks_checked: set.records.length };
  }
  return {
    message: 'Mask found',
    point,
    mask_id: hit.id,
    mask_area: hit.area,
    mask_bbox: hit.box,
    total_containing_masks: ids.length,
    all_containing_masks: ids,
  };
}

/** A mask as run lengths over rows: first those outside. */
export function asRle(mask: Mask, { area, box, score }: MaskRecord) {
  return {
    size: [mask.height, mask.width],
    order: 'row-major',
    counts: maskRuns(mask),
    area,
    bbox: box,
    score: roundScore(score),
  };
}

/** An annotation of the COCO dataset format: compressed run lengths, and the outlines as polygons. */
export function asCoco(mask: Mask, { id, area, box, score }: MaskRecord, imageId: string) {
  return {
    id,
    image_id: imageId,
    iscrowd: 0,
    area,
    bbox: box,
    score: roundScore(score),
    segmentation: cocoPolygons(mask),
    rle: cocoRle(mask),
  };
}

/** A drawing of one path that covers the mask. */
export function asSvg(mask: Mask): string {
  const { width, height } = mask;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><path fill-rule="evenodd" d="${svgPath(mask)}"/></svg>`;
}
