import { wilsonInterval } from '@advtrain/statistics';

/**
 * A share in [0, 1] as percent with one decimal: `86.4 %`.
 *
 * @param share in [0, 1].
 */
export function percent(share: number): string {
  return `${points(share)} %`;
}

/**
 * A share in [0, 1] as percentage points with one decimal: `86.4`.
 *
 * @param share in [0, 1].
 */
export function points(share: number): string {
  return (100 * share).toFixed(1);
}

/**
 * A difference of shares as points with its sign: `+1.2`, `−0.4`.
 *
 * @param share in [−1, 1].
 */
export function signedPoints(share: number): string {
  const size = points(Math.abs(share));
  return share < 0 && size !== '0.0' ? `−${size}` : `+${size}`;
}

/**
 * An accuracy measured on so many examples as points, with its 95 % interval by Wilson: `100.0 (95 %: 88.6–100.0)` of 30.
 *
 * @param accuracy a share in [0, 1].
 * @param examples how many it was measured on.
 */
export function withInterval(accuracy: number, examples: number): string {
  const { low, high } = wilsonInterval({ right: Math.round(accuracy * examples), examples });
  return `${points(accuracy)} (95 %: ${points(low)}–${points(high)})`;
}

/**
 * A number with four significant digits, for people: 8 / 255 is `0.03137`.
 *
 * @param value any number.
 */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/**
 * A whole number with thousands set apart: `12,000`.
 *
 * @param value a whole number.
 */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/**
 * A duration: `48 s`, `3 min 05 s`, `1 h 10 min`.
 *
 * @param seconds from 0 on.
 */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/**
 * A number of bytes in the largest fitting unit: `512 MB`, `1.4 GB`.
 *
 * @param value from 0 on.
 */
export function bytes(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(1)} GB`;
  return value >= 1e6 ? `${Math.round(value / 1e6)} MB` : `${Math.ceil(value / 1e3)} kB`;
}

/**
 * Items as an English list: `a, b and c`.
 *
 * @param items texts in their order.
 */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}
