export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Milliseconds of the processor that this process has had: what others do at the same time does not count. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Median milliseconds of `runs` calls, after two to warm up. */
export function timeMs(runs: number, work: () => void): number {
  work();
  work();
  return median(
    Array.from({ length: runs }, () => {
      const begin = performance.now();
      work();
      return performance.now() - begin;
    }),
  );
}

/** Median milliseconds of `runs` calls that take turns with others, after two to warm up. */
export async function timeAsyncMs(runs: number, work: () => Promise<unknown>): Promise<number> {
  await work();
  await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  return median(times);
}

function line(cells: (string | undefined)[]): string {
  return `| ${cells.map((cell) => cell ?? '–').join(' | ')} |`;
}

/** A Markdown table; absent cells are dashes. */
export function table(head: string[], rows: (string | undefined)[][]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** "12.3 (4.5×)": a peer's figure and how many times ours it is. */
export function against(peer: number | undefined, ours: number): string | undefined {
  return peer === undefined ? undefined : `${peer.toFixed(1)} (${(peer / ours).toFixed(1)}×)`;
}
