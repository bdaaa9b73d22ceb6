import type { z } from '@hono/zod-openapi';
import {
  cocoPolygons,
  cocoRle,
  type Mask,
  type MaskRecord,
  type MaskSet,
  svgPath,
} from '../../engine/index.ts';
import type { Settings } from '../../env.ts';
import { signAddress } from '../../http/links.ts';
import type { ImageVersion } from '../../images/index.ts';
import type { cocoAnswer, maskRecord, pointAnswer, rleAnswer } from './schemas.ts';

const SCORE_DECIMALS = 4;

/** What is said of a mask wherever it is listed. */
export function presentRecord({ id, area, box, score }: MaskRecord) {
  return { id, area, bbox: box, score: rounded(score) };
}

function rounded(score: number): number {
  return Number(score.toFixed(SCORE_DECIMALS));
}

/** A record with its picture. */
export function presentMask(record: MaskRecord, png: Uint8Array): z.output<typeof maskRecord> {
  const { score, ...rest } = presentRecord(record);
  return { ...rest, mask_b64: png.toBase64(), score };
}

/** A link to the PNG of a mask. */
export function maskLink(
  { id, imageId }: ImageVersion,
  maskId: number,
  origin: string,
  settings: Settings,
): Promise<string> {
  const url = new URL(`/images/${imageId}/masks/${maskId}`, origin);
  url.searchParams.set('v', id);
  return signAddress(url, settings.VIEW_URL_EXPIRATION, settings);
}

/** What a click meets: the smallest mask under it, and all others. */
export function presentPoint(set: MaskSet, x: number, y: number): z.output<typeof pointAnswer> {
  const point = { x, y };
  const ids = set.at(x, y);
  const hit = ids[0] === undefined ? undefined : set.records[ids[0]];
  if (!hit) {
    const checked = set.records.length;
    return { message: 'No mask found at this point', point, mask_id: null, total_masks_checked: checked };
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

/** COCO run lengths, compressed. */
export function asRle(mask: Mask, record: MaskRecord): z.output<typeof rleAnswer> {
  const { area, bbox, score } = presentRecord(record);
  return { ...cocoRle(mask), area, bbox, score };
}

/** An annotation of the COCO dataset format: the outlines as polygons, and, exactly, run lengths. */
export function asCoco(mask: Mask, record: MaskRecord, imageId: string): z.output<typeof cocoAnswer> {
  return {
    ...presentRecord(record),
    image_id: imageId,
    iscrowd: 0,
    segmentation: cocoPolygons(mask),
    rle: cocoRle(mask),
  };
}

/** A drawing of one path that covers the mask. */
export function asSvg(mask: Mask): string {
  const { width, height } = mask;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><path fill-rule="evenodd" d="${svgPath(mask)}"/></svg>`;
}
