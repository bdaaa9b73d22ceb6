import { Arena } from '../src/engine/kernels/arena.ts';
import { decodeJpeg } from '../src/engine/codec/jpeg/decode.ts';
import { METHODS, STYLES, TYPES, type Style } from '../src/engine/styles/parameters.ts';
import { softDodge } from '../src/engine/styles/pencil/soft-dodge.ts';
import { compile, kernelsPath, newEngine, photoPath, readPhoto, timedSketch } from './engine.ts';
import { against, median, table, timeMs } from './figures.ts';
import { type OpencvStyles, runOpencvStyles } from './peers/opencv.ts';

const PHOTO = 'dandelion.jpg';
const RUNS = 5;
const PEER_RUNS = 3;
const DODGE_SIGMA_PX = 10;

/** The native function that comes nearest to a style, and its name. */
const NEAREST: Record<Style, [Exclude<keyof OpencvStyles, 'version'>, string]> = {
  pencil: ['pencilSketch', 'pencilSketch'],
  charcoal: ['pencilSketch', 'pencilSketch'],
  ink: ['differenceOfGaussians', 'two Gaussians, threshold'],
  watercolor: ['stylization', 'stylization'],
  pastel: ['edgePreservingFilter', 'edgePreservingFilter'],
  oil: ['oilPainting', 'xphoto.oilPainting'],
  acrylic: ['stylization', 'stylization'],
};

function dodgeMs(file: Uint8Array): number {
  const arena = new Arena(compile(kernelsPath));
  const { grey, width, height } = decodeJpeg(arena, file, {
    denominator: 1,
    withColor: false,
    orientation: 1,
  });
  const target = arena.alloc(width * height);
  return timeMs(RUNS * 3, () => softDodge(arena, grey, width, height, DODGE_SIGMA_PX, target));
}

/** Every style, method and type: milliseconds a megapixel from planes to planes, beside native OpenCV's nearest. */
export async function benchStyles(): Promise<void> {
  const engine = newEngine();
  const file = readPhoto(PHOTO);
  const { width, height } = timedSketch(engine, file, {}).result;
  const megapixels = (width * height) / 1e6;
  const native = runOpencvStyles(photoPath(PHOTO), PEER_RUNS);
  const ours = (parameters: Record<string, unknown>) => {
    timedSketch(engine, file, parameters);
    return (
      median(Array.from({ length: RUNS }, () => timedSketch(engine, file, parameters).drawingMs)) / megapixels
    );
  };

  const rows = STYLES.flatMap((style) => {
    const [peer, name] = NEAREST[style];
    const nearest = native && native[peer] / megapixels;
    return TYPES.map((type) => [
      `${style}, ${type === 'color' ? 'colour' : 'black and white'}`,
      ...METHODS.map((method) => {
        const own = ours({ style, type, method });
        return nearest === undefined ? own.toFixed(1) : `${own.toFixed(1)} (${(nearest / own).toFixed(1)}×)`;
      }),
      nearest === undefined ? undefined : `${name} ${nearest.toFixed(1)}`,
    ]);
  });
  console.log(
    `${PHOTO}, ${width} × ${height}, median of ${RUNS}, ms per megapixel (times faster than the peer)\n`,
  );
  console.log(table(['', ...METHODS, `nearest in OpenCV ${native?.version ?? ''}`.trim()], rows));

  const dodge = dodgeMs(file);
  console.log(
    `\nThe dodge alone, σ ${DODGE_SIGMA_PX}: ${dodge.toFixed(1)} ms; GaussianBlur and divide: ${against(native?.dodge, dodge) ?? '–'}`,
  );
}
