import { EngineError } from '../../errors.ts';
import type { Arena } from '../../kernels/arena.ts';
import type { Loaded } from '../../load.ts';
import { corrupt } from '../bytes.ts';
import type { Orientation } from '../header.ts';
import { type Conversion, conversionOf } from '../icc/conversion.ts';
import { putTransform } from '../icc/transform.ts';
import { BLOCK_BYTES, decodeComponent } from './coefficients.ts';
import { EntropyData } from './entropy.ts';
import type { Frame } from './frame.ts';
import { putBlockPlans } from './mcu.ts';
import { type ColorModel, colorModelOf, Painter, type Targets } from './painter.ts';
import { type Denominator, type Samples, samplingOf, scaledSize } from './samples.ts';
import { type Scan, Segments } from './segments.ts';

export interface JpegDecoding {
  /** The picture is decoded at 1/denominator of its size, rounded up. */
  denominator: Denominator;
  withColor: boolean;
  /** Of the stored rows; the planes stand upright. */
  orientation: Orientation;
}

/**
 * Decodes a JPEG file to upright planes in the arena: luminance, and red, green and blue when asked. Baseline,
 * extended sequential and progressive files of 8 bits with Huffman coding (ITU-T T.81); grey, YCbCr, RGB, CMYK, YCCK.
 * What a truncated file lacks is middle grey, and damage stays where it is, as with libjpeg.
 *
 * @throws {EngineError} CORRUPT_IMAGE, UNSUPPORTED_FORMAT
 */
export function decodeJpeg(arena: Arena, file: Uint8Array, decoding: JpegDecoding): Loaded {
  try {
    return decode(arena, file, decoding);
  } catch (error) {
    const short = error instanceof EngineError && error.code === 'NEED_MORE_BYTES';
    throw short ? corrupt('a JPEG segment is too short') : error;
  }
}

function decode(arena: Arena, file: Uint8Array, decoding: JpegDecoding): Loaded {
  const bottom = arena.mark();
  const segments = new Segments(arena, file);
  const scan = segments.nextScan();
  if (!scan) throw corrupt('the file ends too early');
  const { frame } = segments;
  const picture = new Picture(frame, segments, decoding);
  const streams = !frame.progressive && scan.components.length === frame.components.length;
  arena.release(bottom);
  const targets = streams ? stream(arena, file, picture) : collect(arena, file, picture);
  const turned = decoding.orientation >= 5;
  return {
    width: turned ? picture.height : picture.width,
    height: turned ? picture.width : picture.height,
    grey: targets.grey,
    color: targets.color && { kind: 'color', ...targets.color },
  };
}

/** What is decoded, whichever way. */
class Picture {
  readonly frame: Frame;
  readonly decoding: JpegDecoding;
  readonly model: ColorModel;
  readonly inverted: boolean;
  /** Of the colours to sRGB, where the profile differs from it. */
  readonly conversion: Conversion | undefined;
  readonly width: number;
  readonly height: number;

  constructor(frame: Frame, segments: Segments, decoding: JpegDecoding) {
    this.frame = frame;
    this.decoding = decoding;
    this.model = colorModelOf(frame, segments);
    const hasColors = this.model === 'ycc' || this.model === 'rgb';
    this.conversion = hasColors ? conversionOf(segments.profile.whole) : undefined;
    this.inverted = segments.adobeTransform !== undefined;
    this.width = scaledSize(frame.width, decoding.denominator);
    this.height = scaledSize(frame.height, decoding.denominator);
  }

  /** Components that have to be decoded: for the luminance of YCbCr as it is, only the first one. */
  get needed(): number {
    const isFirst = this.model === 'ycc' && !this.decoding.withColor && !this.conversion;
    return isFirst ? 1 : this.frame.components.length;
  }

  samplings() {
    const { frame, decoding } = this;
    return frame.components
      .slice(0, this.needed)
      .map((component) => samplingOf(frame, component, decoding.denominator));
  }

  allocate(arena: Arena): Targets {
    const plane = () => arena.alloc(this.width * this.height);
    const grey = plane();
    if (!this.decoding.withColor) return { grey, color: undefined };
    return { grey, color: { red: plane(), green: plane(), blue: plane() } };
  }

  painter(arena: Arena, samples: Samples[], targets: Targets, bandRows: number): Painter {
    const { model, inverted, width, height } = this;
    const { orientation } = this.decoding;
    const transform = this.conversion && putTransform(arena, this.conversion);
    const job = { model, inverted, orientation, width, height, targets, bandRows, transform };
    return new Painter(arena, samples, job);
  }
}

/**
 * One scan holds everything: each row of MCUs goes through a band of samples to its place. The band keeps the last
 * row of the MCUs above, and painting lags a row behind, because smooth enlarging needs the neighbour below.
 */
function stream(arena: Arena, file: Uint8Array, picture: Picture): Targets {
  const targets = picture.allocate(arena);
  const mark = arena.mark();
  const segments = new Segments(arena, file);
  const scan = segments.nextScan();
  if (!scan) throw corrupt('the file ends too early');
  const { frame } = segments;
  const samples = picture.samplings().map((sampling): Samples => {
    const stride = frame.mcusAcross * sampling.across;
    return { ...sampling, at: arena.alloc(stride * (1 + sampling.down)), stride, first: -1 };
  });
  const plans = planMcu(arena, segments, scan, samples);
  const plansAt = putBlockPlans(arena, plans);
  const bandRows = frame.vertical * (8 / picture.decoding.denominator);
  const painter = picture.painter(arena, samples, targets, bandRows + 1);
  const entropy = new EntropyData(arena, file);
  entropy.begin(scan.dataAt, scan.interval);
  let painted = 0;
  for (let row = 0; row < frame.mcusDown; row++) {
    for (const { at, stride, down } of samples) {
      if (row > 0) arena.bytes(at, stride).set(arena.bytes(at + down * stride, stride));
    }
    for (const component of samples) component.first = row * component.down - 1;
    entropy.row(frame.mcusAcross, (from, to) =>
      arena.kernels.jpegDecodeMcus(plansAt, plans.length, from, to),
    );
    if (row === 0 && arena.kernels.jpegIntactMcus() === 0) throw corrupt('the file ends too early');
    const ready = row === frame.mcusDown - 1 ? picture.height : (row + 1) * bandRows - 1;
    painter.paint(painted, ready);
    painted = Math.max(painted, ready);
  }
  arena.release(mark);
  return targets;
}

/** The blocks of an MCU, in their order (A.2.3), and where in the bands they go. */
function planMcu(arena: Arena, segments: Segments, scan: Scan, samples: Samples[]) {
  const { tables } = segments;
  return scan.components.flatMap(({ component, dc, ac }) => {
    const band = samples.find((one) => one.component.index === component.index);
    const quantization = arena.alloc(BLOCK_BYTES);
    if (band) tables.copyQuantization(component.quantization, quantization);
    const { size, stride, at } = band ?? { size: 0, stride: 0, at: 0 };
    return Array.from({ length: component.horizontal * component.vertical }, (_, i) => {
      const x = (i % component.horizontal) * size;
      const y = 1 + Math.floor(i / component.horizontal) * size;
      return {
        dcTable: tables.dc(dc),
        acTable: tables.ac(ac),
        quantization,
        component: component.index,
        target: at + y * stride + x,
        step: component.horizontal * size,
        stride,
        size,
      };
    });
  });
}

/** Rows that are painted at once from whole components. */
const PAINT_ROWS = 64;

/** Several scans make up the picture: component by component to whole planes of samples, then to their places. */
function collect(arena: Arena, file: Uint8Array, picture: Picture): Targets {
  const bottom = arena.mark();
  const samples = picture.samplings().map((sampling) => decodeComponent(arena, file, sampling));
  const above = picture.allocate(arena);
  const painter = picture.painter(arena, samples, above, PAINT_ROWS);
  for (let from = 0; from < picture.height; from += PAINT_ROWS) {
    painter.paint(from, Math.min(picture.height, from + PAINT_ROWS));
  }
  // The planes move down over the samples, which nobody needs any more.
  arena.release(bottom);
  const targets = picture.allocate(arena);
  const count = picture.width * picture.height;
  const move = (from: number, to: number) => arena.bytes(to, count).set(arena.bytes(from, count));
  move(above.grey, targets.grey);
  if (above.color && targets.color) {
    move(above.color.red, targets.color.red);
    move(above.color.green, targets.color.green);
    move(above.color.blue, targets.color.blue);
  }
  return targets;
}
