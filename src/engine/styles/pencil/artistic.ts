import { gaussianBlur } from '../../kernels/gaussian.ts';
import type { Canvas, Drawing } from '../canvas.ts';
import { layDown } from './draw.ts';
import { directionField } from './flow.ts';
import { drawOutlines } from './outlines.ts';
import { mix, oddSizeFor, unitPx } from './scale.ts';
import { hatchTiles, paperTile } from './tiles.ts';
import { coverageTable, lineTable } from './tone.ts';

const BAND_ROWS = 256;
/** Slant of a right-handed hatch. */
const HAND_ANGLE = -0.85;
/** Angle between strokes and those that cross them in the darks. */
const CROSS_ANGLE = 1.15;

/**
 * An expressive drawing: open hatching that runs along the forms and crosses in the darks, contours in two weights,
 * fine ones over long broad ones.
 */
export function* drawArtistic(canvas: Canvas): Drawing {
  const { arena, width, height, grey, request } = canvas;
  const { kernels } = arena;
  const { strength, detail, seed } = request;
  const count = width * height;
  const unit = unitPx(width, height);

  const line = arena.alloc(count);
  const tone = arena.alloc(count);
  const broad = {
    sigmaPx: unit * mix(3, 2.2, detail),
    contrast: mix(70, 100, detail),
    threshold: 14,
    reach: 1.8,
  };
  for (const done of drawOutlines(arena, grey, width, height, broad, line)) yield done * 0.3;
  kernels.lookup(line, count, arena.put(lineTable(mix(0.7, 1.8, strength))), line);
  const fine = {
    sigmaPx: unit * mix(1.1, 0.6, detail),
    contrast: mix(70, 120, detail),
    threshold: Math.round(mix(20, 8, detail)),
    reach: 1.2,
  };
  for (const done of drawOutlines(arena, grey, width, height, fine, tone)) yield 0.3 + done * 0.3;
  kernels.lookup(tone, count, arena.put(lineTable(mix(0.7, 2.2, strength))), tone);
  kernels.accumulate(tone, count, line);

  gaussianBlur(arena, grey, tone, width, height, oddSizeFor(unit * mix(2.6, 1, detail)));
  const table = coverageTable(arena, tone, count, {
    drawn: 0.5,
    weight: mix(0.45, 1.05, strength),
    filled: canvas.color !== undefined,
  });
  kernels.lookup(tone, count, arena.put(table), tone);
  const field = directionField(arena, grey, width, height, HAND_ANGLE);
  yield 0.65;

  const hatching = {
    crossAngle: CROSS_ANGLE,
    crossFrom: 0.35,
    lengthPx: 46 * unit,
    halfWidthPx: Math.max(0.9, 1.35 * unit),
  };
  const hatch = hatchTiles(arena, hatching, seed);
  const paper = paperTile(arena, request.paper, Math.max(2.4, 3 * unit), seed);
  const flat = paperTile(arena, 'none', 0, seed);
  const scratch = arena.alloc(kernels.alongScratchBytes(width, field.width));
  yield 0.85;
  for (let from = 0; from < height; from += BAND_ROWS) {
    const to = Math.min(height, from + BAND_ROWS);
    const { at, width: across, height: down } = field;
    kernels.depositAlong(tone, width, height, from, to, hatch, paper, at, across, down, 70, 170, scratch);
    kernels.deposit(line, width, from, to, flat, paper, 120, 200);
    yield 0.85 + (to / height) * 0.1;
  }
  return layDown(canvas, tone, line, { tone: 205, line: 230 });
}
