import { gaussianReference } from '../look.ts';
import type { Plane, Rgba } from '../pictures.ts';
import { lab } from './lab.ts';
import { mean } from './planes.ts';

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
