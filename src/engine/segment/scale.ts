import { eachSpan, type Mask, MaskBuilder } from './mask.ts';

/** A mask at another size: every pixel is what lies under its centre. */
export function scaleMask(mask: Mask, width: number, height: number): Mask {
  if (mask.width === width && mask.height === height) return mask;
  const rows = spansByRow(mask);
  const builder = new MaskBuilder(width, height);
  const across = width / mask.width;
  // The first pixel whose centre lies at or behind a column's left side.
  const column = (x: number) => Math.max(0, Math.min(width, Math.ceil(x * across - 0.5)));
  for (let y = 0; y < height; y++) {
    const source = Math.min(mask.height - 1, Math.floor(((y + 0.5) * mask.height) / height));
    for (const [from, to] of rows[source] ?? []) {
      const [left, right] = [column(from), column(to)];
      if (right > left) builder.add(y, left, right);
    }
  }
  return builder.build();
}

function spansByRow(mask: Mask): [from: number, to: number][][] {
  const rows: [number, number][][] = Array.from({ length: mask.height }, () => []);
  eachSpan(mask, (y, from, to) => rows[y]?.push([from, to]));
  return rows;
}
