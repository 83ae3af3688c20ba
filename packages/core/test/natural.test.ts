import { describeMethod } from '@advtrain/testing';
import { expect, test } from 'vitest';
import { natural, naturalEntry, unitsOfPlugins } from '../src/index.ts';

describeMethod('natural', {
  make: () => natural(),
  point: { make: () => natural() },
  backends: ['native', 'wasm', 'cpu'],
});

describeMethod('natural, three passes', {
  make: () => natural({ passes: 3 }),
  refused: [[() => natural({ passes: 0 }), 'passes is 0, but must be a whole number, at least 1.']],
});

test('the entry makes the plugin that costs what it says', () => {
  const subject = { kind: 'classification', model: { params: {} } as never } as const;
  const plugins = naturalEntry.plugins({}, subject);
  expect(plugins.map(({ name }) => name)).toEqual(['natural']);
  expect(naturalEntry.units({}, subject)).toBe(unitsOfPlugins(plugins, subject.model));
});
