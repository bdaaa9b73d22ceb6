import { z } from 'zod';
import { ACRYLIC } from './acrylic.ts';
import type { Converter } from './canvas.ts';
import { CHARCOAL } from './charcoal.ts';
import { CLASSIC } from './classic.ts';
import { INK } from './ink.ts';
import {
  LOOKS,
  METHODS,
  STYLES,
  TYPES,
  type Look,
  type Method,
  type SketchRequest,
  type Style,
  sketchParameters,
} from './parameters.ts';
import { OIL } from './oil.ts';
import { PASTEL } from './pastel.ts';
import { PENCIL } from './pencil.ts';
import { WATERCOLOR } from './watercolor.ts';

/** A style: what users read about it, and its modern converters where it has them. */
export interface StyleEntry {
  description: string;
  modern?: Record<Method, Converter>;
}

const REGISTRY = {
  pencil: {
    description: 'Graphite or coloured pencil on paper: lines that follow the form, hatched tone',
    modern: PENCIL,
  },
  charcoal: {
    description:
      'Charcoal: velvety darks smudged along the forms, the paper’s tooth, contours lost and found; or tinted sticks',
    modern: CHARCOAL,
  },
  watercolor: { description: 'Watercolour: washes, granulation and darker rims', modern: WATERCOLOR },
  ink: {
    description:
      'Pen and ink: lines that swell along the forms, solid blacks, stipple and hatching; or ink over a wash',
    modern: INK,
  },
  pastel: { description: 'Soft pastel: chalky strokes of colour on toned paper', modern: PASTEL },
  oil: { description: 'Oil: thick brush strokes along the forms', modern: OIL },
  acrylic: { description: 'Acrylic: flat, crisp areas of colour', modern: ACRYLIC },
} as const satisfies Record<Style, StyleEntry>;

/** The looks a style is drawn in; a style without `modern` is drawn by the classic converter of the method. */
export function looksOf(style: Style): readonly Look[] {
  const entry: StyleEntry = REGISTRY[style];
  return entry.modern ? LOOKS : ['classic'];
}

/** Who draws a request. */
export function converterFor(request: Pick<SketchRequest, 'style' | 'method' | 'look'>): Converter {
  const entry: StyleEntry = REGISTRY[request.style];
  const modern = request.look === 'modern' ? entry.modern : undefined;
  return (modern ?? CLASSIC)[request.method];
}

function mapStyles<T>(of: (style: Style) => T): Record<Style, T> {
  return {
    pencil: of('pencil'),
    charcoal: of('charcoal'),
    watercolor: of('watercolor'),
    ink: of('ink'),
    pastel: of('pastel'),
    oil: of('oil'),
    acrylic: of('acrylic'),
  };
}

/** What `GET /api/sketch/styles/available` answers; plain JSON. */
export function describeStyles(): {
  styles: readonly Style[];
  types: typeof TYPES;
  methods: typeof METHODS;
  descriptions: Record<Style, { description: string; looks: readonly Look[] }>;
  parameters: Record<string, unknown>;
} {
  return {
    styles: STYLES,
    types: TYPES,
    methods: METHODS,
    descriptions: mapStyles((style) => ({
      description: REGISTRY[style].description,
      looks: looksOf(style),
    })),
    parameters: z.toJSONSchema(sketchParameters, { io: 'output' }).properties ?? {},
  };
}
