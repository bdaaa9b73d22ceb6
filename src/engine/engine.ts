import { corrupt } from './codec/bytes.ts';
import { type ImageHeader, readHeader } from './codec/header.ts';
import { decodeJpeg } from './codec/jpeg/decode.ts';
import { encodeJpeg } from './codec/jpeg/encode.ts';
import { encodePng } from './codec/png/encode.ts';
import { type EncodedFormat, Photon } from './codec/photon.ts';
import { Arena } from './kernels/arena.ts';
import { type Loaded, loadPlanes } from './load.ts';
import { paintFilm, type PaintResult } from './painter/paint.ts';
import type { PaintRequest } from './painter/parameters.ts';
import { checkPaintable, type PaintPlan } from './painter/plan.ts';
import { checkSketchable, MEMORY_BUDGET_BYTES, type MemoryPlan, wantsColor } from './plan.ts';
import { fitWithin, shrink } from './shrink.ts';
import type { Pointer } from './kernels/kernels.ts';
import type { Picture } from './styles/canvas.ts';
import type { Format, SketchRequest } from './styles/parameters.ts';
import { converterFor } from './styles/registry.ts';

export interface EngineModules {
  /** `kernels/kernels.wasm`, built from `kernels/assembly` */
  kernels: WebAssembly.Module;
  /** `@cf-wasm/photon/photon.wasm` */
  photon: WebAssembly.Module;
}

/** A place between two stretches of work, where a caller may report progress or stop. */
export interface Step {
  /** Plain words a user may read. */
  stage: 'decoding' | 'planning' | 'drawing' | 'painting' | 'encoding' | 'thumbnail';
  /** 0–100, never falling. */
  progress: number;
}

export interface EncodedImage {
  bytes: Uint8Array<ArrayBuffer>;
  contentType: 'image/png' | 'image/jpeg' | 'image/webp';
  width: number;
  height: number;
}

export interface SketchResult extends EncodedImage {
  /** The result at most 320 pixels long, JPEG. */
  thumbnail: EncodedImage;
}

export interface Engine {
  /**
   * Draws a photo. The work happens between the steps, synchronously; the caller drives it with `for…of` or
   * `next()` and may stop it with `return()`.
   *
   * @param file the whole file: PNG, JPEG, GIF (first frame), WebP, BMP or TIFF
   * @throws {EngineError} what is wrong with the file; when its size is, before anything is decoded
   * @throws {Error} when another run of this engine has not ended
   */
  sketch(file: Uint8Array, request: SketchRequest): Generator<Step, SketchResult, void>;
  /** Films how a photo is drawn or painted; else as sketch(). */
  paint(file: Uint8Array, request: PaintRequest): Generator<Step, PaintResult, void>;
  /** Bytes of WebAssembly memory held now. */
  memoryBytes(): number;
}

const THUMBNAIL_SIDE_PX = 320;
const JPEG_QUALITY = 92;
const THUMBNAIL_JPEG_QUALITY = 85;
/** Rows that are interleaved at once on their way to the encoder. */
const BAND_ROWS = 64;

const CONTENT_TYPES = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
} as const satisfies Record<Format, string>;

/** Shares of the whole, in per cent, that decoding, drawing and encoding end at. */
const PROGRESS = { decoding: 5, drawing: 30, encoding: 80, thumbnail: 95, done: 100 } as const;

/** Modules are instantiated on first use, so that making an engine costs nothing at start-up. */
export function createEngine(modules: EngineModules): Engine {
  const photon = new Photon(modules.photon);
  let arena: Arena | undefined;
  let busy = false;

  function* run<Job extends MemoryPlan, Result>(
    file: Uint8Array,
    check: (header: ImageHeader) => Job,
    work: (arena: Arena, header: ImageHeader, job: Job) => Generator<Step, Result, void>,
  ): Generator<Step, Result, void> {
    if (busy) throw new Error('This engine is already drawing; one run at a time.');
    busy = true;
    try {
      const header = readHeader(file, true);
      const job = check(header);
      arena = roomFor(job, photon, arena) ?? new Arena(modules.kernels);
      arena.reset();
      return yield* work(arena, header, job);
    } finally {
      photon.trim();
      busy = false;
    }
  }

  return {
    sketch: (file, request) =>
      run(
        file,
        (header) => checkSketchable(header, request),
        (kernels, header, job) => sketch(kernels, photon, file, header, job, request),
      ),
    paint: (file, request) =>
      run(
        file,
        (header) => checkPaintable(header, request),
        (kernels, header, job) => paint(kernels, photon, file, header, job, request),
      ),
    memoryBytes: () => photon.memoryBytes() + (arena?.memoryBytes() ?? 0),
  };
}

/**
 * Neither memory ever shrinks, so what an earlier job left standing counts beside what this one takes: whatever does
 * not fit the budget together is let go, Photon first.
 *
 * @returns the arena, if it can stay
 */
function roomFor(job: MemoryPlan, photon: Photon, arena: Arena | undefined): Arena | undefined {
  const kernelBytes = Math.max(job.kernelBytes, arena?.memoryBytes() ?? 0);
  if (photon.memoryBytes() + kernelBytes > MEMORY_BUDGET_BYTES) photon.discard();
  return job.codecBytes + kernelBytes > MEMORY_BUDGET_BYTES ? undefined : arena;
}

function* sketch(
  arena: Arena,
  photon: Photon,
  file: Uint8Array,
  header: ImageHeader,
  job: MemoryPlan,
  request: SketchRequest,
): Generator<Step, SketchResult, void> {
  yield { stage: 'decoding', progress: PROGRESS.decoding };

  const converter = converterFor(request);
  const canvas = { ...prepare(arena, photon, file, header, wantsColor(request), job), arena, request };
  yield { stage: 'drawing', progress: PROGRESS.drawing };

  const picture = yield* draw(converter.draw(canvas));
  yield { stage: 'encoding', progress: PROGRESS.encoding };

  const { width, height } = canvas;
  const quality = request.format === 'jpeg' ? JPEG_QUALITY : 0;
  const result = encode(arena, photon, picture, width, height, request.format, quality);
  yield { stage: 'thumbnail', progress: PROGRESS.thumbnail };

  const [thumbWidth, thumbHeight] = fitWithin(width, height, THUMBNAIL_SIDE_PX);
  const small = shrinkPicture(arena, picture, width, height, thumbWidth, thumbHeight);
  const thumbnail = encode(arena, photon, small, thumbWidth, thumbHeight, 'jpeg', THUMBNAIL_JPEG_QUALITY);
  yield { stage: 'thumbnail', progress: PROGRESS.done };
  return { ...result, thumbnail };
}

function* paint(
  arena: Arena,
  photon: Photon,
  file: Uint8Array,
  header: ImageHeader,
  job: PaintPlan,
  request: PaintRequest,
): Generator<Step, PaintResult, void> {
  yield { stage: 'decoding', progress: 0 };
  const photo = prepare(arena, photon, file, header, true, job);
  if (photon.memoryBytes() + job.kernelBytes > MEMORY_BUDGET_BYTES) photon.discard();
  return yield* paintFilm(arena, photo, job.sheet, request);
}

/** From a file to upright planes of the working size, at the arena's bottom. */
function prepare(
  arena: Arena,
  photon: Photon,
  file: Uint8Array,
  header: ImageHeader,
  withColor: boolean,
  job: MemoryPlan,
): Loaded {
  const bottom = arena.mark();
  const { orientation } = header;
  const loaded =
    header.type === 'jpeg'
      ? decodeJpeg(arena, file, { denominator: job.denominator, withColor, orientation })
      : decodeWithPhoton(arena, photon, file, header, withColor);
  if (loaded.width === job.width && loaded.height === job.height) return loaded;
  return shrinkLoaded(arena, loaded, bottom, job.width, job.height);
}

/** Gives Photon's copy of the pixels back. */
function decodeWithPhoton(
  arena: Arena,
  photon: Photon,
  file: Uint8Array,
  header: ImageHeader,
  withColor: boolean,
): Loaded {
  const pixels = photon.decode(file);
  try {
    if (pixels.width !== header.width || pixels.height !== header.height) {
      throw corrupt('its header and its pixels disagree');
    }
    return loadPlanes(arena, pixels, header, withColor);
  } finally {
    pixels.free();
  }
}

/** Shrinks the planes that lie from `bottom` on, and moves them together. */
function shrinkLoaded(arena: Arena, loaded: Loaded, bottom: Pointer, width: number, height: number): Loaded {
  const planes = [loaded.grey, ...(loaded.color ? planesOf(loaded.color) : [])];
  for (const plane of planes) shrink(arena, plane, loaded.width, loaded.height, plane, width, height);
  arena.release(bottom);
  const [grey = 0, red = 0, green = 0, blue = 0] = planes.map((plane) => {
    const target = arena.alloc(width * height);
    arena.bytes(target, width * height).set(arena.bytes(plane, width * height));
    return target;
  });
  return { width, height, grey, color: loaded.color && { kind: 'color', red, green, blue } };
}

function* draw(drawing: Generator<number, Picture, void>): Generator<Step, Picture, void> {
  for (;;) {
    const step = drawing.next();
    if (step.done) return step.value;
    const progress = PROGRESS.drawing + Math.floor(step.value * (PROGRESS.encoding - PROGRESS.drawing));
    yield { stage: 'drawing', progress };
  }
}

function planesOf(picture: Picture): number[] {
  return picture.kind === 'grey' ? [picture.grey] : [picture.red, picture.green, picture.blue];
}

function shrinkPicture(
  arena: Arena,
  picture: Picture,
  width: number,
  height: number,
  toWidth: number,
  toHeight: number,
): Picture {
  const [first = 0, second, third] = planesOf(picture).map((plane) => {
    const target = arena.alloc(toWidth * toHeight);
    shrink(arena, plane, width, height, target, toWidth, toHeight);
    return target;
  });
  if (second === undefined || third === undefined) return { kind: 'grey', grey: first };
  return { kind: 'color', red: first, green: second, blue: third };
}

/** From this quality on, colours are kept at full size. */
const FULL_CHROMA_QUALITY = 90;

function encode(
  arena: Arena,
  photon: Photon,
  picture: Picture,
  width: number,
  height: number,
  format: Format,
  quality: number,
): EncodedImage {
  const bytes = encodePicture(arena, photon, picture, width, height, format, quality);
  return { bytes, contentType: CONTENT_TYPES[format], width, height };
}

function encodePicture(
  arena: Arena,
  photon: Photon,
  picture: Picture,
  width: number,
  height: number,
  format: Format,
  quality: number,
): Uint8Array<ArrayBuffer> {
  if (format === 'png') return encodePng(arena, picture, width, height);
  if (format === 'webp') return encodeWithPhoton(arena, photon, picture, width, height, format);
  const chroma = quality >= FULL_CHROMA_QUALITY ? '4:4:4' : '4:2:0';
  return encodeJpeg(arena, picture, width, height, { quality, chroma });
}

function encodeWithPhoton(
  arena: Arena,
  photon: Photon,
  picture: Picture,
  width: number,
  height: number,
  format: EncodedFormat,
): Uint8Array<ArrayBuffer> {
  const [red = 0, green = red, blue = red] = planesOf(picture);
  return photon.encode(width, height, format, 0, (rgba) => {
    const mark = arena.mark();
    const band = arena.alloc(width * BAND_ROWS * 4);
    for (let from = 0; from < height; from += BAND_ROWS) {
      const at = from * width;
      const count = Math.min(BAND_ROWS, height - from) * width;
      arena.kernels.rgbaFromPlanes(red + at, green + at, blue + at, count, band);
      rgba.set(arena.bytes(band, count * 4), at * 4);
    }
    arena.release(mark);
  });
}
