import { describeEntry } from '@advtrain/testing';
import { newMethodEntry } from '../src/index.ts';

describeEntry(newMethodEntry, {
  climbs: false,
  units: [[{}, 3]],
});
