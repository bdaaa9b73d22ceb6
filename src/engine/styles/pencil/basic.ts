import type { Canvas, Drawing } from '../canvas.ts';
import { layDown } from './draw.ts';
import { mix, unitPx } from './scale.ts';
import { softDodge } from './soft-dodge.ts';
import { paperTile } from './tiles.ts';
import { coverageTable } from './tone.ts';

/** The blur of the dodge, as a share of the picture's mean side. */
const SIGMA_UNITS = 16;
/** A quick sketch: the photo dodged by its own blur, which leaves its contours and soft darks, on paper. */
export function* drawBasic(canvas: Canvas): Drawing {
  const { arena, width, height, grey, request } = canvas;
  const { kernels } = arena;
  const count = width * height;
  const unit = unitPx(width, height);
  const sigma = unit * SIGMA_UNITS * mix(1.5, 0.6, request.detail);

  const line = arena.alloc(count);
  softDodge(arena, grey, width, height, sigma, line);
  yield 0.5;

  const weight = mix(0.6, 1.9, request.strength);
  const contour = Uint8Array.from({ length: 256 }, (_, light) =>
    Math.round(255 * (1 - (light / 255) ** weight)),
  );
  kernels.lookup(line, count, arena.put(contour), line);
  const paper = paperTile(arena, request.paper, Math.max(2, 2 * unit), request.seed);
  const flat = paperTile(arena, 'none', 0, request.seed);
  kernels.deposit(line, width, 0, height, flat, paper, 90, 255);
  yield 0.7;

  // A breath of the photo's own tone, or what is evenly dark would stay white paper.
  const tone = arena.alloc(count);
  const shade = coverageTable(arena, grey, count, {
    drawn: 0.4,
    weight: mix(0.35, 0.75, request.strength),
    filled: canvas.color !== undefined,
  });
  kernels.lookup(grey, count, arena.put(shade), tone);
  kernels.deposit(tone, width, 0, height, flat, paper, 90, 255);
  yield 0.9;
  return layDown(canvas, tone, line, { tone: 190, line: 205 });
}
