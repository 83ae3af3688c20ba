import { expect, test } from 'vitest';
import { plainNumeral } from '../src/index.node.ts';

test.each([
  ['1.0', '1'],
  ['+1', '1'],
  ['0.50', '0.5'],
  ['-0.0', '0'],
  ['10', '10'],
  ['01', '01'],
  ['1.0.0', '1.0.0'],
  ['yes', 'yes'],
])('the name %s of a class is %s without what makes no other number of it', (name, plain) => {
  expect(plainNumeral(name)).toBe(plain);
});
