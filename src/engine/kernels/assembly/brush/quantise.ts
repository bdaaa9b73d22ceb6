// Tones drawn together to a few, softly where the picture is soft.

/** How many sharpnesses of steps there are, from none to hard. */
const SHARPNESSES: i32 = 16;

@inline
function luminance(red: usize, green: usize, blue: usize, at: usize): i32 {
  return (77 * <i32>load<u8>(red + at) + 150 * <i32>load<u8>(green + at) + 29 * <i32>load<u8>(blue + at) + 128) >> 8;
}

@inline
function shifted(plane: usize, at: usize, from: i32, to: i32, saturation: i32): u8 {
  const level = to + (((<i32>load<u8>(plane + at) - from) * saturation + 128) >> 8);
  return <u8>max(0, min(255, level));
}

/**
 * Soft luminance quantisation (Winnemöller, Olsen, Gooch 2006, §3.3) of rows fromRow … toRow − 1 in place; rows must
 * come in order. Steps are as sharp as the luminance changes to the right and below; colours keep their difference to
 * it, times saturation/256. For a grey picture all three planes may be the same.
 *
 * @param tables 16 times 256 bytes: the tone of each luminance, for steps from soft to sharp
 * @param sharpening sharpness per level of change, 256ths
 */
export function softQuantise(
  red: usize, green: usize, blue: usize, width: i32, height: i32, fromRow: i32, toRow: i32, tables: usize,
  sharpening: i32, saturation: i32,
): void {
  for (let y = fromRow; y < toRow; y++) {
    const row = <usize>y * <usize>width;
    const below = y + 1 < height ? <usize>width : 0;
    let here = luminance(red, green, blue, row);
    for (let x: usize = row; x < row + <usize>width; x++) {
      const right = x + 1 < row + <usize>width ? luminance(red, green, blue, x + 1) : here;
      const change = max(abs(right - here), abs(luminance(red, green, blue, x + below) - here));
      const sharpness = min(SHARPNESSES - 1, (change * sharpening) >> 8);
      const tone = <i32>load<u8>(tables + <usize>((sharpness << 8) + here));
      const r = shifted(red, x, here, tone, saturation);
      const g = shifted(green, x, here, tone, saturation);
      const b = shifted(blue, x, here, tone, saturation);
      store<u8>(red + x, r);
      store<u8>(green + x, g);
      store<u8>(blue + x, b);
      here = right;
    }
  }
}
