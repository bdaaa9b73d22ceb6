// A pen and a brush, drawn over a frame at their work. Lengths are in pixels of a frame whose short side is 720.

/** The numbers that carryTool() takes. */
const PEN: i32 = 0;
const BRUSH: i32 = 1;

/** Where the parts of each tool end, from its tip on. */
const PEN_NIB: f32 = 22;
const PEN_RING: f32 = 30;
const PEN_LENGTH: f32 = 190;
const BRUSH_HAIR: f32 = 40;
const BRUSH_FERRULE: f32 = 70;
const BRUSH_LENGTH: f32 = 265;
/** Widest half width of both, and of their shadows. */
const MAX_RADIUS: f32 = 10.5;
const SHADOW_RADIUS: f32 = 16;

let r: f32 = 0;
let g: f32 = 0;
let b: f32 = 0;

/** Half widths of both tools at every half unit from their tips; negative behind their ends. */
const SAMPLES: i32 = 640;
const radii = memory.data(SAMPLES * 2 * 4, 16);
let measured = false;

function measure(): void {
  if (measured) return;
  for (let i = 0; i < SAMPLES; i++) {
    store<f32>(radii + (<usize>i << 2), radiusOf(PEN, <f32>i * 0.5 + 0.25));
    store<f32>(radii + (<usize>(SAMPLES + i) << 2), radiusOf(BRUSH, <f32>i * 0.5 + 0.25));
  }
  measured = true;
}

@inline
function radiusAt(tool: i32, u: f32): f32 {
  if (u < 0) return -1;
  return load<f32>(radii + (<usize>(tool * SAMPLES + min(SAMPLES - 1, <i32>(u * 2))) << 2));
}

/** Half width of a tool at a distance from its tip; negative beyond its ends. */
function radiusOf(tool: i32, u: f32): f32 {
  if (tool == PEN) {
    if (u < PEN_NIB) return 0.7 + (u / PEN_NIB) * 4.3;
    if (u < PEN_RING) return 5.6;
    if (u > PEN_LENGTH) return -1;
    const end: f32 = (PEN_LENGTH - u) / 12;
    return 6.2 * (end < 1 ? Mathf.sqrt(end * (2 - end)) : 1);
  }
  if (u < BRUSH_HAIR) {
    const t: f32 = u / BRUSH_HAIR;
    return 1.2 + 8.6 * Mathf.sqrt(t) * (1.18 - 0.42 * t);
  }
  if (u < BRUSH_FERRULE) return 7.6 - (1.6 * (u - BRUSH_HAIR)) / (BRUSH_FERRULE - BRUSH_HAIR);
  if (u > BRUSH_LENGTH) return -1;
  const t: f32 = (u - BRUSH_FERRULE) / (BRUSH_LENGTH - BRUSH_FERRULE);
  const belly: f32 = 6 + 9 * t * (1 - t) * (1 - t) * 2.2 - 3.4 * t;
  const end: f32 = (BRUSH_LENGTH - u) / 4;
  return belly * (end < 1 ? Mathf.sqrt(end * (2 - end)) : 1);
}

@inline
function paintOf(red: f32, green: f32, blue: f32): void {
  r = red;
  g = green;
  b = blue;
}

/** The material's colour at u along and v across, −1…1; `tint` is what the tip carries. */
function materialAt(tool: i32, u: f32, v: f32, tintRed: f32, tintGreen: f32, tintBlue: f32): void {
  // A round body lit from the upper left, and the streak of light on it.
  let light: f32 = 0.52 + 0.62 * Mathf.sqrt(max<f32>(0, 1 - (v + 0.35) * (v + 0.35) * 0.55));
  const streak: f32 = max<f32>(0, 1 - Mathf.abs(v + 0.42) * 5);
  let shine: f32 = 0;
  if (tool == PEN) {
    if (u < PEN_NIB) {
      paintOf(196, 178, 120);
      shine = 90;
      // The slit of the nib, and the ink at its tip.
      if (Mathf.abs(v) < 0.16 && u < PEN_NIB * 0.75) light *= 0.45;
      if (u < 4) paintOf(tintRed, tintGreen, tintBlue);
    } else if (u < PEN_RING) {
      paintOf(214, 190, 128);
      shine = 120;
    } else {
      paintOf(36, 44, 66);
      shine = 110;
      if (u > PEN_LENGTH * 0.62 && u < PEN_LENGTH * 0.65) paintOf(206, 182, 118);
    }
  } else if (u < BRUSH_HAIR) {
    const hair: f32 = 0.86 + 0.14 * Mathf.sin(v * 17 + u * 0.11);
    paintOf(122 * hair, 84 * hair, 54 * hair);
    const wet: f32 = max<f32>(0, min<f32>(1, (BRUSH_HAIR * 0.72 - u + 4 * Mathf.sin(v * 11)) / 7));
    r += (tintRed * (0.9 + 0.1 * hair) - r) * wet;
    g += (tintGreen * (0.9 + 0.1 * hair) - g) * wet;
    b += (tintBlue * (0.9 + 0.1 * hair) - b) * wet;
    light = 0.72 + 0.3 * light;
    shine = 26 * wet;
  } else if (u < BRUSH_FERRULE) {
    paintOf(186, 188, 194);
    const crimp: f32 = (u - BRUSH_HAIR) / (BRUSH_FERRULE - BRUSH_HAIR);
    if ((crimp > 0.55 && crimp < 0.63) || (crimp > 0.75 && crimp < 0.83)) light *= 0.72;
    shine = 80;
  } else {
    paintOf(152, 46, 34);
    if (u > BRUSH_LENGTH - 26) paintOf(238, 226, 204);
    shine = 95;
  }
  r = r * light + shine * streak;
  g = g * light + shine * streak;
  b = b * light + shine * streak;
}

@inline
function mixInto(at: usize, color: f32, alpha: f32): void {
  const under = <f32>load<u8>(at);
  store<u8>(at, <u8>max<f32>(0, min<f32>(255, under + (color - under) * alpha + 0.5)));
}

/** The pixels of a row that may lie on a bar from a place on: `from` and `to` of it. */
let spanFrom: i32 = 0;
let spanTo: i32 = 0;

function spanOf(dy: f32, c: f32, s: f32, length: f32, radius: f32, x: f32, width: i32): void {
  let from: f32 = -1e9;
  let to: f32 = 1e9;
  if (Mathf.abs(c) > 1e-3) {
    const p: f32 = (-radius - dy * s) / c;
    const q: f32 = (length - dy * s) / c;
    from = min<f32>(p, q);
    to = max<f32>(p, q);
  }
  if (Mathf.abs(s) > 1e-3) {
    const p: f32 = (dy * c - radius) / s;
    const q: f32 = (dy * c + radius) / s;
    from = max<f32>(from, min<f32>(p, q));
    to = min<f32>(to, max<f32>(p, q));
  }
  spanFrom = max(0, <i32>Mathf.ceil(max<f32>(-1, x + from)));
  spanTo = min(width - 1, <i32>Mathf.floor(min<f32>(<f32>width, x + to)));
}

/**
 * Draws a tool over a frame, its shadow first. Blocks that it covers are noted, so that they are shown anew without it.
 *
 * @param tool 0 a pen, 1 a brush
 * @param x, y where its tip stands on the canvas, pixels
 * @param lift of its tip over the canvas, pixels
 * @param angle of its handle, radians from the right downwards
 * @param size pixels per unit of its measures
 * @param tint three bytes: what it writes with
 * @param dirty a byte for each block of 16 × 16 pixels, set for those that change; the same ones are set in `covered`
 */
export function carryTool(
  tool: i32, x: f32, y: f32, lift: f32, angle: f32, size: f32, tint: usize, red: usize, green: usize, blue: usize,
  width: i32, height: i32, dirty: usize, covered: usize,
): void {
  measure();
  const length: f32 = (tool == PEN ? PEN_LENGTH : BRUSH_LENGTH) * size;
  const tintRed = <f32>load<u8>(tint);
  const tintGreen = <f32>load<u8>(tint, 1);
  const tintBlue = <f32>load<u8>(tint, 2);
  // The shadow leans away from the light, further the higher the tool is.
  castShadow(
    tool, x + lift * 0.9, y + lift * 0.7, angle + 0.2, size, length * 0.94, lift, red, green, blue, width, height, dirty, covered,
  );
  const c = Mathf.cos(angle);
  const s = Mathf.sin(angle);
  const tipY: f32 = y - lift;
  const radius: f32 = MAX_RADIUS * size;
  const fromY = max(0, <i32>Mathf.floor(tipY + min<f32>(0, s * length) - radius));
  const toY = min(height - 1, <i32>Mathf.ceil(tipY + max<f32>(0, s * length) + radius));
  for (let row = fromY; row <= toY; row++) {
    const dy: f32 = <f32>row + 0.5 - tipY;
    spanOf(dy, c, s, length, radius, x, width);
    let first = -1;
    let last = -1;
    for (let column = spanFrom; column <= spanTo; column++) {
      const dx: f32 = <f32>column + 0.5 - x;
      const u: f32 = (dx * c + dy * s) / size;
      const v: f32 = (dy * c - dx * s) / size;
      const half = radiusAt(tool, u);
      if (half <= 0) continue;
      const alpha: f32 = min<f32>(1, (half - Mathf.abs(v)) * size + 0.5);
      if (alpha <= 0) continue;
      materialAt(tool, u, max<f32>(-1, min<f32>(1, v / half)), tintRed, tintGreen, tintBlue);
      const at = <usize>(row * width + column);
      mixInto(red + at, r, alpha);
      mixInto(green + at, g, alpha);
      mixInto(blue + at, b, alpha);
      if (first < 0) first = column;
      last = column;
    }
    if (first >= 0) cover(dirty, covered, width, row, first, last);
  }
}

function castShadow(
  tool: i32, x: f32, y: f32, angle: f32, size: f32, length: f32, lift: f32, red: usize, green: usize, blue: usize,
  width: i32, height: i32, dirty: usize, covered: usize,
): void {
  const c = Mathf.cos(angle);
  const s = Mathf.sin(angle);
  const radius: f32 = SHADOW_RADIUS * size;
  const fromY = max(0, <i32>Mathf.floor(y + min<f32>(0, s * length) - radius));
  const toY = min(height - 1, <i32>Mathf.ceil(y + max<f32>(0, s * length) + radius));
  for (let row = fromY; row <= toY; row++) {
    const dy: f32 = <f32>row + 0.5 - y;
    spanOf(dy, c, s, length, radius, x, width);
    let first = -1;
    let last = -1;
    for (let column = spanFrom; column <= spanTo; column++) {
      const dx: f32 = <f32>column + 0.5 - x;
      const u: f32 = (dx * c + dy * s) / size;
      const half = radiusAt(tool, u);
      const v: f32 = Mathf.abs(dy * c - dx * s) / size;
      if (half <= 0 || v > SHADOW_RADIUS) continue;
      // Near the tip the shadow is small and sharp, towards the end wide and faint.
      const blur: f32 = 2 + lift / size / 6 + u * 0.035;
      const t: f32 = (half + blur * 0.6 - v) / (2 * blur);
      if (t <= 0) continue;
      const soft: f32 = t >= 1 ? 1 : t * t * (3 - 2 * t);
      const alpha: f32 = soft * (0.34 - (0.22 * u * size) / length);
      if (alpha < 0.012) continue;
      const at = <usize>(row * width + column);
      mixInto(red + at, 30, alpha);
      mixInto(green + at, 26, alpha);
      mixInto(blue + at, 34, alpha);
      if (first < 0) first = column;
      last = column;
    }
    if (first >= 0) cover(dirty, covered, width, row, first, last);
  }
}

@inline
function cover(dirty: usize, covered: usize, width: i32, row: i32, first: i32, last: i32): void {
  const from = <usize>((row >> 4) * (width >> 4) + (first >> 4));
  const count = (last >> 4) - (first >> 4) + 1;
  memory.fill(dirty + from, 1, count);
  memory.fill(covered + from, 1, count);
}
