export interface BenchmarkOptions {
  /** The checkout, whose `bin/qtui.js` is measured. */
  root: string;
  /** Fewer rounds and smaller inputs, for a look within a minute. */
  quick: boolean;
  /** Repositories of 200,000 files too, which take minutes to make. */
  large: boolean;
}

export interface Measurement {
  name: string;
  unit: 'ms' | 'MB/s' | 's/100 MB' | 'MB' | '% CPU';
  /** One value a round. */
  values: number[];
  /** Name of the measurement of the same run that this one is compared with. */
  comparedWith?: string;
}

export interface Benchmark {
  name: string;
  what: string;
  run(options: BenchmarkOptions): Promise<Measurement[]>;
}

/** The value that `part` (0–1) of the values are not beyond. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Times in ms by their names, each compared with the one called `reference`. */
export function besideReference(
  rows: Readonly<Record<string, number[] | undefined>>,
  reference: string,
): Measurement[] {
  return Object.entries(rows).map(([name, values = []]) => ({
    name,
    unit: 'ms',
    values,
    ...(name === reference ? {} : { comparedWith: reference }),
  }));
}

/** Median, extremes and the ratio to the measurement each is compared with. */
export function formatTable(measurements: readonly Measurement[]): string {
  const medians = new Map(measurements.map(({ name, values }) => [name, median(values)]));
  const rows = measurements.map(({ name, unit, values, comparedWith }) => {
    const own = median(values);
    const other = comparedWith === undefined ? undefined : medians.get(comparedWith);
    const ratio =
      other === undefined || other === 0 ? '' : `${(own / other).toFixed(2)} × ${comparedWith}`;
    const spread = `${short(Math.min(...values))}–${short(Math.max(...values))}`;
    return [name, `${short(own)} ${unit}`, spread, ratio];
  });
  const table = [['', 'median', 'range', 'ratio'], ...rows];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...table.map((row) => (row[i] ?? '').length)));
  return table
    .map((row) => `  ${row.map((text, i) => text.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
    .concat('')
    .join('\n');
}

/** Three digits are as much as a measurement tells. */
function short(value: number): string {
  return value.toFixed(value < 1 ? 3 : value < 10 ? 2 : 1);
}
