import type { ImageHeader } from '../header.ts';
import { BLOCK_BYTES } from './coefficients.ts';
import { layOut } from './frame.ts';
import { type Denominator, samplingOf, scaledSize } from './samples.ts';

/** What a component takes that is read in scans of its own: all coefficients first, then samples in their place. */
interface Collected {
  coefficients: number;
  samples: number;
}

/**
 * Most bytes of the arena that decoding takes, but for tables and bands.
 *
 * @param planes that come out of it: 1, or 4 with colour
 */
export function jpegDecodingBytes(header: ImageHeader, denominator: Denominator, planes: number): number {
  const [width, height] = [scaledSize(header.width, denominator), scaledSize(header.height, denominator)];
  const painted = width * height * planes;
  if (!header.progressive && !header.scansApart) return painted;
  const components = collected(header, denominator);
  const needed =
    components.length === 3 && planes === 1 && !header.needsConversion ? components.slice(0, 1) : components;
  // One component's coefficients beside the samples of those before; at last all samples beside the planes.
  let samples = 0;
  let reading = 0;
  for (const component of needed) {
    reading = Math.max(reading, samples + component.coefficients);
    samples += component.samples;
  }
  return Math.max(reading, samples + painted);
}

function collected(header: ImageHeader, denominator: Denominator): Collected[] {
  const { width, height, channels = 3 } = header;
  // Without factors, as many samples as pixels; of one component alone they say nothing (A.2.2).
  const whole = { horizontal: 1, vertical: 1 };
  const stated = channels > 1 ? header.components : undefined;
  const factors = stated?.every(({ horizontal, vertical }) => horizontal > 0 && vertical > 0) ? stated : [];
  const declared = Array.from({ length: channels }, (_, index) => ({ ...(factors[index] ?? whole), index }));
  const layout = layOut(width, height, declared);
  return layout.components.map((component) => {
    const { size } = samplingOf({ ...layout, width, height }, component, denominator);
    const blocks = component.paddedAcross * component.paddedDown;
    return { coefficients: blocks * BLOCK_BYTES, samples: blocks * size * size };
  });
}
