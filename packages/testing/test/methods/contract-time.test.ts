import { natural, naturalEntry } from '@advtrain/core';
import { describeEntry, describeMethod } from '@advtrain/testing';
import { describe, vi } from 'vitest';

vi.setConfig({ testTimeout: 1, hookTimeout: 1 });

describe('the contract has time of its own, however little the configuration of tests gives', () => {
  describeMethod('natural', { make: () => natural(), models: ['text'], backends: ['wasm'] });
  describeEntry(naturalEntry, { climbs: false, units: [[{}, 3]], backends: ['wasm'] });
});
