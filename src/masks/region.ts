import { z } from '@hono/zod-openapi';
import { flag } from '../api/flags.ts';
import { integer } from '../api/numbers.ts';
import { invalid } from '../api/parameters.ts';
import { database } from '../db/client.ts';
import type { Engine, Mask } from '../engine/index.ts';
import { Problem } from '../http/problem.ts';
import { findDrawnMask, type ImageVersion } from '../images/index.ts';
import { readMaskSet } from './segmented/sets.ts';

/** How a part of a photo is named. */
export const regionParameters = z.object({
  mask_id: integer(0).optional().describe('Only this segmentation mask is drawn, the rest stays photo'),
  drawn_mask: flag.optional().describe('Only what was painted over the image is drawn, the rest stays photo'),
});

export type RegionChoice = z.output<typeof regionParameters>;

/** A part of a photo. */
export interface Region {
  /** The same for two regions of equal photos only if they are equal. */
  identity: string;
  /** Fetches it, for the engine to make it out. */
  fetch(): Promise<(engine: Engine) => Mask>;
}

/**
 * The part that is meant, if one is.
 * @throws Problem `MASK_NOT_FOUND`, `VALIDATION_ERROR` for two parts at once
 */
export async function findRegion(
  version: ImageVersion,
  { mask_id: maskId, drawn_mask: isDrawn }: RegionChoice,
  env: Env,
): Promise<Region | undefined> {
  if (isDrawn && maskId !== undefined) {
    const msg = 'Either mask_id or drawn_mask can be given';
    throw invalid([{ loc: ['query', 'drawn_mask'], msg, type: 'invalid_value' }]);
  }
  if (maskId !== undefined) return segmented(version, maskId, env);
  return isDrawn ? drawn(version, env) : undefined;
}

async function segmented(version: ImageVersion, maskId: number, env: Env): Promise<Region> {
  const { set } = await readMaskSet(version, env);
  if (!set.records[maskId]) throw notFound();
  return {
    identity: `mask ${maskId} of ${version.id}`,
    async fetch() {
      const mask = set.mask(maskId);
      if (!mask) throw notFound();
      return () => mask;
    },
  };
}

async function drawn(version: ImageVersion, env: Env): Promise<Region> {
  const mask = await findDrawnMask(database(env), version.imageId);
  if (!mask) throw notFound();
  const { width, height } = version;
  return {
    identity: `drawn ${mask.etag}`,
    async fetch() {
      const object = await env.BUCKET.get(mask.key);
      if (!object) throw notFound();
      const file = new Uint8Array(await object.arrayBuffer());
      const reading = { picture: { width, height }, fit: 'contain', transparent: false } as const;
      return (engine) => engine.drawnRegion(file, reading);
    },
  };
}

function notFound(): Problem {
  return new Problem('MASK_NOT_FOUND', 'Mask not found');
}
