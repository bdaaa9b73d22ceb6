// Where a brush lays its strokes: on a jittered grid over a small copy of the photo, along its forms, as far as its
// colour holds (Hertzmann 1998).

import { hash } from '../random';

/** Strokes of a layer are laid in this many rounds over the picture, so that none lie like shingles. */
const ROUNDS: i32 = 8;
/** Points that a stroke is followed over, either way from its middle. */
const STEPS: i32 = 6;
/** How steep the ends of a bent stroke may lie to its middle. */
const STEEPEST_END: f32 = 0.9;
const STROKE: usize = 48;

// Where the last stroke that was followed ended.
let endX: f32 = 0;
let endY: f32 = 0;

@inline
function cell(x: f32, y: f32, width: i32, height: i32): usize {
  return <usize>(max(0, min(height - 1, <i32>y)) * width + max(0, min(width - 1, <i32>x)));
}

@inline
function apart(plane: usize, at: usize, level: i32): i32 {
  return abs(<i32>load<u8>(plane + at) - level);
}

/** A byte of `bits` as −1…1. */
@inline
function signed(bits: u32): f32 {
  return <f32>(bits & 255) / 127.5 - 1;
}

/** Follows the field from a place until the colour is left, the picture ends, or the stroke is full. */
function follow(
  x: f32, y: f32, cosine: f32, sine: f32, step: f32, red: usize, green: usize, blue: usize, width: i32, height: i32,
  at: usize, tolerance: i32, field: usize, fieldWidth: i32, fieldHeight: i32,
): void {
  const r = <i32>load<u8>(red + at);
  const g = <i32>load<u8>(green + at);
  const b = <i32>load<u8>(blue + at);
  const scaleX: f32 = <f32>fieldWidth / <f32>width;
  const scaleY: f32 = <f32>fieldHeight / <f32>height;
  let c = cosine;
  let s = sine;
  for (let k = 0; k < STEPS; k++) {
    const nextX: f32 = x + c * step;
    const nextY: f32 = y + s * step;
    if (nextX < 0 || nextY < 0 || nextX >= <f32>width || nextY >= <f32>height) break;
    const next = cell(nextX, nextY, width, height);
    if (max(apart(red, next, r), max(apart(green, next, g), apart(blue, next, b))) > tolerance) break;
    x = nextX;
    y = nextY;
    const direction = field + (cell(x * scaleX, y * scaleY, fieldWidth, fieldHeight) << 2);
    const dx: f32 = <f32>load<i8>(direction) / 127;
    const dy: f32 = <f32>load<i8>(direction, 1) / 127;
    const way: f32 = dx * c + dy * s < 0 ? -1 : 1;
    // Half of a turn at once, so that a stroke stays a curve.
    c += dx * way;
    s += dy * way;
    const norm: f32 = 1 / Mathf.sqrt(c * c + s * s);
    c *= norm;
    s *= norm;
  }
  endX = x;
  endY = y;
}

/**
 * Plans the strokes of one row of the grid in one of the 8 rounds, as layStrokes() takes them.
 *
 * @param red, green, blue the photo on a small copy, blurred as fits the brush; all the same in black and white
 * @param underRed what the layers below show of it, with `underGreen` and `underBlue`; 0 for the first layer
 * @param field fieldWidth × fieldHeight cells of tangentField(), over the whole picture
 * @param enlarge pixels of the painting per pixel of the copy
 * @param halfWidth of the brush, in pixels of the copy
 * @param reach half of the longest stroke, `spacing` of the grid, both in half widths
 * @param worth levels by which a stroke must improve on the layers below to be laid
 * @param tolerance levels by which the photo may leave a stroke's colour before the stroke ends
 * @param variation levels by which the lightness of strokes varies; `wobble` radians by which their direction does
 * @param thin, thick height of the paint for black and for white
 * @param target room for (columns of the grid / 8 + 1) strokes
 * @returns how many there are
 */
export function planStrokes(
  red: usize, green: usize, blue: usize, underRed: usize, underGreen: usize, underBlue: usize, width: i32, height: i32,
  field: usize, fieldWidth: i32, fieldHeight: i32, enlarge: f32, row: i32, round: i32, halfWidth: f32, reach: f32,
  spacing: f32, worth: i32, tolerance: i32, variation: f32, wobble: f32, thin: f32, thick: f32, seed: u32,
  target: usize,
): i32 {
  const grid: f32 = halfWidth * spacing;
  const step: f32 = (halfWidth * reach) / <f32>STEPS;
  const near: f32 = halfWidth * 0.5;
  const columns = <i32>Mathf.ceil(<f32>width / grid);
  const key = hash(seed);
  let stroke = target;
  for (let column = (round + row * 3) & (ROUNDS - 1); column < columns; column += ROUNDS) {
    const random = hash(key + <u32>(row * 8192 + column));
    const x: f32 = (<f32>column + 0.1 + <f32>(random & 1023) / 1279) * grid;
    const y: f32 = (<f32>row + 0.1 + <f32>((random >> 10) & 1023) / 1279) * grid;
    if (x >= <f32>width || y >= <f32>height) continue;
    if (underRed != 0) {
      let sum = 0;
      for (let k = 0; k < 4; k++) {
        const at = cell(x + ((k & 1) != 0 ? near : -near), y + ((k & 2) != 0 ? near : -near), width, height);
        sum += apart(red, at, <i32>load<u8>(underRed + at)) + apart(green, at, <i32>load<u8>(underGreen + at));
        sum += apart(blue, at, <i32>load<u8>(underBlue + at));
      }
      if (sum < 12 * worth) continue;
    }
    const more = hash(random + 1);
    const at = cell(x, y, width, height);
    const scaledX: f32 = (x * <f32>fieldWidth) / <f32>width;
    const scaledY: f32 = (y * <f32>fieldHeight) / <f32>height;
    const direction = field + (cell(scaledX, scaledY, fieldWidth, fieldHeight) << 2);
    const turned: f32 = (more & 256) != 0 ? -1 : 1;
    const dx: f32 = (<f32>load<i8>(direction) / 127) * turned;
    const dy: f32 = (<f32>load<i8>(direction, 1) / 127) * turned;
    const angle: f32 = signed(more) * wobble;
    const tilt: f32 = 1 / Mathf.sqrt(1 + angle * angle);
    const c: f32 = (dx - dy * angle) * tilt;
    const s: f32 = (dy + dx * angle) * tilt;

    follow(x, y, c, s, step, red, green, blue, width, height, at, tolerance, field, fieldWidth, fieldHeight);
    const headX = endX;
    const headY = endY;
    follow(x, y, -c, -s, step, red, green, blue, width, height, at, tolerance, field, fieldWidth, fieldHeight);

    // From the chord between both ends to the parabola through the middle.
    const midX: f32 = (headX + endX) * 0.5;
    const midY: f32 = (headY + endY) * 0.5;
    let chordX: f32 = headX - endX;
    let chordY: f32 = headY - endY;
    const chord: f32 = Mathf.sqrt(chordX * chordX + chordY * chordY);
    const half: f32 = chord * 0.5;
    let bend: f32 = 0;
    let rise: f32 = 0;
    if (half > 0.25 * halfWidth) {
      chordX /= chord;
      chordY /= chord;
      const sagitta: f32 = (y - midY) * chordX - (x - midX) * chordY;
      const steepest: f32 = STEEPEST_END / (2 * (half + halfWidth));
      bend = max<f32>(-steepest, min<f32>(steepest, -sagitta / (half * half)));
      rise = -bend * half * half;
    } else {
      chordX = c;
      chordY = s;
    }
    const light: f32 = signed(more >> 9) * variation;
    const r = <f32>load<u8>(red + at);
    const g = <f32>load<u8>(green + at);
    const b = <f32>load<u8>(blue + at);
    store<f32>(stroke, (midX - chordY * rise) * enlarge);
    store<f32>(stroke, (midY + chordX * rise) * enlarge, 4);
    store<f32>(stroke, chordX, 8);
    store<f32>(stroke, chordY, 12);
    store<f32>(stroke, (half + halfWidth) * enlarge, 16);
    store<f32>(stroke, halfWidth * (0.8 + <f32>((more >> 17) & 255) / 640) * enlarge, 20);
    store<f32>(stroke, bend / enlarge, 24);
    store<f32>(stroke, r + light, 28);
    store<f32>(stroke, g + light, 32);
    store<f32>(stroke, b + light, 36);
    store<f32>(stroke, thin + (thick - thin) * ((0.3 * r + 0.59 * g + 0.11 * b) / 255), 40);
    store<u32>(stroke, hash(more), 44);
    stroke += STROKE;
  }
  return <i32>((stroke - target) / STROKE);
}
