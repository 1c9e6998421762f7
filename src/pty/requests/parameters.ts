/** Parameters of a CSI sequence as its parser gives them; a nested list holds sub-parameters. */
export type Parameters = readonly (number | number[])[];

/** The parameter at `index`, or `missing` when it is absent, empty or 0. */
export function parameter(params: Parameters, index: number, missing = 0): number {
  const value = params[index];
  return typeof value === 'number' && value > 0 ? value : missing;
}
