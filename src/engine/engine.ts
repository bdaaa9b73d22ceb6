import { corrupt } from './codec/bytes.ts';
import { type ImageHeader, readHeader, uprightSize } from './codec/header.ts';
import { webpProfile } from './codec/icc/chunks.ts';
import { conversionOf } from './codec/icc/conversion.ts';
import { putTransform } from './codec/icc/transform.ts';
import { decodeJpeg } from './codec/jpeg/decode.ts';
import { encodeJpeg } from './codec/jpeg/encode.ts';
import { decodePng } from './codec/png/decode.ts';
import { encodePng } from './codec/png/encode.ts';
import { Codecs } from './codec/codecs.ts';
import type { DecodedPixels } from './codec/pixels.ts';
import { derive, planDerivation, type SettledDerivation, tinyOf, type TinyPicture } from './derive/derive.ts';
import { Arena } from './kernels/arena.ts';
import { type Loaded, loadPlanes } from './load.ts';
import { type MaskReading, planMask, readDrawnMask, readDrawnRegion } from './mask/drawn.ts';
import { drawnInto, keepPhoto, type KeptPhoto } from './mask/region.ts';
import { paintWork, type PaintResult } from './painter/paint.ts';
import type { PaintRequest } from './painter/parameters.ts';
import { checkSketchable, MEMORY_BUDGET_BYTES, type MemoryPlan, wantsColor } from './plan.ts';
import { fitWithin, shrink, shrinkQuickly } from './shrink.ts';
import type { Pointer } from './kernels/kernels.ts';
import type { WebpEncoder } from './codec/webp/encoder.ts';
import type { Mask } from './segment/mask.ts';
import type { Canvas, ColorPicture, Picture } from './styles/canvas.ts';
import type { Format, SketchRequest } from './styles/parameters.ts';
import { converterFor } from './styles/registry.ts';

export interface EngineModules {
  /** `kernels/kernels.wasm`, built from `kernels/assembly` */
  kernels: WebAssembly.Module;
  /** `@cf-wasm/photon/photon.wasm` */
  photon: WebAssembly.Module;
  /** `icodec/webp-dec.wasm` and `icodec/webp-enc.wasm` */
  webpDecoder: WebAssembly.Module;
  webpEncoder: WebAssembly.Module;
}

/** A place between two stretches of work, where a caller may report progress or stop. */
export interface Step {
  /** Plain words a user may read. */
  stage:
    | 'decoding'
    | 'planning'
    | 'drawing'
    | 'painting'
    | 'segmenting'
    | 'rendering'
    | 'encoding'
    | 'thumbnail';
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

export interface DerivedImage extends EncodedImage {
  /** The same in a few pixels. */
  tiny: TinyPicture;
}

export interface Engine {
  /**
   * Draws a photo. The work happens between the steps, synchronously; the caller drives it with `for…of` or
   * `next()` and may stop it with `return()`.
   *
   * @param file the whole file: PNG, JPEG, GIF (first frame), WebP, BMP or TIFF; let go of once it is decoded
   * @param region where to draw, of the photo's upright size; the rest stays photo, hence the result is in colour
   * @throws {EngineError} what is wrong with the file; when its size is, before anything is decoded
   * @throws {Error} when another run of this engine has not ended
   */
  sketch(file: Uint8Array, request: SketchRequest, region?: Mask): Generator<Step, SketchResult, void>;
  /** Films how a photo is drawn or painted; else as `sketch`. */
  paint(file: Uint8Array, request: PaintRequest): Generator<Step, PaintResult, void>;
  /**
   * Reads a mask that was drawn over a picture, see {@link readDrawnMask}.
   * @returns a PNG of the picture's size
   * @throws {EngineError} as `sketch` does
   */
  drawnMask(file: Uint8Array, reading: MaskReading): Uint8Array<ArrayBuffer>;
  /**
   * The same as a mask.
   * @throws {EngineError} as `sketch` does
   */
  drawnRegion(file: Uint8Array, reading: MaskReading): Mask;
  /**
   * Makes another picture of a photo: cropped, turned, resized, blurred, drawn.
   * @throws {EngineError} as `sketch` does, and INVALID_PARAMETER for a crop beyond the photo
   */
  derive(file: Uint8Array, derivation: SettledDerivation): DerivedImage;
  /**
   * Decodes a photo and hands its colours to any other work, as `sketch` does to drawing: step by step, one run at a
   * time.
   *
   * @throws {EngineError} what is wrong with the file
   */
  open<T>(file: Uint8Array, work: PhotoWork<T>): Generator<Step, T, void>;
  /** Hands the empty arena to work that needs no photo. */
  use<T>(work: (arena: Arena) => T): T;
  /** Bytes of WebAssembly memory held now. */
  memoryBytes(): number;
}

/** Something to do with a photo's upright planes. */
export interface PhotoWork<T> {
  /** @throws {EngineError} IMAGE_TOO_LARGE */
  plan(header: ImageHeader): MemoryPlan;
  /** @param photo planes of the planned size at the arena's bottom */
  run(arena: Arena, photo: Loaded & { color: ColorPicture }, header: ImageHeader): Generator<Step, T, void>;
}

const THUMBNAIL_SIDE_PX = 320;
/** WebP is lossy: at 90 a drawing looks the same at half the bytes of PNG and lossless WebP. */
const QUALITY = { png: 0, jpeg: 92, webp: 90 } as const satisfies Record<Format, number>;
const THUMBNAIL_JPEG_QUALITY = 85;
/** Rows that are interleaved at once on their way to the encoder. */
const BAND_ROWS = 64;

const CONTENT_TYPES = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
} as const satisfies Record<Format, string>;

const NO_BYTES = new Uint8Array();

/** Shares of the whole, in per cent, that decoding, drawing and encoding end at. */
const PROGRESS = { decoding: 5, drawing: 30, encoding: 80, thumbnail: 95, done: 100 } as const;

/** Modules are instantiated on first use, so that making an engine costs nothing at start-up. */
export function createEngine(modules: EngineModules): Engine {
  const codecs = new Codecs(modules);
  let arena: Arena | undefined;
  let busy = false;

  function* run(
    file: Uint8Array,
    request: SketchRequest,
    region?: Mask,
  ): Generator<Step, SketchResult, void> {
    if (busy) throw new Error('This engine is already drawing; one run at a time.');
    busy = true;
    try {
      const header = readHeader(file, true);
      const job = checkSketchable(header, request, file.length, region !== undefined);
      arena = roomFor(job, codecs, arena) ?? new Arena(modules.kernels);
      arena.reset();
      yield { stage: 'decoding', progress: PROGRESS.decoding };
      const inColor = wantsColor(request);
      const { color, ...photo } = prepare(arena, codecs, file, header, inColor || region !== undefined, job);
      // A file that the caller does not keep makes room for the result.
      file = NO_BYTES;
      const kept = region && color && keepPhoto(arena, { ...photo, color }, region, inColor);
      const canvas = { ...photo, color: inColor ? color : undefined, arena, request };
      return yield* sketch(arena, codecs, canvas, kept);
    } finally {
      codecs.trim(MEMORY_BUDGET_BYTES - (arena?.memoryBytes() ?? 0));
      busy = false;
    }
  }

  /** Does work that has no steps, in an arena that has room for it. */
  function atOnce<Result>(job: MemoryPlan, work: (arena: Arena) => Result): Result {
    if (busy) throw new Error('This engine is already drawing; one run at a time.');
    busy = true;
    try {
      arena = roomFor(job, codecs, arena) ?? new Arena(modules.kernels);
      arena.reset();
      return work(arena);
    } finally {
      codecs.trim(MEMORY_BUDGET_BYTES - (arena?.memoryBytes() ?? 0));
      busy = false;
    }
  }

  function* open<T>(file: Uint8Array, work: PhotoWork<T>): Generator<Step, T, void> {
    if (busy) throw new Error('This engine is already at work; one run at a time.');
    busy = true;
    try {
      const header = readHeader(file, true);
      const job = work.plan(header);
      arena = roomFor(job, codecs, arena) ?? new Arena(modules.kernels);
      arena.reset();
      yield { stage: 'decoding', progress: PROGRESS.decoding };
      const { color, ...photo } = prepare(arena, codecs, file, header, true, job);
      if (!color) throw new Error('The colours of a photo were asked for.');
      // The work may take more of the arena than decoding did.
      file = NO_BYTES;
      codecs.trim(MEMORY_BUDGET_BYTES - job.kernelBytes);
      return yield* work.run(arena, { ...photo, color }, header);
    } finally {
      codecs.trim(MEMORY_BUDGET_BYTES - (arena?.memoryBytes() ?? 0));
      busy = false;
    }
  }

  function use<T>(work: (arena: Arena) => T): T {
    if (busy) throw new Error('This engine is already at work; one run at a time.');
    arena ??= new Arena(modules.kernels);
    arena.reset();
    return work(arena);
  }

  return {
    sketch: run,
    paint: (file, request) => open(file, paintWork(request)),
    drawnMask(file, reading) {
      const header = readHeader(file, true);
      const job = planMask(header, reading);
      return atOnce(job, (room) => readDrawnMask(room, codecs.photon, file, header, reading));
    },
    drawnRegion(file, reading) {
      const header = readHeader(file, true);
      const job = planMask(header, reading);
      return atOnce(job, (room) => readDrawnRegion(room, codecs.photon, file, header, reading));
    },
    derive(file, derivation) {
      const header = readHeader(file, true);
      const job = planDerivation(header, derivation);
      return atOnce(job, (room) => {
        const photo = prepare(room, codecs, file, header, true, job);
        const made = derive(room, photo, derivation, job.scale, uprightSize(header));
        const { picture, width, height } = made;
        const { format, quality } = derivation;
        const tiny = tinyOf(room, picture, made);
        return { ...encode(room, codecs, picture, width, height, format, quality), tiny };
      });
    },
    open,
    use,
    memoryBytes: () => codecs.memoryBytes() + (arena?.memoryBytes() ?? 0),
  };
}

/** The arena, if it can stay beside what the codecs will take; a new one is smaller. */
function roomFor(job: MemoryPlan, codecs: Codecs, arena: Arena | undefined): Arena | undefined {
  const kernelBytes = Math.max(job.kernelBytes, arena?.memoryBytes() ?? 0);
  if (codecs.makeRoom(job.codecBytes, MEMORY_BUDGET_BYTES - kernelBytes)) return arena;
  codecs.makeRoom(job.codecBytes, MEMORY_BUDGET_BYTES - job.kernelBytes);
  return undefined;
}

function* sketch(
  arena: Arena,
  codecs: Codecs,
  canvas: Canvas,
  kept: KeptPhoto | undefined,
): Generator<Step, SketchResult, void> {
  const { width, height, request } = canvas;
  yield { stage: 'drawing', progress: PROGRESS.drawing };

  const drawing = yield* draw(converterFor(request).draw(canvas));
  const picture = kept ? drawnInto(arena, kept, drawing, width * height) : drawing;
  yield { stage: 'encoding', progress: PROGRESS.encoding };

  const result = encode(arena, codecs, picture, width, height, request.format, QUALITY[request.format]);
  yield { stage: 'thumbnail', progress: PROGRESS.thumbnail };

  const [thumbWidth, thumbHeight] = fitWithin(width, height, THUMBNAIL_SIDE_PX);
  const small = shrinkPicture(arena, picture, width, height, thumbWidth, thumbHeight);
  const thumbnail = encode(arena, codecs, small, thumbWidth, thumbHeight, 'jpeg', THUMBNAIL_JPEG_QUALITY);
  yield { stage: 'thumbnail', progress: PROGRESS.done };
  return { ...result, thumbnail };
}

/** From a file to upright planes of the working size, at the arena's bottom. */
function prepare(
  arena: Arena,
  codecs: Codecs,
  file: Uint8Array,
  header: ImageHeader,
  withColor: boolean,
  job: MemoryPlan,
): Pick<Canvas, 'width' | 'height' | 'grey' | 'color'> {
  const bottom = arena.mark();
  const loaded = decode(arena, codecs, file, header, withColor, job);
  if (loaded.width === job.width && loaded.height === job.height) return loaded;
  return shrinkLoaded(arena, loaded, bottom, job.width, job.height);
}

function decode(
  arena: Arena,
  codecs: Codecs,
  file: Uint8Array,
  header: ImageHeader,
  withColor: boolean,
  { denominator }: MemoryPlan,
): Loaded {
  const { type, orientation } = header;
  if (type === 'jpeg') return decodeJpeg(arena, file, { denominator, withColor, orientation });
  if (type === 'png') return decodePng(arena, file, { denominator, withColor, orientation });
  const conversion = type === 'webp' ? conversionOf(webpProfile(file)) : undefined;
  const transform = conversion && putTransform(arena, conversion);
  const loading = { withColor, orientation, denominator: denominator === 1 ? 1 : 2, transform } as const;
  return decodeBeside(codecs, file, header, (pixels) => loadPlanes(arena, pixels, loading));
}

/** Decodes in a codec's own memory, and gives that back when the pixels have been taken. */
function decodeBeside(
  codecs: Codecs,
  file: Uint8Array,
  header: ImageHeader,
  take: (pixels: DecodedPixels) => Loaded,
): Loaded {
  const check = (pixels: DecodedPixels) => {
    if (pixels.width !== header.width || pixels.height !== header.height) {
      throw corrupt('its header and its pixels disagree');
    }
    return take(pixels);
  };
  if (header.type === 'webp') return codecs.webpDecoder.decode(file, check);
  const pixels = codecs.photon.decode(file);
  try {
    return check(pixels);
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
    shrinkQuickly(arena, plane, width, height, target, toWidth, toHeight);
    return target;
  });
  if (second === undefined || third === undefined) return { kind: 'grey', grey: first };
  return { kind: 'color', red: first, green: second, blue: third };
}

/** From this quality on, colours are kept at full size. */
const FULL_CHROMA_QUALITY = 90;

function encode(
  arena: Arena,
  codecs: Codecs,
  picture: Picture,
  width: number,
  height: number,
  format: Format,
  quality: number,
): EncodedImage {
  const bytes = encodePicture(arena, codecs, picture, width, height, format, quality);
  return { bytes, contentType: CONTENT_TYPES[format], width, height };
}

function encodePicture(
  arena: Arena,
  codecs: Codecs,
  picture: Picture,
  width: number,
  height: number,
  format: Format,
  quality: number,
): Uint8Array<ArrayBuffer> {
  if (format === 'png') return encodePng(arena, picture, width, height);
  if (format === 'webp') return encodeWebp(arena, codecs.webpEncoder, picture, width, height, quality);
  const chroma = quality >= FULL_CHROMA_QUALITY ? '4:4:4' : '4:2:0';
  // All but the picture has served its turn.
  const room = arena.largestGap(planesOf(picture).map((at) => ({ at, bytes: width * height })));
  return encodeJpeg(arena, picture, width, height, { quality, chroma, room });
}

function encodeWebp(
  arena: Arena,
  encoder: WebpEncoder,
  picture: Picture,
  width: number,
  height: number,
  quality: number,
): Uint8Array<ArrayBuffer> {
  const [red = 0, green = red, blue = red] = planesOf(picture);
  return encoder.encode(width, height, quality, (rgba) => {
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
