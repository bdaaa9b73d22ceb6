import { readMatrixProfile, type MatrixProfile, type Xyz } from './profile.ts';

/** How a profile's colours become those of sRGB. */
export interface Conversion {
  /** Light of each channel's values 0…255, red, green and blue one behind the other. */
  light: Float64Array;
  /** From lights to those of sRGB, row by row. */
  matrix: readonly number[];
}

/** XYZ under D50 to the lights of sRGB (IEC 61966-2-1), adapted after Bradford, as Lindbloom gives it. */
const SRGB_FROM_XYZ = [
  [3.133_856_1, -1.616_866_7, -0.490_614_6],
  [-0.978_768_4, 1.916_141_5, 0.033_454],
  [0.071_945_3, -0.228_991_4, 1.405_242_7],
] as const;

/** How far white may be off, in shares of its light, in a profile that is to be believed. */
const WHITE_TOLERANCE = 0.1;
/** A profile whose colours are nowhere further from sRGB's, in levels of 255, is taken for sRGB. */
const SAME_LEVELS = 1;
/** Values of each channel that this is looked at with. */
const PROBES = [0, 16, 32, 64, 96, 128, 160, 192, 224, 255];

/** @returns undefined where the profile is not understood, makes no sense or is that of sRGB */
export function conversionOf(icc: Uint8Array | undefined): Conversion | undefined {
  const profile = icc && readMatrixProfile(icc);
  if (!profile) return undefined;
  const conversion = toSrgb(profile);
  return isSound(conversion) && !isSrgb(conversion) ? conversion : undefined;
}

function toSrgb({ curves, red, green, blue }: MatrixProfile): Conversion {
  const light = new Float64Array(3 * 256);
  for (const [channel, curve] of curves.entries()) {
    for (let value = 0; value < 256; value++) {
      light[channel * 256 + value] = Math.min(1, Math.max(0, curve(value / 255)));
    }
  }
  const product = (row: readonly [number, number, number], [x, y, z]: Xyz) =>
    row[0] * x + row[1] * y + row[2] * z;
  return {
    light,
    matrix: SRGB_FROM_XYZ.flatMap((row) => [red, green, blue].map((color) => product(row, color))),
  };
}

/** Whether black is dark, white is white and each value has a light: else the profile would spoil the picture. */
function isSound(conversion: Conversion): boolean {
  const { light } = conversion;
  const off = (value: number) =>
    lightsOf(conversion, value, value, value).map((share) => Math.abs(share - value / 255));
  const near = [...off(0), ...off(255)].every((distance) => distance <= WHITE_TOLERANCE);
  return near && light.every((share) => !Number.isNaN(share));
}

function isSrgb(conversion: Conversion): boolean {
  return PROBES.every((red) =>
    PROBES.every((green) =>
      PROBES.every((blue) => {
        const values = [red, green, blue];
        return lightsOf(conversion, red, green, blue).every(
          (share, i) => Math.abs(encode(share) * 255 - (values[i] ?? 0)) <= SAME_LEVELS,
        );
      }),
    ),
  );
}

/** Lights of sRGB, which are below 0 or above 1 outside of its gamut. */
function lightsOf({ light, matrix }: Conversion, red: number, green: number, blue: number): number[] {
  const [r = 0, g = 0, b = 0] = [light[red], light[256 + green], light[512 + blue]];
  return [0, 3, 6].map(
    (row) => (matrix[row] ?? 0) * r + (matrix[row + 1] ?? 0) * g + (matrix[row + 2] ?? 0) * b,
  );
}

/** Light 0…1, clipped, to what sRGB stores for it, 0…1 (IEC 61966-2-1 §5.2). */
export function encode(light: number): number {
  if (light <= 0) return 0;
  if (light >= 1) return 1;
  return light <= 0.003_130_8 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}
