import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import { levelFor } from './level.ts';
import { writeMp4 } from './mp4.ts';
import type { Track } from './movie.ts';

export interface VideoSettings {
  /** Even, as shown. */
  width: number;
  height: number;
  fps: number;
  /** Quantisation parameter, 10 (fine) to 44 (coarse). */
  qp: number;
  /** Frames from one IDR picture, where players may begin, to the next. */
  idrInterval: number;
  /** Whether block borders are smoothed. */
  deblocking: boolean;
}

/** Planes of 8-bit samples as large as the picture padded to whole macroblocks, row-major. */
export interface FramePlanes {
  red: Pointer;
  green: Pointer;
  blue: Pointer;
}

const MACROBLOCK = 16;
/**
 * Most bytes of a coded macroblock: 384 levels and 25 tokens of at most 28 bits each, and emulation prevention, which
 * adds at most a third.
 */
const MAX_MACROBLOCK_BYTES = 2048;
const HEADER_BYTES = 256;
const FRAME_NUM_MODULUS = 256;
const LENGTH_BYTES = 4;

/**
 * An H.264 film of pictures that mostly stay as they are: Constrained Baseline (ITU-T H.264 §A.2.1.1), one reference,
 * no motion. Memory is taken from the arena once, at the beginning.
 */
export class VideoEncoder {
  readonly settings: VideoSettings;
  /** Size in whole macroblocks, in pixels: how large the planes of a frame must be. */
  readonly paddedWidth: number;
  readonly paddedHeight: number;
  readonly #arena: Arena;
  readonly #output: Pointer;
  readonly #track: Track;
  readonly #media: Uint8Array[] = [];
  readonly #sizes: number[] = [];
  readonly #keyFrames: number[] = [];
  #sinceIdr = 0;

  constructor(arena: Arena, settings: VideoSettings) {
    const { width, height, fps } = settings;
    const columns = Math.ceil(width / MACROBLOCK);
    const rows = Math.ceil(height / MACROBLOCK);
    this.settings = settings;
    this.paddedWidth = columns * MACROBLOCK;
    this.paddedHeight = rows * MACROBLOCK;
    this.#arena = arena;
    const { kernels } = arena;
    kernels.videoBegin(columns, rows, arena.alloc(kernels.videoBytes(columns, rows)));
    this.#output = arena.alloc(columns * rows * MAX_MACROBLOCK_BYTES + HEADER_BYTES);
    const level = levelFor(columns, rows, fps);
    const sps = this.#unit(kernels.videoSequence(this.#output, width, height, level, fps));
    const pps = this.#unit(kernels.videoPictureSet(this.#output));
    this.#track = { width, height, fps, sps, pps };
  }

  /** A byte for every macroblock, row by row: whoever changes the frame's samples sets it before `add`. */
  get dirty(): Pointer {
    return this.#arena.kernels.videoDirty();
  }

  /** Codes the next frame: of its planes, macroblocks that are marked as changed, or all of them in an IDR picture. */
  add({ red, green, blue }: FramePlanes, qp = this.settings.qp): void {
    const { kernels } = this.#arena;
    const frame = this.#sizes.length;
    const idr = frame % this.settings.idrInterval === 0;
    if (idr) {
      this.#keyFrames.push(frame);
      this.#sinceIdr = 0;
    }
    kernels.videoConvert(red, green, blue);
    const end = kernels.videoEncode(
      this.#output,
      idr,
      this.#sinceIdr % FRAME_NUM_MODULUS,
      this.#keyFrames.length % 2,
      qp,
      this.settings.deblocking,
    );
    this.#sinceIdr++;
    const sample = this.#arena.bytes(this.#output, end - this.#output).slice();
    this.#media.push(sample);
    this.#sizes.push(sample.length);
  }

  /** The film so far as an MP4 file. */
  finish(): Uint8Array<ArrayBuffer> {
    return writeMp4(this.#track, this.#media, Uint32Array.from(this.#sizes), this.#keyFrames);
  }

  /** A NAL unit without its length. */
  #unit(end: Pointer): Uint8Array {
    const start = this.#output + LENGTH_BYTES;
    return this.#arena.bytes(start, end - start).slice();
  }
}
