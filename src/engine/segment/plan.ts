import { type ImageHeader, uprightSize } from '../codec/header.ts';
import { type MemoryPlan, planWork, refuseUnlessItFits } from '../plan.ts';

/** Luminance, which decoding makes anyway, red, green and blue. */
const PLANES = 4;
/** The small copies, their graph and their guides: 512 × 512 pixels at most, whatever the photo. */
const SEGMENTING_BYTES = 20 * 1024 * 1024;
/** Edges are refined at this size at most; masks of larger photos are scaled up. */
const WORKING_PIXELS = 4_200_000;

/**
 * What segmenting or rendering a photo takes, at the largest size that fits and is of use.
 *
 * @throws {EngineError} IMAGE_TOO_LARGE
 */
export function planSegment(header: ImageHeader): MemoryPlan {
  const { width, height } = uprightSize(header);
  const scale = Math.min(1, Math.sqrt(WORKING_PIXELS / (width * height)));
  const max_size = Math.max(1, Math.floor(Math.max(width, height) * scale));
  const job = planWork(header, { format: 'png', color: true, bytesPerPixel: 0, max_size });
  const kernelBytes = Math.max(job.kernelBytes, job.width * job.height * PLANES + SEGMENTING_BYTES);
  const peakBytes = job.peakBytes - job.kernelBytes + kernelBytes;
  return refuseUnlessItFits(header, { ...job, kernelBytes, peakBytes });
}
