/**
 * Strokes and grain are measured in units, so that a small and a large copy of a photo look alike: a unit is a
 * thousandth of the picture's mean side, and no less than what a screen can show.
 */
export function unitPx(width: number, height: number): number {
  return Math.max(0.7, Math.sqrt(width * height) / 1000);
}

export function mix(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}

/** The nearest odd number of taps for a Gaussian of σ pixels under OpenCV's rule of size to σ, 3 to 51. */
export function oddSizeFor(sigmaPx: number): number {
  const size = 2 * Math.round((sigmaPx - 0.8) / 0.3 + 1) + 1;
  return Math.max(3, Math.min(51, size));
}
