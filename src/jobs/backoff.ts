const FIRST_DELAY_SECONDS = 5;
const MAX_DELAY_SECONDS = 600;

/**
 * Seconds until the next delivery after `deliveries` of them: doubling, capped, with "full jitter" over the upper
 * half, so that what failed together does not come back together.
 * @param random uniform in [0, 1)
 */
export function retryDelaySeconds(deliveries: number, random = Math.random()): number {
  const ceiling = Math.min(FIRST_DELAY_SECONDS * 2 ** (deliveries - 1), MAX_DELAY_SECONDS);
  return Math.ceil(ceiling / 2 + (ceiling / 2) * random);
}
