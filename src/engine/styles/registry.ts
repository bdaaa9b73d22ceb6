import { ACRYLIC } from './acrylic.ts';
import type { Converter, StyleEntry } from './canvas.ts';
import { CHARCOAL } from './charcoal.ts';
import { CLASSIC } from './classic.ts';
import { INK } from './ink.ts';
import { OIL } from './oil.ts';
import type { SketchRequest } from './parameters.ts';
import { PASTEL } from './pastel.ts';
import { PENCIL } from './pencil.ts';
import { WATERCOLOR } from './watercolor.ts';

/** Every style, in the order in which users see them; parameters, API and docs read it. */
const REGISTRY = {
  pencil: PENCIL,
  charcoal: CHARCOAL,
  watercolor: WATERCOLOR,
  ink: INK,
  pastel: PASTEL,
  oil: OIL,
  acrylic: ACRYLIC,
};

export type Style = keyof typeof REGISTRY;

function isStyle(name: string): name is Style {
  return name in REGISTRY;
}

export const STYLES: readonly Style[] = Object.keys(REGISTRY).filter(isStyle);

/** What a style is. */
export function entryOf(style: Style): StyleEntry {
  return REGISTRY[style];
}

/** Who draws a request. */
export function converterFor({
  style,
  method,
  look,
}: Pick<SketchRequest, 'style' | 'method' | 'look'>): Converter {
  return look === 'classic' ? CLASSIC[method] : REGISTRY[style].methods[method];
}
