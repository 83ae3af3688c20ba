import { describe, expect, test } from 'vitest';
import { calibrationError } from '../src/index.ts';

/** So many answers at one confidence, of which so many are right. */
const group = (confidence: number, answers: number, right: number) => ({
  confidences: Array.from({ length: answers }, () => confidence),
  right: Array.from({ length: answers }, (_, answer) => answer < right),
});

const together = (...groups: readonly ReturnType<typeof group>[]) => ({
  confidences: groups.flatMap(({ confidences }) => confidences),
  right: groups.flatMap(({ right }) => right),
});

describe('the calibration error', () => {
  test('is none where as many answers are right as the confidence says', () => {
    expect(calibrationError(together(group(0.8, 100, 80), group(0.55, 20, 11)))).toBeCloseTo(0, 12);
  });

  test('is confidence less accuracy where all answers are in one bin', () => {
    expect(calibrationError(group(0.97, 50, 40))).toBeCloseTo(0.97 - 0.8, 12);
    expect(calibrationError(group(1, 4, 0))).toBe(1);
    expect(calibrationError(group(0, 4, 4))).toBe(1);
  });

  test('is the mean of the bins, each with the share of its answers', () => {
    const answers = together(group(0.95, 30, 24), group(0.6, 10, 9));
    expect(calibrationError(answers, 10)).toBeCloseTo((30 * (0.95 - 0.8) + 10 * (0.9 - 0.6)) / 40, 12);
  });

  test('sets off errors in both directions within a bin only', () => {
    const answers = together(group(0.95, 10, 10), group(0.93, 10, 8));
    expect(calibrationError(answers, 10)).toBeCloseTo(Math.abs(10 * -0.05 + 10 * 0.13) / 20, 12);
    expect(calibrationError(answers, 50)).toBeCloseTo((10 * 0.05 + 10 * 0.13) / 20, 12);
  });

  test('counts an upper edge to its bin', () => {
    const answers = together(group(0.5, 10, 10), group(0.4, 10, 0));
    expect(calibrationError(answers, 2)).toBeCloseTo(Math.abs(10 * -0.5 + 10 * 0.4) / 20, 12);
    expect(calibrationError(answers, 10)).toBeCloseTo((10 * 0.5 + 10 * 0.4) / 20, 12);
  });

  test('is refused in a sentence where there is nothing to measure it by', () => {
    expect(() => calibrationError({ confidences: [], right: [] })).toThrow('There are no answers');
    expect(() => calibrationError({ confidences: [0.5], right: [] })).toThrow('1 confidences and 0 answers');
    expect(() => calibrationError({ confidences: [1.2], right: [true] })).toThrow('A confidence is 1.2');
    expect(() => calibrationError(group(0.5, 1, 1), 0)).toThrow('bins is 0');
  });
});
