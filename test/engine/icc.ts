import { deflateSync } from 'node:zlib';
import { concat, u16, u32 } from './files.ts';
import { chunk } from './png.ts';

type Bytes = Uint8Array<ArrayBuffer>;
type Triple = readonly [number, number, number];

function fixed(value: number): number[] {
  return u32(Math.round(value * 65_536) >>> 0);
}

export const curves = {
  identity: () => concat('curv', u32(0), u32(0)),
  gamma: (gamma: number) => concat('curv', u32(0), u32(1), u16(Math.round(gamma * 256)), [0, 0]),
  sampled: (count: number, curve: (value: number) => number) => {
    const samples = Array.from({ length: count }, (_, i) => u16(Math.round(curve(i / (count - 1)) * 65_535)));
    return concat('curv', u32(0), u32(count), samples.flat());
  },
  parametric: (type: number, ...parameters: number[]) =>
    concat('para', u32(0), u16(type), u16(0), parameters.flatMap(fixed)),
};

/** IEC 61966-2-1 */
export function srgbLight(value: number): number {
  return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

export function srgbLevel(light: number): number {
  const clipped = Math.min(1, Math.max(0, light));
  return 255 * (clipped <= 0.003_130_8 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055);
}

const SRGB_CURVE = curves.parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.040_45);

export interface Profile {
  space?: string;
  connection?: string;
  /** XYZ under D50 of red, green and blue. */
  colors: readonly [Triple, Triple, Triple];
  curve: Bytes;
  without?: string;
}

export const DISPLAY_P3: Profile = {
  colors: [
    [0.515_12, 0.2412, -0.001_05],
    [0.291_98, 0.692_25, 0.041_89],
    [0.1571, 0.066_57, 0.784_07],
  ],
  curve: SRGB_CURVE,
};

export const ADOBE_RGB: Profile = {
  colors: [
    [0.609_74, 0.311_11, 0.019_47],
    [0.205_28, 0.625_67, 0.060_87],
    [0.149_19, 0.063_22, 0.744_57],
  ],
  curve: curves.gamma(2.199_218_75),
};

export const SRGB: Profile = {
  colors: [
    [0.436_07, 0.222_49, 0.013_92],
    [0.385_15, 0.716_87, 0.097_08],
    [0.143_07, 0.060_61, 0.7141],
  ],
  curve: SRGB_CURVE,
};

/** A profile of ICC.1:2022 with as much as is needed. */
export function iccProfile({ space = 'RGB ', connection = 'XYZ ', colors, curve, without }: Profile): Bytes {
  const data = [curve, ...colors.map((color) => concat('XYZ ', u32(0), color.flatMap(fixed)))];
  const tags = [
    ...['rTRC', 'gTRC', 'bTRC'].map((name) => ({ name, part: 0 })),
    ...['rXYZ', 'gXYZ', 'bXYZ'].map((name, i) => ({ name, part: i + 1 })),
  ].filter(({ name }) => name !== without);
  const start = 128 + 4 + tags.length * 12;
  const offsets = data.map((_, i) => start + data.slice(0, i).reduce((sum, part) => sum + part.length, 0));
  const table = tags.flatMap(({ name, part }) => [
    ...concat(name, u32(offsets[part] ?? 0), u32(data[part]?.length ?? 0)),
  ]);
  const size = start + data.reduce((sum, part) => sum + part.length, 0);
  const head = concat(
    u32(size),
    'test',
    u32(0x04000000),
    'mntr',
    space,
    connection,
    new Uint8Array(12),
    'acsp',
  );
  return concat(head, new Uint8Array(128 - head.length), u32(tags.length), table, ...data);
}

/** The iCCP chunk of a PNG. */
export function iccpChunk(profile: Uint8Array): Bytes {
  return chunk('iCCP', concat('a name\0\0', deflateSync(profile)));
}

/** The JPEG with APP2 segments of at most so many bytes of the profile, in this order of their numbers. */
export function withProfile(jpeg: Uint8Array, profile: Uint8Array, most = 60_000, reversed = false): Bytes {
  const count = Math.ceil(profile.length / most);
  const segments = Array.from({ length: count }, (_, i) => {
    const body = concat('ICC_PROFILE\0', [i + 1, count], profile.subarray(i * most, (i + 1) * most));
    return concat([0xff, 0xe2], u16(body.length + 2), body);
  });
  return concat(jpeg.subarray(0, 2), ...(reversed ? segments.toReversed() : segments), jpeg.subarray(2));
}
