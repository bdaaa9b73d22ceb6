import { expect, it } from 'vitest';
import { levelFor } from '../../../src/engine/video/level.ts';

/** Both sides of limits of Table A-1: macroblocks a second, macroblocks a frame, and the longest side. */
it.each([
  ['1', 11, 9, 15, 10],
  ['1.1 for one frame a second more', 11, 9, 16, 11],
  ['1.1 for CIF', 22, 18, 7, 11],
  ['1.2 for CIF at 15', 22, 18, 15, 12],
  ['1.3 or 2 for CIF at 30', 22, 18, 30, 20],
  ['2.1 for one row more than CIF', 22, 19, 24, 21],
  ['3 for PAL at 25', 45, 36, 25, 30],
  ['3.1 for 720p at 30', 80, 45, 30, 31],
  ['3.2 for 720p at 31', 80, 45, 31, 32],
  ['4 for 1080p at 30', 120, 68, 30, 40],
  ['4.2 for 1080p at 60', 120, 68, 60, 42],
  ['4.2 for 1080p at 31', 120, 68, 31, 42],
  ['5.1 for 2160p at 30', 240, 135, 30, 51],
  ['5.2 for 2160p at 31', 240, 135, 31, 52],
  ['1 for a side of 28 macroblocks', 28, 1, 1, 10],
  ['1.1 for a side of 29 macroblocks, though they are few', 29, 1, 1, 11],
  ['1.1 for a column of 29 macroblocks', 1, 29, 1, 11],
])('is %s', (_, columns, rows, fps, level) => {
  expect(levelFor(columns, rows, fps)).toBe(level);
});
