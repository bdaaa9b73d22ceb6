import { gaussianReference } from '../look.ts';
import type { Plane, Rgba } from '../pictures.ts';
import { mean } from './planes.ts';

function toLinear(level: number): number {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function labCurve(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116;
}

/** CIE L*a*b* of sRGB levels under D65. */
function lab(red: number, green: number, blue: number): [number, number, number] {
  const [r, g, b] = [toLinear(red), toLinear(green), toLinear(blue)];
  const x = labCurve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = labCurve(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = labCurve((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Mean CIE76 difference of hue and colourfulness (a*, b*) of two pictures after a wide blur (σ 15). */
export function chromaDifference(one: Rgba, other: Rgba): number {
  const chroma = ({ width, height, data }: Rgba) => {
    const blurred = [0, 1, 2].map((channel) => {
      const plane = Float64Array.from({ length: width * height }, (_, i) => data[i * 4 + channel] ?? 0);
      return gaussianReference({ width, height, data: plane }, 15).data;
    });
    const at = (channel: number, i: number) => blurred[channel]?.[i] ?? 0;
    return (i: number) => lab(at(0, i), at(1, i), at(2, i));
  };
  const [first, second] = [chroma(one), chroma(other)];
  return mean(
    Float64Array.from({ length: one.width * one.height }, (_, i) => {
      const [, a, b] = first(i);
      const [, c, d] = second(i);
      return Math.hypot(a - c, b - d);
    }),
  );
}

/**
 * How much darker a picture is just inside the darker side of a photo's edges than deeper inside, levels: medians over
 * all strong edges (gradient of σ 2 above `strong` levels a pixel), 2 to 3 pixels against 9 to 11 away from them.
 */
export function rimDarkness(photo: Plane, picture: Plane, strong = 6): number {
  const { width, height } = photo;
  const soft = gaussianReference(photo, 2).data;
  const calm = gaussianReference(picture, 0.8).data;
  const rims: number[] = [];
  for (let y = 16; y < height - 16; y++) {
    for (let x = 16; x < width - 16; x++) {
      const at = (dx: number, dy: number) => soft[(y + dy) * width + x + dx] ?? 0;
      const [gx, gy] = [(at(1, 0) - at(-1, 0)) / 2, (at(0, 1) - at(0, -1)) / 2];
      const slope = Math.hypot(gx, gy);
      if (slope < strong) continue;
      const step = (of: Float64Array, away: number) =>
        of[Math.round(y - (gy / slope) * away) * width + Math.round(x - (gx / slope) * away)] ?? 0;
      // Only where the darker side is even in the photo.
      if (Math.abs(step(soft, 5) - step(soft, 11)) > 8) continue;
      rims.push((step(calm, 9) + step(calm, 11) - step(calm, 2) - step(calm, 3)) / 2);
    }
  }
  return rims.toSorted((a, b) => a - b)[rims.length >> 1] ?? 0;
}
