import { gaussianBlur } from '../../kernels/gaussian.ts';
import type { Canvas, Drawing } from '../canvas.ts';
import { layDown } from './draw.ts';
import { drawOutlines } from './outlines.ts';
import { mix, oddSizeFor, unitPx } from './scale.ts';
import { hatchTile, paperTile } from './tiles.ts';
import { coverageTable, lineTable } from './tone.ts';

const BAND_ROWS = 256;

/**
 * A worked pencil drawing (Lu, Xu, Jia 2012): outlines out of straight strokes, the photo's tone in fine hatching of
 * one direction, both broken by the paper's relief.
 */
export function* drawAdvanced(canvas: Canvas): Drawing {
  const { arena, width, height, grey, request } = canvas;
  const { kernels } = arena;
  const { strength, detail, seed } = request;
  const count = width * height;
  const unit = unitPx(width, height);

  const line = arena.alloc(count);
  const outlines = {
    sigmaPx: unit * mix(1.1, 0.6, detail),
    contrast: mix(90, 150, detail),
    threshold: Math.round(mix(16, 5, detail)),
    reach: 1,
  };
  for (const done of drawOutlines(arena, grey, width, height, outlines, line)) yield done * 0.6;
  kernels.lookup(line, count, arena.put(lineTable(mix(0.9, 3, strength))), line);

  const tone = arena.alloc(count);
  gaussianBlur(arena, grey, tone, width, height, oddSizeFor(unit * mix(2.2, 1, detail)));
  const table = coverageTable(arena, tone, count, {
    drawn: 0.4,
    weight: mix(0.4, 1, strength),
    filled: canvas.color !== undefined,
  });
  kernels.lookup(tone, count, arena.put(table), tone);
  yield 0.7;

  const hatching = {
    angle: -0.9,
    crossAngle: -0.35,
    crossFrom: 0.6,
    lengthPx: 64 * unit,
    halfWidthPx: Math.max(0.8, 0.95 * unit),
  };
  const hatch = hatchTile(arena, hatching, seed);
  const paper = paperTile(arena, request.paper, Math.max(2.2, 2.6 * unit), seed);
  // Lines are pressed harder than shading: the paper breaks only the faint ones.
  const flat = paperTile(arena, 'none', 0, seed);
  yield 0.8;
  for (let from = 0; from < height; from += BAND_ROWS) {
    const to = Math.min(height, from + BAND_ROWS);
    kernels.deposit(tone, width, from, to, hatch, paper, 120, 255);
    kernels.deposit(line, width, from, to, flat, paper, 120, 200);
    yield 0.8 + (to / height) * 0.15;
  }
  return layDown(canvas, tone, line, { tone: 190, line: 225 });
}
