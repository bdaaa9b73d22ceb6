/** Colours with weights: three numbers a colour, one weight. */
export interface Colors {
  values: Float64Array;
  weights: Float64Array;
}

/** Gaussians of a mixture, as GrabCut has (Rother, Kolmogorov, Blake 2004). */
const COMPONENTS = 5;
const ROUNDS = 8;
/** No Gaussian is narrower than this, ΔE squared: a superpixel's mean hides its own spread. */
const LEAST_VARIANCE = 16;

interface Component {
  mean: [number, number, number];
  /** Along each axis. */
  variance: [number, number, number];
  share: number;
}

/** A mixture of Gaussians over colours, fitted by k-means to weighted ones. */
export class ColorModel {
  readonly #components: Component[];

  constructor(colors: Colors) {
    this.#components = fit(colors);
  }

  /** −ln of the density at a colour. */
  cost(l: number, a: number, b: number): number {
    let density = 1e-12;
    for (const { mean, variance, share } of this.#components) {
      const squared =
        (l - mean[0]) ** 2 / variance[0] +
        (a - mean[1]) ** 2 / variance[1] +
        (b - mean[2]) ** 2 / variance[2];
      density += (share * Math.exp(-squared / 2)) / Math.sqrt(variance[0] * variance[1] * variance[2]);
    }
    return -Math.log(density);
  }
}

function squaredDistance(values: Float64Array, at: number, mean: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < 3; k++) sum += ((values[at + k] ?? 0) - (mean[k] ?? 0)) ** 2;
  return sum;
}

/** The first means: each as far as can be from those before it, and heavy. */
function seeds({ values, weights }: Colors): number[][] {
  const means: number[][] = [];
  const distances = new Float64Array(weights.length).fill(1);
  while (means.length < COMPONENTS) {
    let best = -1;
    let most = 0;
    for (let i = 0; i < weights.length; i++) {
      const worth = (weights[i] ?? 0) * (distances[i] ?? 0);
      if (worth > most) [best, most] = [i, worth];
    }
    if (best < 0) break;
    const mean = [...values.subarray(3 * best, 3 * best + 3)];
    for (let i = 0; i < weights.length; i++) {
      const distance = squaredDistance(values, 3 * i, mean);
      distances[i] = means.length === 0 ? distance : Math.min(distances[i] ?? 0, distance);
    }
    means.push(mean);
  }
  return means;
}

function fit(colors: Colors): Component[] {
  let means = seeds(colors);
  let components: Component[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    components = moments(colors, means);
    means = components.map(({ mean }) => mean);
  }
  return components;
}

/** The Gaussians of the colours that are nearest to each mean. */
function moments({ values, weights }: Colors, means: number[][]): Component[] {
  // Weight, three sums, three sums of squares.
  const sums = means.map(() => new Float64Array(7));
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] ?? 0;
    if (weight === 0) continue;
    let nearest = 0;
    let least = Infinity;
    for (const [index, mean] of means.entries()) {
      const distance = squaredDistance(values, 3 * i, mean);
      if (distance < least) [nearest, least] = [index, distance];
    }
    const sum = sums[nearest] ?? new Float64Array(7);
    sum[0] = (sum[0] ?? 0) + weight;
    for (let k = 0; k < 3; k++) {
      const value = values[3 * i + k] ?? 0;
      sum[1 + k] = (sum[1 + k] ?? 0) + weight * value;
      sum[4 + k] = (sum[4 + k] ?? 0) + weight * value * value;
    }
    total += weight;
  }
  return sums
    .filter(([weight = 0]) => weight > 0)
    .map(([weight = 1, ...rest]) => {
      const mean = (k: number) => (rest[k] ?? 0) / weight;
      const variance = (k: number) => Math.max(LEAST_VARIANCE, (rest[3 + k] ?? 0) / weight - mean(k) ** 2);
      return {
        mean: [mean(0), mean(1), mean(2)],
        variance: [variance(0), variance(1), variance(2)],
        share: weight / total,
      };
    });
}
