import type { Plane, Rgba } from '../pictures.ts';

function toLinear(level: number): number {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function labCurve(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116;
}

/** CIE L*a*b* of sRGB levels under D65. */
export function lab(red: number, green: number, blue: number): [number, number, number] {
  const [r, g, b] = [toLinear(red), toLinear(green), toLinear(blue)];
  const x = labCurve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = labCurve(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = labCurve((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** The same of a picture, a plane each. */
export function labPlanes({ width, height, data }: Rgba): [Plane, Plane, Plane] {
  const [l, a, b] = [0, 1, 2].map(() => new Float64Array(width * height));
  if (!l || !a || !b) throw new Error('no planes');
  for (let i = 0; i < width * height; i++) {
    const values = lab(data[i * 4] ?? 0, data[i * 4 + 1] ?? 0, data[i * 4 + 2] ?? 0);
    [l[i], a[i], b[i]] = [values[0], values[1], values[2]];
  }
  return [
    { width, height, data: l },
    { width, height, data: a },
    { width, height, data: b },
  ];
}
