import { natural, wrapped } from '@advtrain/core';
import { freelbEntry } from '@advtrain/freelb';
import { pgdEntry } from '@advtrain/pgd';
import { describeEntry, describeMethod } from '@advtrain/testing';
import { flooding, floodingAround, floodingEntry } from '../src/index.ts';

describeMethod('flooding', {
  make: () => wrapped(natural(), flooding({ level: 1.2 })),
  point: { make: () => wrapped(natural(), flooding({ level: 0 })) },
  backends: ['native', 'wasm', 'cpu'],
  refused: [[() => flooding({ level: -0.1 }), 'level is -0.1, but must be at least 0.']],
});

const small = { stepSize: 0.02, start: 0.02 };

describeEntry(floodingEntry, { climbs: false, units: [[{ level: 0.02 }, 3]] });

describeEntry(floodingAround(pgdEntry), { climbs: { options: small }, units: [[{ steps: 2 }, 7]] });

describeEntry(floodingAround(freelbEntry), { climbs: { options: small }, units: [[{ steps: 2 }, 6]] });
