/** What to expect of the runs that are left, from the seconds that finished ones took. */
export function forecast(paces: readonly number[], left: number): { readonly secondsLeft?: number } {
  if (paces.length === 0) return {};
  const mean = paces.reduce((sum, seconds) => sum + seconds, 0) / paces.length;
  return { secondsLeft: mean * left };
}
