import { Arena } from '../src/engine/kernels/arena.ts';
import { decodeJpeg } from '../src/engine/codec/jpeg/decode.ts';
import { domainTransform } from '../src/engine/kernels/domain-transform.ts';
import type { Pointer } from '../src/engine/kernels/kernels.ts';
import {
  METHODS,
  STYLES,
  TYPES,
  type Method,
  type SketchType,
  type Style,
} from '../src/engine/styles/parameters.ts';
import { softDodge } from '../src/engine/styles/pencil/soft-dodge.ts';
import { compile, kernelsPath, newEngine, photoPath, readPhoto, timedSketch } from './engine.ts';
import { against, processorMs, table } from './figures.ts';
import { type OpencvStyles, runOpencvStyles } from './peers/opencv.ts';

const PHOTO = 'dandelion.jpg';
/** Both sides run in turn and their fastest runs count: what else the machine does slows both alike, or none. */
const ROUNDS = 3;
const RUNS = 2;
const PEER_RUNS = 1;
const DODGE_SIGMA_PX = 10;
/** The defaults of edgePreservingFilter: σ 60 pixels, and .4 of a channel's range. */
const SMOOTHING = { sigmaPx: 60, sigmaColor: 0.4 };
/** Of the histogram oil: the same radius as the peer's, and as many levels to a tone. */
const OIL_RADIUS_PX = 7;
const OIL_TONE_LEVELS = 13;

type Peer = Exclude<keyof OpencvStyles, 'version'>;

/** The native function that comes nearest to a style, and its name: OpenCV's painting, where none is named here. */
const NEAREST: Partial<Record<Style, readonly [Peer, string]>> = {
  pencil: ['pencilSketch', 'pencilSketch'],
  charcoal: ['pencilSketch', 'pencilSketch'],
  ink: ['differenceOfGaussians', 'two Gaussians, threshold'],
  pastel: ['edgePreservingFilter', 'edgePreservingFilter'],
  oil: ['oilPainting', 'xphoto.oilPainting'],
};

function nearestTo(style: Style): readonly [Peer, string] {
  return NEAREST[style] ?? ['stylization', 'stylization'];
}

interface Way {
  style: Style;
  type: SketchType;
  method: Method;
}

/** What is timed: a name, who is nearest, and how to run it once, which answers milliseconds. */
interface Contender {
  peer: Peer;
  run: () => number;
}

function timed(work: () => void): number {
  const begin = processorMs();
  work();
  return processorMs() - begin;
}

/** Single kernels against the native functions that do the same. */
function kernelContenders(file: Uint8Array): [string, Contender][] {
  const arena = new Arena(compile(kernelsPath));
  const { kernels } = arena;
  const { grey, width, height } = decodeJpeg(arena, file, {
    denominator: 1,
    withColor: false,
    orientation: 1,
  });
  const plane = () => arena.alloc(width * height);
  const copies: [Pointer, Pointer, Pointer] = [plane(), plane(), plane()];
  const [across, down] = [plane(), plane()];
  const fill = () => {
    for (const copy of copies) arena.bytes(copy, width * height).set(arena.bytes(grey, width * height));
  };
  const bins = arena.put(Uint8Array.from({ length: 256 }, (_, level) => Math.floor(level / OIL_TONE_LEVELS)));
  const scratch = arena.alloc(kernels.oilScratchBytes(width, OIL_RADIUS_PX));
  const dodge = () => softDodge(arena, grey, width, height, DODGE_SIGMA_PX, across);
  const smooth = () => {
    for (const _ of domainTransform(arena, copies, width, height, SMOOTHING, across, down));
  };
  const oil = () =>
    kernels.histogramOil(...copies, grey, width, height, 0, height, OIL_RADIUS_PX, bins, scratch);
  const fresh = (work: () => void) => () => {
    fill();
    return timed(work);
  };
  return [
    [`dodge, σ ${DODGE_SIGMA_PX}: GaussianBlur and divide`, { peer: 'dodge', run: fresh(dodge) }],
    ['domain transform: edgePreservingFilter', { peer: 'edgePreservingFilter', run: fresh(smooth) }],
    [`histogram oil, radius ${OIL_RADIUS_PX}: xphoto.oilPainting`, { peer: 'oilPainting', run: fresh(oil) }],
  ];
}

function nameOf({ style, type, method }: Way): string {
  return `${style}, ${type}, ${method}`;
}

/** Fastest milliseconds of each contender and of each peer. */
function inTurn(contenders: Map<string, Contender>): {
  ours: Map<string, number>;
  peers: Map<Peer, number>;
  version: string;
} {
  const [ours, peers] = [new Map<string, number>(), new Map<Peer, number>()];
  let version = '';
  for (const { run } of contenders.values()) run();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, { run }] of contenders) {
      for (let i = 0; i < RUNS; i++) ours.set(name, Math.min(ours.get(name) ?? Infinity, run()));
    }
    const native = runOpencvStyles(photoPath(PHOTO), PEER_RUNS);
    if (!native) continue;
    ({ version } = native);
    for (const { peer } of contenders.values()) {
      peers.set(peer, Math.min(peers.get(peer) ?? Infinity, native[peer]));
    }
  }
  return { ours, peers, version };
}

/** Every style, method and type: milliseconds a megapixel from planes to planes, beside native OpenCV's nearest. */
export function benchStyles(): Promise<void> {
  const engine = newEngine();
  const file = readPhoto(PHOTO);
  const { width, height } = timedSketch(engine, file, {}).result;
  const megapixels = (width * height) / 1e6;
  const kernels = kernelContenders(file);
  const ways = STYLES.flatMap((style) =>
    TYPES.flatMap((type) => METHODS.map((method): Way => ({ style, type, method }))),
  );
  const { ours, peers, version } = inTurn(
    new Map([
      ...ways.map((way): [string, Contender] => [
        nameOf(way),
        {
          peer: nearestTo(way.style)[0],
          run: () => timedSketch(engine, file, { ...way }, processorMs).drawingMs,
        },
      ]),
      ...kernels,
    ]),
  );
  const msOf = (name: string) => ours.get(name) ?? NaN;

  const rows = STYLES.flatMap((style) => {
    const [peer, name] = nearestTo(style);
    const nearest = peers.get(peer);
    return TYPES.map((type) => [
      `${style}, ${type === 'color' ? 'colour' : 'black and white'}`,
      ...METHODS.map((method) => {
        const own = msOf(nameOf({ style, type, method }));
        const times = nearest === undefined ? '' : ` (${(nearest / own).toFixed(1)}×)`;
        return `${(own / megapixels).toFixed(1)}${times}`;
      }),
      nearest === undefined ? undefined : `${name} ${(nearest / megapixels).toFixed(1)}`,
    ]);
  });
  console.log(
    `${PHOTO}, ${width} × ${height}, fastest of ${ROUNDS * RUNS}, ms of the processor per megapixel (times faster than the peer)\n`,
  );
  console.log(table(['', ...METHODS, `nearest in OpenCV ${version}`.trim()], rows));
  console.log(`\nThe same of single kernels, ms of the processor\n`);
  console.log(
    table(
      ['', 'Easel', 'native OpenCV'],
      kernels.map(([name, { peer }]) => [name, msOf(name).toFixed(1), against(peers.get(peer), msOf(name))]),
    ),
  );
  return Promise.resolve();
}
