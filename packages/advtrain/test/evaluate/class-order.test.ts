import { describe, expect, test } from 'vitest';
import { classOrder } from '../../src/commands/evaluate/subjects/class-order.ts';

describe('which classes of a model those of the data are', () => {
  const own = ['neg', 'neu', 'pos'];

  test('is said by their names, whatever the order, with those last that the data lack', () => {
    expect(classOrder('m', ['pos', 'neg', 'neu'], own)).toEqual({ order: [2, 0, 1] });
    expect(classOrder('m', ['POS', 'Neg'], own)).toEqual({ order: [2, 0, 1] });
    expect(classOrder('m', ['pos'], own)).toEqual({ order: [2, 0, 1] });
    expect(classOrder('m', ['0.0', '1.0', '2.0'], ['2', '1', '0'])).toEqual({ order: [2, 1, 0] });
    expect(classOrder('m', ['pos', 'Pos'], ['Pos', 'pos'])).toEqual({ order: [1, 0] });
  });

  test('is a number where the data have no names of the model, which is said where the model has names', () => {
    expect(classOrder('m', ['1'], ['LABEL_0', 'LABEL_1'])).toEqual({ order: [1, 0] });
    expect(classOrder('m', ['0', '2'], own)).toEqual({
      order: [0, 2, 1],
      note: 'The data name none of the classes of m, so 0 for neg and 2 for pos is taken: if that is wrong, rename the classes of the data.',
    });
  });

  test('is a place where there are as many, and nothing else says it, which is said', () => {
    expect(classOrder('m', ['bad', 'good'], ['LABEL_0', 'LABEL_1']).note).toBe(
      'm does not name its classes, so bad for LABEL_0 and good for LABEL_1 is taken: if that is wrong, rename the classes of the data.',
    );
    expect(classOrder('m', ['fine', 'terrible'], ['bad', 'good'])).toEqual({
      order: [0, 1],
      note: expect.stringContaining('fine for bad and terrible for good is taken') as string,
    });
  });

  test('is refused where the data have a class that the model lacks', () => {
    expect(() => classOrder('m', ['mixed', 'neg', 'pos'], own)).toThrow(
      'The data have the class mixed, but m knows neg, neu and pos: leave those rows out, or name another model.',
    );
    expect(() => classOrder('m', ['a', 'b'], own)).toThrow('The data have the classes a and b, but m knows');
    expect(() => classOrder('m', ['1', '2', '3'], own)).not.toThrow();
    expect(() => classOrder('m', ['1', '2', '3', '4'], own)).toThrow('The data have the classes 1, 2, 3 and 4');
  });
});
