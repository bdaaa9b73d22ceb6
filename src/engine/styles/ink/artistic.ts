import type { Canvas, Drawing } from '../canvas.ts';
import { directionField } from '../pencil/flow.ts';
import { mix, unitPx } from '../pencil/scale.ts';
import { hatchTiles, keptTile } from '../pencil/tiles.ts';
import { levelsTable } from '../flow/levels.ts';
import { lineResponse } from '../flow/lines.ts';
import { inkResponse, layInk, penPaper } from './pen.ts';
import { CRISP, DRY, ramp, shade } from '../flow/shading.ts';

/** Slant of a right-handed hatch, and the angle of strokes that cross it in the darks. */
const HAND_ANGLE = -0.85;
const CROSS_ANGLE = 1.2;
/** Most that dots and hatching cover, shares; between full hatching and black lies nothing. */
const DOTS = 0.05;
const HATCHING = 0.66;

/** A pen drawing: lines that swell with the clarity of an edge, shadows hatched along the forms, half-tones dotted. */
export function* drawArtistic(canvas: Canvas): Drawing {
  const { arena, width, height, grey, request } = canvas;
  const { kernels } = arena;
  const { strength, detail, seed } = request;
  const unit = unitPx(width, height);
  const ink = yield* lineResponse(canvas, {
    sigmaUnits: mix(1.4, 0.8, detail),
    sharpness: mix(22, 46, detail),
    coring: 0.6,
    black: 58,
    flow: { lengthUnits: 16, fieldUnits: 6 },
    fade: 4,
    speckUnits: 6,
  });
  inkResponse(canvas, ink, { range: 80, weight: 18 });
  yield 0.75;

  const mark = arena.mark();
  const field = directionField(arena, grey, width, height, HAND_ANGLE);
  const { at, width: across, height: down } = field;
  const weight = mix(0.55, 1.15, strength);
  const levels = levelsTable(arena, grey, width * height);
  const of = (coverage: (dark: number) => number) =>
    levels.map((level) => Math.round(255 * coverage((1 - level / 255) * weight)));
  const hatching = {
    crossAngle: CROSS_ANGLE,
    crossFrom: 0.8,
    lengthPx: 42 * unit,
    halfWidthPx: Math.max(1.1, 1.4 * unit),
  };
  const tiles = hatchTiles(arena, hatching, seed);
  const radius = Math.max(1.1, 1.5 * unit);
  const dots = keptTile(
    arena,
    ['stipple', radius, seed],
    (tile, scratch) => kernels.stippleTile(radius, seed, tile, scratch),
    kernels.stippleScratchBytes(),
  );
  const paper = penPaper(canvas);
  const scratch = arena.alloc(kernels.alongScratchBytes(width, across));
  const layers = [
    {
      // Dots give way to strokes as tone darkens.
      coverage: of((dark) => DOTS * ramp(dark, 0.14, 0.3) * (1 - ramp(dark, 0.26, 0.4))),
      deposit: (plane: number, from: number, to: number) =>
        kernels.deposit(plane, width, from, to, dots, paper, DRY, CRISP),
    },
    {
      coverage: of((dark) => HATCHING * ramp(dark, 0.24, 0.9)),
      deposit: (plane: number, from: number, to: number) =>
        kernels.depositAlong(
          plane,
          width,
          height,
          from,
          to,
          tiles,
          paper,
          at,
          across,
          down,
          DRY,
          CRISP,
          scratch,
        ),
    },
  ];
  for (const done of shade(canvas, ink, layers)) yield 0.75 + 0.15 * done;
  arena.release(mark);
  return layInk(canvas, ink);
}
