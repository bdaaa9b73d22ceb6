import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import { levelFor } from './level.ts';
import { writeMp4 } from './mp4.ts';
import type { Sample, Track } from './movie.ts';

export interface VideoSettings {
  /** Even, as shown. */
  width: number;
  height: number;
  fps: number;
  /** Quantisation parameter, 10 (fine) to 44 (coarse), of all but IDR pictures, which have a finer one. */
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
/** Most bytes of a coded macroblock (ITU-T H.264 §A.3.1), which the kernel keeps to, emulation prevention included. */
const MAX_MACROBLOCK_BYTES = 400;
/** What stands before the first macroblock. */
const HEADER_BYTES = 256;
/**
 * One that turns out to be too long, before it is coded again: 384 levels of at most 28 bits, 27 tokens, and emulation
 * prevention, which adds at most a half.
 */
const OVERLONG_BYTES = 3072;
/** Error of an IDR picture stays in all that is not painted over after it: finer by about x264's ipratio of 1.4. */
const IDR_QP_OFFSET = -3;
/** Below, levels of noise have no code in CAVLC. */
const LEAST_QP = 10;
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
  /** What a player must know before the first sample. */
  readonly track: Track;
  readonly #arena: Arena;
  readonly #output: Pointer;
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
    this.#output = arena.alloc(columns * rows * MAX_MACROBLOCK_BYTES + HEADER_BYTES + OVERLONG_BYTES);
    const level = levelFor(columns, rows, fps);
    const sps = this.#unit(kernels.videoSequence(this.#output, width, height, level, fps));
    const pps = this.#unit(kernels.videoPictureSet(this.#output));
    this.track = { width, height, fps, sps, pps };
  }

  /** A byte for every macroblock, row by row: whoever changes the frame's samples sets it before `add`. */
  get dirty(): Pointer {
    return this.#arena.kernels.videoDirty();
  }

  /**
   * Codes the next frame: of its planes, macroblocks that are marked as changed, or all of them in an IDR picture.
   *
   * @returns the sample, for whoever sends the film on in fragments; `finish` has it as well
   */
  add({ red, green, blue }: FramePlanes, qp = this.settings.qp): Sample {
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
      idr ? Math.max(LEAST_QP, qp + IDR_QP_OFFSET) : qp,
      this.settings.deblocking,
    );
    this.#sinceIdr++;
    const data = this.#arena.bytes(this.#output, end - this.#output).slice();
    this.#media.push(data);
    this.#sizes.push(data.length);
    return { data, key: idr };
  }

  /** The film so far as an MP4 file. */
  finish(): Uint8Array<ArrayBuffer> {
    return writeMp4(this.track, this.#media, Uint32Array.from(this.#sizes), this.#keyFrames);
  }

  /** A NAL unit without its length. */
  #unit(end: Pointer): Uint8Array {
    const start = this.#output + LENGTH_BYTES;
    return this.#arena.bytes(start, end - start).slice();
  }
}
