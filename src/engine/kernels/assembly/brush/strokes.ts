// Strokes of a flat brush, laid into planes of colour and of paint height.

import { floats, storeRounded } from '../lanes';
import { MASK, TILE_BITS } from '../pigment';

/** A stroke in memory: eleven floats and a number. */
const STROKE: usize = 48;

@inline
function clamped(value: v128): v128 {
  return f32x4.pmin(f32x4.splat(1), f32x4.pmax(f32x4.splat(0), value));
}

/** Last sample of a tile that has a neighbour behind it. */
const LAST: i32 = (1 << (2 * <i32>TILE_BITS)) - 2;

/** The marks of the bristles, 0…1, at four places: nearest along, interpolated across. */
@inline
function marksAt(bristles: usize, along: v128, across: v128): v128 {
  const mask = i32x4.splat(<i32>MASK);
  const line = f32x4.floor(across);
  const row = i32x4.shl(v128.and(i32x4.trunc_sat_f32x4_s(f32x4.floor(along)), mask), <i32>TILE_BITS);
  const at = i32x4.min_s(v128.or(row, v128.and(i32x4.trunc_sat_f32x4_s(line), mask)), i32x4.splat(LAST));
  const pairs = i32x4(
    <i32>load<u16>(bristles + <usize>i32x4.extract_lane(at, 0)),
    <i32>load<u16>(bristles + <usize>i32x4.extract_lane(at, 1)),
    <i32>load<u16>(bristles + <usize>i32x4.extract_lane(at, 2)),
    <i32>load<u16>(bristles + <usize>i32x4.extract_lane(at, 3)),
  );
  const one = f32x4.convert_i32x4_s(v128.and(pairs, i32x4.splat(0xff)));
  const next = f32x4.convert_i32x4_s(i32x4.shr_u(pairs, 8));
  const mark = f32x4.add(one, f32x4.mul(f32x4.sub(next, one), f32x4.sub(across, line)));
  return f32x4.mul(mark, f32x4.splat(1.0 / 255.0));
}

@inline
function blend(at: usize, color: v128, alpha: v128): void {
  const under = floats(at);
  storeRounded(at, f32x4.add(under, f32x4.mul(f32x4.sub(color, under), alpha)));
}

/**
 * Lays strokes one over the other. A stroke is a bar bent to a parabola; in its frame, a along and b across from the
 * middle line, both in pixels, and with n the bristles' mark there (0…1):
 * - its end lies at |a| = halfLength − round·halfWidth·(b/halfWidth)² − ragged·halfWidth·(1 − n), over `soft` pixels;
 *   its sides at |b| = halfWidth, over one pixel;
 * - where the paint gives out towards the far end, marks below dry·(½ + a/2·halfLength)² stay bare;
 * - its colour is that of the stroke plus groove·(2n − 1) levels;
 * - its height is thickness·(0.35 + 0.5·n + 0.15·(b/halfWidth)⁴), and replaces what was there (Hertzmann 2002, §3).
 *
 * @param strokes `count` times 48 bytes: middle x, y; cosine and sine of the direction; halfLength, halfWidth; bend
 *   (b of the middle line is bend·a²); red, green, blue; thickness (0–255), all float; place in the tile (32 bits)
 * @param green with `blue`, 0 when only one plane is painted
 * @param heights plane of paint height
 * @param grain pixels of the tile of bristles per pixel of the painting
 */
export function layStrokes(
  strokes: usize, count: i32, red: usize, green: usize, blue: usize, heights: usize, width: i32, height: i32,
  bristles: usize, grain: f32, round: f32, ragged: f32, soft: f32, dry: f32, groove: f32,
): void {
  const end = strokes + <usize>count * STROKE;
  for (let stroke = strokes; stroke < end; stroke += STROKE) {
    layStroke(stroke, red, green, blue, heights, width, height, bristles, grain, round, ragged, soft, dry, groove);
  }
}

function layStroke(
  stroke: usize, red: usize, green: usize, blue: usize, heights: usize, width: i32, height: i32, bristles: usize,
  grain: f32, round: f32, ragged: f32, soft: f32, dry: f32, groove: f32,
): void {
  const cx = load<f32>(stroke);
  const cy = load<f32>(stroke, 4);
  const c = load<f32>(stroke, 8);
  const s = load<f32>(stroke, 12);
  const halfLength = load<f32>(stroke, 16);
  const halfWidth = load<f32>(stroke, 20);
  const bend = load<f32>(stroke, 24);
  const place = load<u32>(stroke, 44);

  // What the bent bar may cover, as a straight one: along to its ends, across to its sides and as far as it bends.
  const sag = bend * halfLength * halfLength;
  const along: f32 = halfLength + 1;
  const lowB: f32 = min<f32>(0, sag) - halfWidth - 1;
  const highB: f32 = max<f32>(0, sag) + halfWidth + 1;
  const reachB: f32 = max<f32>(-lowB, highB);
  const reachY: f32 = Mathf.abs(s) * along + Mathf.abs(c) * reachB;
  const fromY = max(0, <i32>Mathf.ceil(cy - reachY));
  const toY = min(height - 1, <i32>Mathf.floor(cy + reachY));

  const offA = f32x4.splat(<f32>(place & <u32>MASK));
  const offB = f32x4.splat(<f32>((place >> 16) & <u32>MASK));
  const scale = f32x4.splat(grain);
  const cosine = f32x4.splat(c);
  const sine = f32x4.splat(s);
  const bending = f32x4.splat(bend);
  const perWidth = f32x4.splat(1 / halfWidth);
  const perLength = f32x4.splat(0.5 / halfLength);
  const sides = f32x4.splat(halfWidth + 0.5);
  const ends = f32x4.splat(halfLength);
  const rounding = f32x4.splat(round * halfWidth);
  const raggedness = f32x4.splat(ragged * halfWidth);
  const perSoft = f32x4.splat(1 / soft);
  const dryness = f32x4.splat(dry);
  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  const grooves = f32x4.splat(2 * groove);
  const redness = f32x4.splat(load<f32>(stroke, 28));
  const greenness = f32x4.splat(load<f32>(stroke, 32));
  const blueness = f32x4.splat(load<f32>(stroke, 36));
  const thickness = f32x4.splat(load<f32>(stroke, 40));

  for (let y = fromY; y <= toY; y++) {
    const dy: f32 = <f32>y - cy;
    // Where −along ≤ dx·c + dy·s ≤ along and lowB ≤ dy·c − dx·s ≤ highB.
    let from: f32 = -1e9;
    let to: f32 = 1e9;
    if (Mathf.abs(c) > 1e-3) {
      const p: f32 = (-along - dy * s) / c;
      const q: f32 = (along - dy * s) / c;
      from = min<f32>(p, q);
      to = max<f32>(p, q);
    }
    if (Mathf.abs(s) > 1e-3) {
      const p: f32 = (dy * c - lowB) / s;
      const q: f32 = (dy * c - highB) / s;
      from = max<f32>(from, min<f32>(p, q));
      to = min<f32>(to, max<f32>(p, q));
    }
    const fromX = max(0, <i32>Mathf.ceil(max<f32>(-1, cx + from)));
    const toX = min(width - 1, <i32>Mathf.floor(min<f32>(<f32>width, cx + to)));
    const row = <usize>y * <usize>width;
    const across0 = f32x4.splat(dy * c);
    const along0 = f32x4.splat(dy * s);
    for (let x = fromX; x <= toX; x += 4) {
      const lanes = i32x4.add(i32x4.splat(x), i32x4(0, 1, 2, 3));
      const dx = f32x4.sub(f32x4.convert_i32x4_s(lanes), f32x4.splat(cx));
      const a = f32x4.add(f32x4.mul(dx, cosine), along0);
      const b = f32x4.sub(f32x4.sub(across0, f32x4.mul(dx, sine)), f32x4.mul(bending, f32x4.mul(a, a)));
      const side = clamped(f32x4.sub(sides, f32x4.abs(b)));
      const inside = v128.and(f32x4.gt(side, f32x4.splat(0)), i32x4.le_s(lanes, i32x4.splat(toX)));
      if (!v128.any_true(inside)) continue;
      const v = f32x4.mul(b, perWidth);
      const v2 = f32x4.mul(v, v);
      const marks = marksAt(
        bristles, f32x4.add(offA, f32x4.mul(a, scale)), f32x4.add(offB, f32x4.mul(b, scale)),
      );
      const ragging = f32x4.mul(raggedness, f32x4.sub(one, marks));
      const reach = f32x4.sub(f32x4.sub(ends, f32x4.mul(rounding, v2)), ragging);
      const tip = clamped(f32x4.add(f32x4.mul(f32x4.sub(reach, f32x4.abs(a)), perSoft), half));
      const spent = f32x4.add(half, f32x4.mul(a, perLength));
      const bare = f32x4.mul(dryness, f32x4.mul(spent, spent));
      const wet = clamped(f32x4.add(f32x4.mul(f32x4.sub(marks, bare), f32x4.splat(5)), one));
      const alpha = v128.and(f32x4.mul(f32x4.mul(side, tip), wet), inside);
      if (!v128.any_true(f32x4.gt(alpha, f32x4.splat(0)))) continue;

      const groove4 = f32x4.mul(grooves, f32x4.sub(marks, half));
      const at = row + <usize>x;
      blend(red + at, f32x4.add(redness, groove4), alpha);
      if (green != 0) {
        blend(green + at, f32x4.add(greenness, groove4), alpha);
        blend(blue + at, f32x4.add(blueness, groove4), alpha);
      }
      const profile = f32x4.add(
        f32x4.add(f32x4.splat(0.35), f32x4.mul(half, marks)),
        f32x4.mul(f32x4.splat(0.15), f32x4.mul(v2, v2)),
      );
      blend(heights + at, f32x4.mul(thickness, profile), alpha);
    }
  }
}
