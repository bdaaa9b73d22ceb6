import type { Pointer } from '../../kernels/kernels.ts';
import type { Canvas, Picture } from '../canvas.ts';

export interface Depths {
  /** Darkest the shading gets, 256ths of black. */
  tone: number;
  /** Darkest a line gets, 256ths. */
  line: number;
}

/** Chroma that coloured pencils add to the photo's, in 64ths. */
const COLOR_SATURATION = 24;

/** Share of the light that full pigment absorbs, 256ths: wax never quite covers the paper. */
const COLOR_DEPTH = 232;

/** Lays shading and lines on white paper: in grey, or in the photo's colours. */
export function layDown(canvas: Canvas, tone: Pointer, line: Pointer, depths: Depths): Picture {
  const { arena, width, height, grey, color } = canvas;
  const count = width * height;
  if (!color) {
    arena.kernels.drawGrey(tone, line, count, depths.tone, depths.line, grey);
    return { kind: 'grey', grey };
  }
  for (const channel of [color.red, color.green, color.blue]) {
    arena.kernels.drawColor(
      channel,
      grey,
      tone,
      line,
      count,
      COLOR_DEPTH,
      depths.line,
      COLOR_SATURATION,
      channel,
    );
  }
  return color;
}
