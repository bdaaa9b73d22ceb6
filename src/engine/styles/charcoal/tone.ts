/** Tones of a charcoal drawing: bare paper, three greys, and black. */
const TONES = 5;
/** How flat a tone is between two borders; 0 would be a straight ramp. */
const FLATNESS = 4;

/** Darkness (0–1) in five tones whose borders are soft (after Winnemöller, Olsen, Gooch 2006, §3.3); monotone. */
export function softTones(dark: number): number {
  const at = dark * (TONES - 1);
  const step = Math.min(TONES - 2, Math.floor(at));
  const inside = at - step - 0.5;
  const soft = 0.5 + Math.tanh(FLATNESS * inside) / (2 * Math.tanh(FLATNESS / 2));
  return (step + soft) / (TONES - 1);
}

/** A table of coverage (0–255) for every level of the photo, by its darkness. */
export function coverageOf(levels: Uint8Array, coverage: (dark: number) => number): Uint8Array {
  return levels.map((level) => Math.round(255 * Math.max(0, Math.min(1, coverage(1 - level / 255)))));
}
