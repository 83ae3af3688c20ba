/** A share of ones. */
export function shareOf(places: readonly (0 | 1)[]): number {
  return places.length === 0 ? Number.NaN : places.filter((place) => place === 1).length / places.length;
}
