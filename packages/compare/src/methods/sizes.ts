import { lengthUnitOf, unitLength } from '@advtrain/core';
import type { Length, LengthUnit, Measured } from '@advtrain/core';
import { rounded } from '../format.ts';

/** What a percentage is of, in words: the median ‖x‖, or the range of pixels. */
export type Whole = '‖x‖' | 'the range of pixels';

/** A length both ways. */
export interface Size {
  readonly absolute: number;
  /** What it is as a share of its unit; 0.05 is 5 %. */
  readonly share: number;
  /** What it is a share of. */
  readonly of: Whole;
}

/**
 * A length of this unit both ways; `undefined` where it cannot be known: nothing was measured, or it is `none`.
 *
 * @param value a number, a share such as `5%`, or `none`.
 * @param unit what `100%` of it is.
 * @param measured the lengths of the data.
 */
export function sizeOf(value: unknown, unit: LengthUnit, measured: Measured): Size | undefined {
  const whole = unitLength(unit, measured);
  if (whole === undefined || !isLength(value)) return undefined;
  const isPixel = measured.model.domain !== undefined && (unit === 'ball' || unit === 'entry');
  const of: Whole = isPixel ? 'the range of pixels' : '‖x‖';
  if (typeof value === 'number') return { absolute: value, share: value / whole, of };
  const share = Number(value.slice(0, -1)) / 100;
  return { absolute: share * whole, share, of };
}

/** The same of an option by its schema; `undefined` also where that is of no length. */
export function optionSize(value: unknown, schema: object, measured: Measured): Size | undefined {
  const unit = lengthUnitOf(schema);
  return unit === undefined ? undefined : sizeOf(value, unit, measured);
}

/** A size for people: `0.31 (5.3% of ‖x‖)`; an absolute one of pixels as it is. */
export function sizeText(value: number | string, { absolute, share, of }: Size): string {
  const isGiven = typeof value === 'number';
  if (isGiven && (absolute === 0 || of !== '‖x‖')) return `${rounded(value)}`;
  return `${rounded(absolute)} (${shareText(share)} of ${of})`;
}

/**
 * A share as a percentage of at most two digits after which come zeros, written as options are: `5%`, `0.7%`, `12%`.
 *
 * @param share as a number: 0.05 is `5%`.
 */
export function shareText(share: number): string {
  return `${Number((100 * share).toPrecision(2))}%`;
}

/**
 * Whether there is a share anywhere in a value: then what is computed with it depends on how long x are.
 *
 * @param value any JSON: parts of parts are looked at too.
 */
export function hasShare(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(hasShare);
  return typeof value === 'string' && isShare(value);
}

function isLength(value: unknown): value is Length {
  return typeof value === 'number' || (typeof value === 'string' && isShare(value));
}

function isShare(text: string): boolean {
  return /^\d+(\.\d+)?%$/.test(text);
}
