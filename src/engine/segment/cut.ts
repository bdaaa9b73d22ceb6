/**
 * A minimum s-t cut by Dinic's algorithm (1970): shortest augmenting paths, level by level. Graphs of superpixels and
 * of narrow bands have short paths, on which it is as quick as those made for whole images.
 */
export class CutGraph {
  readonly #nodes: number;
  /** Arcs come in pairs, forth and back; each knows where it leads, what room it has, and the next of its node. */
  readonly #heads: number[] = [];
  readonly #room: number[] = [];
  readonly #next: number[] = [];
  readonly #first: Int32Array;

  constructor(nodes: number) {
    this.#nodes = nodes;
    this.#first = new Int32Array(nodes + 2).fill(-1);
  }

  /** What it costs a node to be inside, and to be outside; negative costs are taken off both. */
  unary(node: number, inside: number, outside: number): void {
    const common = Math.min(inside, outside);
    if (outside > common) this.#arc(this.#nodes, node, outside - common, 0);
    if (inside > common) this.#arc(node, this.#nodes + 1, inside - common, 0);
  }

  /** What it costs two nodes to be on different sides. */
  pair(a: number, b: number, cost: number): void {
    if (cost > 0) this.#arc(a, b, cost, cost);
  }

  #arc(from: number, to: number, forth: number, back: number): void {
    this.#push(from, to, forth);
    this.#push(to, from, back);
  }

  #push(from: number, to: number, room: number): void {
    this.#next.push(this.#first[from] ?? -1);
    this.#first[from] = this.#heads.length;
    this.#heads.push(to);
    this.#room.push(room);
  }

  /** 1 for each node that is inside in the cheapest cut. */
  solve(): Uint8Array {
    const first = this.#first;
    const heads = Int32Array.from(this.#heads);
    const next = Int32Array.from(this.#next);
    const room = Float64Array.from(this.#room);
    const levels = new Int32Array(this.#nodes + 2);
    const current = new Int32Array(this.#nodes + 2);
    const path = new Int32Array(this.#nodes + 2);
    while (findLevels(first, heads, next, room, levels, this.#nodes)) {
      current.set(first);
      augment(heads, next, room, levels, current, path, this.#nodes);
    }
    return Uint8Array.from(levels.subarray(0, this.#nodes), (level) => (level >= 0 ? 1 : 0));
  }
}

/** Room below this is none: sums of floating-point flows leave crumbs. */
const CRUMB = 1e-9;

/** Distances from the source over arcs with room; says whether the sink is reached. */
function findLevels(
  first: Int32Array,
  heads: Int32Array,
  next: Int32Array,
  room: Float64Array,
  levels: Int32Array,
  source: number,
): boolean {
  levels.fill(-1);
  levels[source] = 0;
  const queue = new Int32Array(levels.length);
  queue[0] = source;
  let length = 1;
  for (let at = 0; at < length; at++) {
    const node = queue[at] ?? 0;
    for (let arc = first[node] ?? -1; arc >= 0; arc = next[arc] ?? -1) {
      const head = heads[arc] ?? 0;
      if ((room[arc] ?? 0) <= CRUMB || (levels[head] ?? 0) >= 0) continue;
      levels[head] = (levels[node] ?? 0) + 1;
      queue[length++] = head;
    }
  }
  return (levels[source + 1] ?? -1) >= 0;
}

/** Sends what fits along every path that goes one level on with each arc. */
function augment(
  heads: Int32Array,
  next: Int32Array,
  room: Float64Array,
  levels: Int32Array,
  current: Int32Array,
  path: Int32Array,
  source: number,
): void {
  const sink = source + 1;
  let depth = 0;
  let node = source;
  for (;;) {
    if (node === sink) {
      let flow = Infinity;
      let cut = 0;
      for (let i = 0; i < depth; i++) {
        const free = room[path[i] ?? 0] ?? 0;
        if (free < flow) [flow, cut] = [free, i];
      }
      for (let i = 0; i < depth; i++) {
        const arc = path[i] ?? 0;
        room[arc] = (room[arc] ?? 0) - flow;
        room[arc ^ 1] = (room[arc ^ 1] ?? 0) + flow;
      }
      depth = cut;
      node = heads[(path[cut] ?? 0) ^ 1] ?? 0;
    }
    let arc = current[node] ?? -1;
    while (arc >= 0 && ((room[arc] ?? 0) <= CRUMB || levels[heads[arc] ?? 0] !== (levels[node] ?? 0) + 1)) {
      arc = next[arc] ?? -1;
    }
    current[node] = arc;
    if (arc >= 0) {
      path[depth++] = arc;
      node = heads[arc] ?? 0;
      continue;
    }
    if (depth === 0) return;
    // A dead end: nobody comes here again at this level.
    levels[node] = -1;
    node = heads[(path[--depth] ?? 0) ^ 1] ?? 0;
  }
}
