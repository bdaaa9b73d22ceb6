// Strokes that grow from frame to frame.

import { layPart } from '../brush/strokes';

/** A stroke of layStrokes(), then floats: when it begins and how long it takes, in frames; how much it uncovers. */
const MARK: usize = 64;
const START: usize = 48;
const FRAMES: usize = 52;
const UNCOVERS: usize = 56;

/** Where the brush is: x, y in pixels, then red, green, blue and half width of its stroke, and its index. */
const lead = memory.data(32, 16);
/** The stroke that the brush follows; −1 for none. */
let following: i32 = -1;

/** Where the brush is; see growMarks(), before whose first call for a film it is asked for once. */
export function paintLead(): usize {
  following = -1;
  return lead;
}

/** The brush at the front of a stroke. */
function follow(mark: usize, share: f32): void {
  const halfLength = load<f32>(mark, 16);
  const c = load<f32>(mark, 8);
  const s = load<f32>(mark, 12);
  const a: f32 = halfLength * (2 * share - 1) * 0.85;
  const b: f32 = load<f32>(mark, 24) * a * a;
  store<f32>(lead, load<f32>(mark) + a * c - b * s);
  store<f32>(lead, load<f32>(mark, 4) + a * s + b * c, 4);
  store<f32>(lead, load<f32>(mark, 28), 8);
  store<f32>(lead, load<f32>(mark, 32), 12);
  store<f32>(lead, load<f32>(mark, 36), 16);
  store<f32>(lead, load<f32>(mark, 20), 20);
}

/**
 * Lays what strokes have grown by between two times. The brush follows one of them to its end, then the newest: see
 * paintLead().
 *
 * @param marks `count` times 64 bytes, in the order in which they begin
 * @param first all before are finished
 * @param from, to in frames
 * @param sourceRed with the other two, what strokes that uncover do so of
 * @returns how many are finished by now
 */
export function growMarks(
  marks: usize, count: i32, first: i32, from: f32, to: f32, red: usize, green: usize, blue: usize, heights: usize,
  width: i32, height: i32, bristles: usize, grain: f32, round: f32, ragged: f32, soft: f32, dry: f32, groove: f32,
  sourceRed: usize, sourceGreen: usize, sourceBlue: usize, dirty: usize,
): i32 {
  let done = first;
  let newest = -1;
  for (let i = first; i < count; i++) {
    const mark = marks + <usize>i * MARK;
    const start = load<f32>(mark, START);
    if (start >= to) break;
    const frames = load<f32>(mark, FRAMES);
    const before: f32 = (from - start) / frames;
    const now: f32 = (to - start) / frames;
    if (before < 1) {
      const reach: f32 = 2 * (load<f32>(mark, 16) + load<f32>(mark, 20));
      const low: f32 = before <= 0 ? -1e9 : (before - 0.5) * reach;
      const high: f32 = now >= 1 ? 1e9 : (now - 0.5) * reach;
      const uncovers = load<f32>(mark, UNCOVERS);
      layPart(
        mark, red, green, blue, heights, width, height, bristles, grain, round, ragged, soft, dry, groove, low, high,
        uncovers > 0 ? sourceRed : 0, sourceGreen, sourceBlue, uncovers, dirty,
      );
      newest = i;
      if (i == following) follow(mark, min<f32>(1, now));
    }
    if (now >= 1) {
      if (i == done) done++;
      if (i == following) following = -1;
    }
  }
  if ((following < first || following >= count) && newest >= 0) {
    following = newest;
    const mark = marks + <usize>newest * MARK;
    const now: f32 = (to - load<f32>(mark, START)) / load<f32>(mark, FRAMES);
    follow(mark, min<f32>(1, now));
  }
  return done;
}
