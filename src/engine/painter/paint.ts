import { encodeJpeg } from '../codec/jpeg/encode.ts';
import { uprightSize } from '../codec/header.ts';
import type { EncodedImage, PhotoWork, Step } from '../engine.ts';
import type { Arena } from '../kernels/arena.ts';
import type { TangentField } from '../kernels/flow.ts';
import type { Pointer } from '../kernels/kernels.ts';
import { shrink } from '../shrink.ts';
import { directionsOf } from '../styles/brush/directions.ts';
import { smoothAlong } from '../styles/brush/kuwahara.ts';
import { Brush } from './brush.ts';
import { newCanvas, type Rgb } from './canvas.ts';
import { Film } from './film.ts';
import { Hand } from './hand.ts';
import { type Marks, planMarks } from './marks.ts';
import { findOutlines } from './outlines.ts';
import type { PaintRequest } from './parameters.ts';
import { Pen } from './pen.ts';
import { checkPaintable } from './plan.ts';
import { Preview } from './preview.ts';
import { HAIR, LIGHT, LINE_DEPTH, passesOf, type Program, programOf } from './program.ts';
import { findRegions } from './regions.ts';
import { coverOf, planRoute } from './route.ts';
import { cropPadding, PAPER, placeOnSheet, type Sheet, sheetFor } from './sheet.ts';

export interface PaintResult {
  /** MP4 of H.264, without sound. */
  video: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
  frames: number;
  /** The finished picture, JPEG. */
  poster: EncodedImage;
  /** The film in a few small pictures, an endless GIF. */
  preview: Uint8Array<ArrayBuffer>;
}

const POSTER_QUALITY = 88;
const PREVIEW_FRAMES = 24;
/** Frames between two steps. */
const STEP_FRAMES = 24;
const REGIONS = 5;
/** σ of the forms that strokes follow, units. */
const FORM_UNITS = 8;
/** Half of a line's width, units. */
const LINE_UNITS = 1.25;
/** Points a pen draws in a frame, per unit: more of them are no longer seen as drawing. */
const PEN_POINTS = 140;
/** What the drawing mode smooths of the photo, in units; see smoothAlong(). */
const SMOOTHING = { radius: 2.4, window: 1, tolerance: 9 } as const;
/** Of the paint in the drawing mode: the darkest level, and the exponent that lifts all others. */
const DARKEST = 14;
const THINNESS = 0.84;
/** Shares of the whole, in per cent, that stages end at. */
const PROGRESS = { decoding: 6, planning: 20, painting: 96, encoding: 99, done: 100 } as const;

type ColorPhoto = Parameters<PhotoWork<PaintResult>['run']>[1];

/** The photo as large as its picture on the sheet. */
interface Photo {
  width: number;
  height: number;
  grey: Pointer;
  planes: Rgb;
}

/** A film as work on a photo. */
export function paintWork(request: PaintRequest): PhotoWork<PaintResult> {
  return {
    plan: (header) => checkPaintable(header, request),
    run: (arena, photo, header) => {
      const { width, height } = uprightSize(header);
      return paintFilm(arena, photo, sheetFor(width, height, request), request);
    },
  };
}

/**
 * Films how a photo is drawn or painted.
 *
 * @param loaded the upright photo with its colours, no larger than its picture on the sheet
 */
function* paintFilm(
  arena: Arena,
  loaded: ColorPhoto,
  sheet: Sheet,
  request: PaintRequest,
): Generator<Step, PaintResult, void> {
  const { mode, seed, fps, duration } = request;
  const program = programOf(request);
  const photo = enlarged(arena, loaded, sheet);
  const canvas = newCanvas(arena, sheet, seed, mode === 'paint');
  yield { stage: 'planning', progress: PROGRESS.decoding };

  const size = sheet.paddedWidth * sheet.paddedHeight;
  const picture = [arena.alloc(size), arena.alloc(size), arena.alloc(size)] as const;
  const cover = arena.alloc(size);
  const outlines = findOutlines(arena, photo.grey, photo.width, photo.height, canvas.unit);
  const most = (PEN_POINTS * program.linesTo * canvas.unit) / outlines.scale;
  const route = planRoute(arena, outlines, most);
  coverOf(arena, route, outlines.scale, sheet, Math.max(0.7, LINE_UNITS * canvas.unit), cover);
  yield { stage: 'planning', progress: PROGRESS.planning / 2 };

  const marks = planStrokes(arena, photo, program, sheet, canvas.unit, request);
  for (const [i, plane] of picture.entries()) {
    placeOnSheet(arena, photo.planes[i] ?? plane, sheet, PAPER[i] ?? 0, plane);
    arena.kernels.darkenLines(plane, cover, size, LINE_DEPTH[mode]);
  }
  const drawing = { route, cover, picture, scale: outlines.scale, from: 0, to: program.linesTo };
  const pen = new Pen(arena, canvas, drawing);
  const brush = new Brush(arena, canvas, marks, picture, HAIR[mode]);
  const film = new Film(arena, canvas, LIGHT[mode], fps);
  const preview = new Preview(arena, sheet);
  yield { stage: 'painting', progress: PROGRESS.planning };

  yield* shoot(film, pen, brush, preview, program, sheet, request);
  yield { stage: 'encoding', progress: PROGRESS.painting };

  const video = film.finish();
  const gif = preview.gif(duration);
  yield { stage: 'encoding', progress: PROGRESS.encoding };

  const poster = posterOf(arena, film.shown, sheet);
  yield { stage: 'encoding', progress: PROGRESS.done };
  const { width, height } = sheet;
  return { video, width, height, frames: program.frames, poster, preview: gif };
}

/** A photo that is not as large as its picture is made so, and moved to where it was. */
function enlarged(arena: Arena, loaded: ColorPhoto, { picture }: Sheet): Photo {
  const { width, height } = picture;
  const { red, green, blue } = loaded.color;
  if (loaded.width === width && loaded.height === height) {
    return { width, height, grey: loaded.grey, planes: [red, green, blue] };
  }
  const fitted = [loaded.grey, red, green, blue].map((plane) => {
    const target = arena.alloc(width * height);
    shrink(arena, plane, loaded.width, loaded.height, target, width, height);
    return target;
  });
  arena.release(Math.min(loaded.grey, red, green, blue));
  const [grey = 0, ...planes] = fitted.map((source) => {
    const target = arena.alloc(width * height);
    arena.bytes(target, width * height).set(arena.bytes(source, width * height));
    return target;
  });
  return { width, height, grey, planes: [planes[0] ?? 0, planes[1] ?? 0, planes[2] ?? 0] };
}

/** The strokes; in the drawing mode the photo is smoothed for what they uncover. */
function planStrokes(
  arena: Arena,
  { width, height, grey, planes }: Photo,
  program: Program,
  sheet: Sheet,
  unit: number,
  { mode, seed }: PaintRequest,
): Marks {
  const photo = { width, height, planes: [...planes] };
  const at = arena.mark();
  const regions = findRegions(arena, photo, REGIONS);
  arena.release(at);
  // Marks stay; what they are planned with lies above them.
  const marks = planMarks(
    arena,
    photo,
    (): TangentField => directionsOf(arena, grey, width, height, FORM_UNITS),
    passesOf(mode, program),
    regions,
    sheet,
    unit,
    seed,
  );
  if (mode === 'draw') {
    const above = arena.mark();
    const field = directionsOf(arena, grey, width, height, FORM_UNITS / 2);
    const [red, green, blue] = planes;
    const color = { kind: 'color', red, green, blue } as const;
    const smoothing = smoothAlong({ arena, width, height, grey, color }, field, SMOOTHING, 0, 1);
    while (!smoothing.next().done);
    const thinned = arena.put(Uint8Array.from({ length: 256 }, (_, level) => thinPaint(level)));
    for (const plane of planes) arena.kernels.lookup(plane, width * height, thinned, plane);
    arena.release(above);
  }
  return marks;
}

/** Watercolour: paper shines through it, and no dark is black. */
function thinPaint(level: number): number {
  return Math.round(DARKEST + (255 - DARKEST) * (level / 255) ** THINNESS);
}

/** Takes frame after frame. */
function* shoot(
  film: Film,
  pen: Pen,
  brush: Brush,
  preview: Preview,
  { frames, linesTo, strokesFrom, heldFrom }: Program,
  sheet: Sheet,
  { cursor }: PaintRequest,
): Generator<Step, void, void> {
  const hand = new Hand(sheet);
  const every = Math.max(1, Math.floor(frames / PREVIEW_FRAMES));
  for (let frame = 0; frame < frames; frame++) {
    if (frame < linesTo) pen.draw(frame, hand, film.dirty);
    else if (frame < strokesFrom) hand.leave();
    else if (frame < heldFrom) {
      hand.take('brush');
      brush.paint(frame, hand, film.dirty);
    } else hand.leave();
    film.take(cursor === 'none' || hand.gone ? undefined : hand);
    if ((frames - 1 - frame) % every === 0) preview.take(film.shown);
    if (frame % STEP_FRAMES === STEP_FRAMES - 1) {
      const share = (frame + 1) / frames;
      const progress = PROGRESS.planning + Math.floor(share * (PROGRESS.painting - PROGRESS.planning));
      yield { stage: 'painting', progress };
    }
  }
}

function posterOf(arena: Arena, [red, green, blue]: Rgb, sheet: Sheet): EncodedImage {
  const { width, height } = sheet;
  for (const plane of [red, green, blue]) cropPadding(arena, plane, sheet);
  const picture = { kind: 'color', red, green, blue } as const;
  const bytes = encodeJpeg(arena, picture, width, height, { quality: POSTER_QUALITY, chroma: '4:2:0' });
  return { bytes, contentType: 'image/jpeg', width, height };
}
