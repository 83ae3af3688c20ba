import { natural, wrapped } from '@advtrain/core';
import { freelbEntry } from '@advtrain/freelb';
import { pgdEntry } from '@advtrain/pgd';
import { describeEntry, describeMethod } from '@advtrain/testing';
import {
  cooledAround,
  labelSmoothing,
  labelSmoothingEntry,
  smoothedAround,
  trainingTemperature,
  trainingTemperatureEntry,
} from '../src/index.ts';

describeMethod('label smoothing', {
  make: () => wrapped(natural(), labelSmoothing({ epsilon: 0.3 })),
  point: { make: () => wrapped(natural(), labelSmoothing({ epsilon: 0 })) },
  refused: [
    [() => labelSmoothing({ epsilon: 1 }), 'epsilon is 1, but must be at least 0 and below 1.'],
    [() => labelSmoothing({ epsilon: NaN }), 'epsilon is NaN, but must be at least 0 and below 1.'],
  ],
});

describeMethod('temperature', {
  make: () => wrapped(natural(), trainingTemperature({ temperature: 3 })),
  point: { make: () => wrapped(natural(), trainingTemperature({ temperature: 1 })) },
  refused: [
    [() => trainingTemperature({ temperature: 0 }), 'temperature is 0, but must be a number above 0.'],
    [() => trainingTemperature({ temperature: Infinity }), 'temperature is Infinity, but must be a number above 0.'],
  ],
});

const small = { stepSize: 0.02, start: 0.02 };

describeEntry(labelSmoothingEntry, { climbs: false, units: [[{ epsilon: 0.2 }, 3]] });

describeEntry(trainingTemperatureEntry, { climbs: false, units: [[{ temperature: 20 }, 3]] });

describeEntry(smoothedAround(pgdEntry), { climbs: { options: small }, units: [[{ steps: 2 }, 7]] });

describeEntry(cooledAround(freelbEntry), { climbs: { options: small }, units: [[{ steps: 2 }, 6]] });
