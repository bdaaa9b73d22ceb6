import { gaussianBlur } from '../kernels/gaussian.ts';
import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import { type ImageHeader, uprightSize } from '../codec/header.ts';
import { turn } from '../load.ts';
import { fits, type MemoryPlan, planWork, refuseUnlessItFits } from '../plan.ts';
import { fitWithin, shrink } from '../shrink.ts';
import { resampleWindow } from '../mask/window.ts';
import type { Canvas, Picture } from '../styles/canvas.ts';
import { type Format, type SketchRequest, sketchParameters } from '../styles/parameters.ts';
import { converterFor } from '../styles/registry.ts';
import { type Crop, type Derivation, resizing, type Size, turnedSize } from './derivation.ts';
import { checkModifiers, refusedBorder } from './modifiers.ts';

/** A derivation whose format and quality are settled. */
export type SettledDerivation = Derivation & { format: Format; quality: number };

/** Planes of a picture on its way: luminance, red, green, blue. */
interface Worktop extends Size {
  arena: Arena;
  planes: [Pointer, Pointer, Pointer, Pointer];
}

/** While a plane is turned, blurred or resized it stands twice. */
const SPARE_BYTES_PER_PIXEL = 2;

/** The photo's size in the plan, over its whole size: a photo that is reduced anyway is decoded reduced. */
interface DerivationPlan extends MemoryPlan {
  scale: number;
}

/**
 * Says what a derivation will take, from the header alone.
 * @throws {EngineError} INVALID_PARAMETER, IMAGE_TOO_LARGE
 */
export function planDerivation(header: ImageHeader, derivation: SettledDerivation): DerivationPlan {
  const photo = uprightSize(header);
  checkModifiers(derivation, photo);
  const turned = turnedSize(photo, derivation);
  const { scaled, result } = resizing(turned, derivation);
  const scale = Math.max(scaled.width / turned.width, scaled.height / turned.height);
  const long = Math.max(photo.width, photo.height);
  // On a reduced photo the edges of a crop are rounded: with two pixels more it is never too small.
  const margin = derivation.crop ? 2 / Math.min(derivation.crop.width, derivation.crop.height) : 0;
  const sketch = derivation.sketch ? converterFor(sketchRequest(derivation.sketch)).bytesPerPixel : 0;
  const job = planWork(header, {
    format: derivation.format,
    max_size: Math.max(1, Math.ceil(long * Math.min(1, scale + margin))),
    color: true,
    bytesPerPixel: Math.max(SPARE_BYTES_PER_PIXEL, sketch),
  });
  // A border makes the picture larger than what was decoded.
  const border = derivation.fit === 'contain' ? 4 * result.width * result.height : 0;
  const kernelBytes = job.kernelBytes + border;
  const whole = { ...job, kernelBytes, peakBytes: job.peakBytes + border };
  refuseUnlessItFits(header, job);
  if (border > 0 && !fits(whole)) throw refusedBorder(result);
  return { ...whole, scale: Math.max(job.width, job.height) / long };
}

function sketchRequest({ style, method }: NonNullable<Derivation['sketch']>): SketchRequest {
  return sketchParameters.parse({ style, method });
}

/** Works on the planes of a photo, decoded at the size of the plan. */
export function derive(
  arena: Arena,
  photo: Pick<Canvas, 'width' | 'height' | 'grey' | 'color'>,
  derivation: SettledDerivation,
  scale: number,
  whole: Size,
): Size & { picture: Picture } {
  const { grey, color } = photo;
  const { red, green, blue } = color ?? { red: grey, green: grey, blue: grey };
  const top: Worktop = { arena, width: photo.width, height: photo.height, planes: [grey, red, green, blue] };
  if (derivation.crop) crop(top, scaledCrop(derivation.crop, scale, top));
  if (derivation.rotate) rotate(top, derivation.rotate);
  if (derivation.flip) mirror(top, 4);
  if (derivation.flop) mirror(top, 2);
  resize(top, turnedSize(whole, derivation), derivation);
  if (derivation.blur) each(top, blurred(top, derivation.blur));
  if (derivation.sharpen) each(top, sharpened(top, derivation.sharpen));
  return { width: top.width, height: top.height, picture: finish(top, derivation) };
}

function each(top: Worktop, change: (plane: Pointer) => void): void {
  for (const plane of top.planes) change(plane);
}

/** A crop of the whole photo, on the reduced one; never empty, never beyond its edges. */
function scaledCrop({ left, top, width, height }: Crop, scale: number, photo: Size): Crop {
  const x = Math.min(photo.width - 1, Math.round(left * scale));
  const y = Math.min(photo.height - 1, Math.round(top * scale));
  return {
    left: x,
    top: y,
    width: Math.max(1, Math.min(photo.width - x, Math.round(width * scale))),
    height: Math.max(1, Math.min(photo.height - y, Math.round(height * scale))),
  };
}

/** Moves the rows of a part to the beginning of their plane. */
function crop(worktop: Worktop, part: Crop): void {
  const { arena, width, height } = worktop;
  each(worktop, (plane) => {
    const samples = arena.bytes(plane, width * height);
    for (let y = 0; y < part.height; y++) {
      const from = (part.top + y) * width + part.left;
      samples.copyWithin(y * part.width, from, from + part.width);
    }
  });
  [worktop.width, worktop.height] = [part.width, part.height];
}

/** EXIF orientations that turn a picture by these degrees clockwise. */
const ORIENTATIONS = { 90: 6, 180: 3, 270: 8 } as const;

function rotate(worktop: Worktop, degrees: 90 | 180 | 270): void {
  const { arena, width, height } = worktop;
  turn(arena, worktop.planes, ORIENTATIONS[degrees], width, height);
  if (degrees !== 180) [worktop.width, worktop.height] = [height, width];
}

function mirror({ arena, planes, width, height }: Worktop, orientation: 2 | 4): void {
  turn(arena, planes, orientation, width, height);
}

function resize(worktop: Worktop, turned: Size, derivation: Derivation): void {
  const { scaled, result } = resizing(turned, derivation);
  // A photo that had no room at its full size is smaller than what it is resized from.
  const [width, height] = [Math.min(worktop.width, scaled.width), Math.min(worktop.height, scaled.height)];
  const { arena } = worktop;
  each(worktop, (plane) => shrink(arena, plane, worktop.width, worktop.height, plane, width, height));
  [worktop.width, worktop.height] = [width, height];
  if (derivation.fit === 'contain') putOnWhite(worktop, result);
  else if (result.width < width || result.height < height) cropToMiddle(worktop, result);
}

function cropToMiddle(worktop: Worktop, result: Size): void {
  const width = Math.min(worktop.width, result.width);
  const height = Math.min(worktop.height, result.height);
  const left = Math.floor((worktop.width - width) / 2);
  const top = Math.floor((worktop.height - height) / 2);
  crop(worktop, { left, top, width, height });
}

const WHITE = 255;

function putOnWhite(worktop: Worktop, result: Size): void {
  const { arena, width, height } = worktop;
  if (result.width <= width && result.height <= height) return;
  const left = Math.floor((result.width - width) / 2);
  const top = Math.floor((result.height - height) / 2);
  const [grey, red, green, blue] = worktop.planes.map((plane) => {
    const target = arena.alloc(result.width * result.height);
    const bytes = arena.bytes(target, result.width * result.height).fill(WHITE);
    const samples = arena.bytes(plane, width * height);
    for (let y = 0; y < height; y++) {
      bytes.set(samples.subarray(y * width, (y + 1) * width), (top + y) * result.width + left);
    }
    return target;
  });
  worktop.planes = [grey ?? 0, red ?? 0, green ?? 0, blue ?? 0];
  [worktop.width, worktop.height] = [result.width, result.height];
}

/** Wider blurs are made of a smaller picture: what they leave has no detail to lose. */
const MAX_DIRECT_SIGMA_PX = 8;

/** OpenCV's kernel size whose σ comes nearest: σ = 0.3·((size − 1)/2 − 1) + 0.8. */
function kernelSize(sigma: number): number {
  return 2 * Math.max(1, Math.round((sigma - 0.8) / 0.3 + 1)) + 1;
}

function blurred({ arena, width, height }: Size & { arena: Arena }, sigma: number): (plane: Pointer) => void {
  return (plane) => {
    const mark = arena.mark();
    const factor = Math.max(1, sigma / MAX_DIRECT_SIGMA_PX);
    const small = { width: Math.ceil(width / factor), height: Math.ceil(height / factor) };
    const [from, to] = [arena.alloc(small.width * small.height), arena.alloc(small.width * small.height)];
    shrink(arena, plane, width, height, from, small.width, small.height);
    gaussianBlur(arena, from, to, small.width, small.height, kernelSize(sigma / factor));
    resampleWindow(arena, to, small, { left: 0, top: 0, ...small }, plane, { width, height });
    arena.release(mark);
  };
}

/** Unsharp masking: what a blur takes away is added once more. */
function sharpened({ arena, width, height }: Worktop, sigma: number): (plane: Pointer) => void {
  return (plane) => {
    const mark = arena.mark();
    const soft = arena.alloc(width * height);
    arena.bytes(soft, width * height).set(arena.bytes(plane, width * height));
    blurred({ arena, width, height }, sigma)(soft);
    arena.kernels.addWeighted(plane, 2, soft, -1, width * height, plane);
    arena.release(mark);
  };
}

function finish(worktop: Worktop, { grayscale, sketch }: Derivation): Picture {
  const { arena, width, height, planes } = worktop;
  const [grey, red, green, blue] = planes;
  if (!sketch) return grayscale ? { kind: 'grey', grey } : { kind: 'color', red, green, blue };
  const request = sketchRequest(sketch);
  const drawing = converterFor(request).draw({ arena, width, height, grey, color: undefined, request });
  for (;;) {
    const step = drawing.next();
    if (step.done) return step.value;
  }
}

/** Long side of the picture that a hash of its colours is made of. */
const TINY_SIDE_PX = 32;

/** Opaque RGBA, row-major. */
export interface TinyPicture extends Size {
  rgba: Uint8ClampedArray;
}

/** The picture as a few pixels. */
export function tinyOf(arena: Arena, picture: Picture, { width, height }: Size): TinyPicture {
  const mark = arena.mark();
  const [toWidth, toHeight] = fitWithin(width, height, TINY_SIDE_PX);
  const count = toWidth * toHeight;
  const planes = picture.kind === 'grey' ? [picture.grey] : [picture.red, picture.green, picture.blue];
  const small = planes.map((plane) => {
    const target = arena.alloc(count);
    shrink(arena, plane, width, height, target, toWidth, toHeight);
    return target;
  });
  const [red = 0, green = red, blue = red] = small;
  const rgba = arena.alloc(count * 4);
  arena.kernels.rgbaFromPlanes(red, green, blue, count, rgba);
  const tiny = {
    width: toWidth,
    height: toHeight,
    rgba: new Uint8ClampedArray(arena.bytes(rgba, count * 4)),
  };
  arena.release(mark);
  return tiny;
}
