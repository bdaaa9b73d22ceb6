// CIE L*a*b* (D65) of sRGB samples, at byte precision: enough to tell colours apart.

const LINEAR_STEPS: i32 = 16384;
/** sRGB byte to linear light (IEC 61966-2-1), f32. */
const linear = memory.data(256 * 4, 16);
/** The cube root of CIE 15, with its straight foot, of 0…1 in LINEAR_STEPS; f32. */
const roots = memory.data((16384 + 2) * 4, 16);

function build(): void {
  for (let i = 0; i < 256; i++) {
    const value = <f64>i / 255;
    const light = value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    store<f32>(linear + (<usize>i << 2), <f32>light);
  }
  for (let i = 0; i <= LINEAR_STEPS; i++) {
    const t = <f64>i / LINEAR_STEPS;
    const root = t > 216.0 / 24389.0 ? Math.cbrt(t) : (24389.0 / 27.0 * t + 16) / 116;
    store<f32>(roots + (<usize>i << 2), <f32>root);
  }
}

@inline
function light(plane: usize, i: i32): f32 {
  return load<f32>(linear + (<usize>load<u8>(plane + <usize>i) << 2));
}

@inline
function root(t: f32): f32 {
  const at = <i32>min<f32>(t * <f32>LINEAR_STEPS + 0.5, <f32>LINEAR_STEPS);
  return load<f32>(roots + (<usize>at << 2));
}

@inline
function byte(value: f32): u32 {
  return <u32>max<i32>(0, min<i32>(255, <i32>(value + 0.5)));
}

/** Writes four bytes a pixel: 2.55·L*, a* + 128, b* + 128, 0. */
export function labFromPlanes(red: usize, green: usize, blue: usize, count: i32, lab: usize): void {
  if (load<f32>(linear + 1020) == 0) build();
  for (let i = 0; i < count; i++) {
    const r = light(red, i);
    const g = light(green, i);
    const b = light(blue, i);
    const x = root((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) * (1.0 / 0.95047));
    const y = root(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
    const z = root((0.0193339 * r + 0.119192 * g + 0.9503041 * b) * (1.0 / 1.08883));
    const l = byte((116 * y - 16) * 2.55);
    const u = byte(500 * (x - y) + 128);
    const v = byte(200 * (y - z) + 128);
    store<u32>(lab + (<usize>i << 2), l | (u << 8) | (v << 16));
  }
}
