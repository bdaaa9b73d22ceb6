/** −Infinity for none. */
export function maximumOf(values: readonly number[]): number {
  let best = -Infinity;
  for (const value of values) if (value > best) best = value;
  return best;
}
