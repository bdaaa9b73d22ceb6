import { z } from 'zod';
import { LOOKS, METHODS, STYLES, TYPES, type Look, type Style, sketchParameters } from './parameters.ts';
import { entryOf } from './registry.ts';

/** What `GET /api/sketch/styles/available` answers; plain JSON. */
export function describeStyles(): {
  styles: readonly Style[];
  types: typeof TYPES;
  methods: typeof METHODS;
  descriptions: Record<string, { description: string; looks: readonly Look[] }>;
  parameters: Record<string, unknown>;
} {
  return {
    styles: STYLES,
    types: TYPES,
    methods: METHODS,
    descriptions: Object.fromEntries(
      STYLES.map((style) => [style, { description: entryOf(style).description, looks: LOOKS }]),
    ),
    parameters: z.toJSONSchema(sketchParameters, { io: 'output' }).properties ?? {},
  };
}
