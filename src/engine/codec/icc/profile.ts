import { ByteReader } from '../bytes.ts';

/** A channel's tone curve: 0…1 as stored to 0…1 of light. */
export type Curve = (value: number) => number;

/** Colours by three lights and a matrix (ICC.1:2022 §8.3.3, three-component matrix-based profiles). */
export interface MatrixProfile {
  curves: [Curve, Curve, Curve];
  /** XYZ of red, green and blue at full light, under D50. */
  red: Xyz;
  green: Xyz;
  blue: Xyz;
}

export type Xyz = [x: number, y: number, z: number];

/** The longest profile that is looked at: three curves of 4096 entries take 24 KiB. */
export const MAX_PROFILE_BYTES = 256 * 1024;

/** Header and tag table (§7.2, §7.3). */
const HEADER_BYTES = 128;
const TAG_BYTES = 12;
const MAX_TAGS = 100;
/** Parameters of a parametric curve by its type (§10.18, table 68). */
const PARAMETERS = [1, 3, 4, 5, 7] as const;

/**
 * Reads a profile of RGB with a matrix and tone curves, whatever its class. Tables of colours that such a profile may
 * have besides are left alone.
 *
 * @returns undefined for profiles of other kinds, and where something cannot be read
 */
export function readMatrixProfile(icc: Uint8Array): MatrixProfile | undefined {
  const reader = new ByteReader(icc);
  if (!reader.has(HEADER_BYTES + 4) || !reader.startsWith('acsp', 36)) return undefined;
  if (!reader.startsWith('RGB ', 16) || !reader.startsWith('XYZ ', 20)) return undefined;
  const tags = tagsOf(reader);
  const curve = (name: string) => curveOf(reader, tags.get(name));
  const color = (name: string) => xyzOf(reader, tags.get(name));
  const [first, second, third] = [curve('rTRC'), curve('gTRC'), curve('bTRC')];
  const [red, green, blue] = [color('rXYZ'), color('gXYZ'), color('bXYZ')];
  if (!first || !second || !third || !red || !green || !blue) return undefined;
  return { curves: [first, second, third], red, green, blue };
}

/** Offsets of the tags' data by their names. */
function tagsOf(reader: ByteReader): Map<string, number> {
  const tags = new Map<string, number>();
  const count = Math.min(MAX_TAGS, reader.u32(HEADER_BYTES));
  for (let i = 0; i < count; i++) {
    const at = HEADER_BYTES + 4 + i * TAG_BYTES;
    if (!reader.has(at + TAG_BYTES)) break;
    tags.set(reader.text(at, 4), reader.u32(at + 4));
  }
  return tags;
}

/** s15Fixed16Number (§4.6) */
function fixed(reader: ByteReader, at: number): number {
  return reader.i32(at) / 65_536;
}

/** XYZType (§10.31) */
function xyzOf(reader: ByteReader, at: number | undefined): Xyz | undefined {
  if (at === undefined || !reader.has(at + 20) || !reader.startsWith('XYZ ', at)) return undefined;
  return [fixed(reader, at + 8), fixed(reader, at + 12), fixed(reader, at + 16)];
}

function curveOf(reader: ByteReader, at: number | undefined): Curve | undefined {
  if (at === undefined || !reader.has(at + 12)) return undefined;
  if (reader.startsWith('curv', at)) return sampledCurve(reader, at);
  return reader.startsWith('para', at) ? parametricCurve(reader, at) : undefined;
}

/** curveType (§10.6): nothing for the identity, one number for a gamma, or samples. */
function sampledCurve(reader: ByteReader, at: number): Curve | undefined {
  const count = reader.u32(at + 8);
  if (count === 0) return (value) => value;
  if (count > reader.length || !reader.has(at + 12 + 2 * count)) return undefined;
  if (count === 1) {
    const gamma = reader.u16(at + 12) / 256;
    return (value) => value ** gamma;
  }
  const sample = (i: number) => reader.u16(at + 12 + 2 * i) / 65_535;
  return (value) => {
    const position = value * (count - 1);
    const before = Math.min(count - 2, Math.floor(position));
    return sample(before) + (sample(before + 1) - sample(before)) * (position - before);
  };
}

/** parametricCurveType (§10.18) */
function parametricCurve(reader: ByteReader, at: number): Curve | undefined {
  const type = reader.u16(at + 8);
  const count = PARAMETERS[type];
  if (count === undefined || !reader.has(at + 12 + 4 * count)) return undefined;
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: count }, (_, i) =>
    fixed(reader, at + 12 + 4 * i),
  );
  const power = (value: number) => (a * value + b) ** g;
  if (type === 0) return (value) => value ** g;
  if (type === 1) return (value) => (value >= -b / a ? power(value) : 0);
  if (type === 2) return (value) => (value >= -b / a ? power(value) + c : c);
  if (type === 3) return (value) => (value >= d ? power(value) : c * value);
  return (value) => (value >= d ? power(value) + e : c * value + f);
}
