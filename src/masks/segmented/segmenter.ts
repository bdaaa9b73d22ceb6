import {
  type Engine,
  type Mask,
  MaskSet,
  packMasks,
  readMask,
  type ScoredMask,
  segment,
  type Step,
} from '../../engine/index.ts';
import type { Settings } from '../../env.ts';
import { askProvider, type ProviderName, type SentPhoto } from '../providers/index.ts';
import { maskAtSize, ofUse, readingFailed } from './normalise.ts';

/** Long enough a side for every provider's model, which works at 1024 pixels; a larger photo only takes longer to send. */
const SENT_SIDE_PX = 2048;
const SENT_QUALITY = 90;

/** How the one who asks gets at a photo and the engine, and waits. */
export interface Workbench {
  /** Does work in the engine, which is somebody else's before and after. */
  work<Result>(steps: (engine: Engine) => Generator<Step, Result, void>): Promise<Result>;
  /** The same with the photo, which is in memory no longer than it has to. */
  workOnPhoto<Result>(
    steps: (engine: Engine, photo: Uint8Array) => Generator<Step, Result, void>,
  ): Promise<Result>;
  /** Waits for something outside. */
  wait<Result>(answer: Promise<Result>): Promise<Result>;
}

/** Of the upright photo. */
interface Size {
  width: number;
  height: number;
}

/**
 * All masks of a photo, at its upright size, by the segmenter of the settings.
 * @throws {EngineError} what is wrong with the photo
 * @throws Problem `PROVIDER_FAILED`
 */
export function segmentPhoto(size: Size, settings: Settings, bench: Workbench): Promise<MaskSet> {
  if (settings.SEGMENTER === 'embedded') return bench.workOnPhoto(segment);
  return segmentOutside(settings.SEGMENTER, size, settings, bench);
}

async function segmentOutside(
  name: ProviderName,
  { width, height }: Size,
  settings: Settings,
  bench: Workbench,
): Promise<MaskSet> {
  const sent = await bench.workOnPhoto(uprightJpeg);
  const provided = await bench.wait(askProvider(name, sent, settings));
  const masks: ScoredMask[] = [];
  // One after the other, with the engine given back between them: there may be many, and each is a file.
  for (const { score, ...one } of provided) {
    // A provider that does not say how sure it is, is.
    masks.push({ mask: await maskAtSize(one, width, height, decode), score: score ?? 1 });
  }
  return new MaskSet(packMasks(ofUse(masks), width, height));

  function decode(file: Uint8Array): Promise<Mask> {
    return bench.work((engine) => readProvided(engine, file));
  }
}

/** What is wrong with a mask is no fault of the photo, or of who sent that. @throws Problem `PROVIDER_FAILED` */
function* readProvided(engine: Engine, file: Uint8Array): Generator<Step, Mask, void> {
  try {
    return yield* readMask(engine, file);
  } catch (error) {
    return readingFailed(error);
  }
}

// oxlint-disable-next-line require-yield -- resizing is one stretch of work
function* uprightJpeg(engine: Engine, photo: Uint8Array): Generator<Step, SentPhoto, void> {
  const side = { width: SENT_SIDE_PX, height: SENT_SIDE_PX, fit: 'inside' } as const;
  const { bytes, width, height } = engine.derive(photo, { ...side, format: 'jpeg', quality: SENT_QUALITY });
  return { bytes, contentType: 'image/jpeg', width, height };
}
