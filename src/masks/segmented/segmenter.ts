import { EngineError, packMasks } from '../../engine/index.ts';
import type { Settings } from '../../env.ts';
import { askProvider, type ProviderName } from '../providers/index.ts';
import { withEngine } from '../../workshop/index.ts';
import { masksAtSize } from './normalise.ts';

/** Long enough side for every provider's model, which works at 1024 pixels; a larger photo only takes longer to send. */
const SENT_SIDE_PX = 2048;

/**
 * All masks of a photo, packed, by the segmenter of the settings.
 *
 * @param keepAlive see `withEngine`
 * @throws {EngineError} what is wrong with the photo
 * @throws Problem `PROVIDER_FAILED`
 */
export function segmentPhoto(
  photo: Uint8Array<ArrayBuffer>,
  settings: Settings,
  keepAlive: () => Promise<void>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (settings.SEGMENTER !== 'embedded') return segmentOutside(settings.SEGMENTER, photo, settings, keepAlive);
  return withEngine(keepAlive, async (engine) => engine.segment(photo));
}

async function segmentOutside(
  name: ProviderName,
  photo: Uint8Array<ArrayBuffer>,
  settings: Settings,
  keepAlive: () => Promise<void>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { sent, width, height } = await withEngine(keepAlive, async (engine) => ({
    ...engine.uprightSize(photo),
    sent: engine.derive(photo, { maxSide: SENT_SIDE_PX, format: 'jpeg' }),
  }));
  const provided = await askProvider(name, { ...sent, contentType: 'image/jpeg' }, settings);
  const masks = await withEngine(keepAlive, async (engine) =>
    masksAtSize(provided, width, height, (file) => engine.readMask(file)),
  );
  return packMasks(masks, width, height);
}

export { EngineError };
