/** Limits of a level (ITU-T H.264 Table A-1): macroblocks a second and a frame; level_idc is ten times the level. */
const LEVELS: readonly [idc: number, perSecond: number, perFrame: number][] = [
  [10, 1485, 99],
  [11, 3000, 396],
  [12, 6000, 396],
  [20, 11_880, 396],
  [21, 19_800, 792],
  [22, 20_250, 1620],
  [30, 40_500, 1620],
  [31, 108_000, 3600],
  [32, 216_000, 5120],
  [40, 245_760, 8192],
  [42, 522_240, 8704],
  [50, 589_824, 22_080],
  [51, 983_040, 36_864],
];

/** The lowest level for pictures of so many macroblocks; no side may be longer than √(8 · most a frame) (§A.3.1). */
export function levelFor(columns: number, rows: number, fps: number): number {
  const count = columns * rows;
  const fitting = LEVELS.find(
    ([, perSecond, perFrame]) =>
      count <= perFrame && count * fps <= perSecond && Math.max(columns, rows) <= Math.sqrt(8 * perFrame),
  );
  return fitting?.[0] ?? 52;
}
