import { a2tEntry } from '@advtrain/a2t';
import { asccEntry } from '@advtrain/ascc';
import { awpAround, elementwiseAWPEntry } from '@advtrain/awp';
import { naturalMatchedEntry } from '@advtrain/compare';
import { labelSmoothingEntry, trainingTemperatureEntry } from '@advtrain/controls';
import { naturalEntry, type MethodEntry } from '@advtrain/core';
import { fgmEntry } from '@advtrain/fgm';
import { floodingEntry } from '@advtrain/flooding';
import { freeatEntry } from '@advtrain/freeat';
import { freelbEntry, freelbPlusPlusEntry } from '@advtrain/freelb';
import { neftuneEntry } from '@advtrain/neftune';
import { fastEntry, pgdEntry, pgdTokenEntry } from '@advtrain/pgd';
import { rDropEntry } from '@advtrain/r-drop';
import { r3fEntry } from '@advtrain/r3f';
import { asamEntry, samEntry } from '@advtrain/sam';
import { smartEntry } from '@advtrain/smart';
import { tavatEntry } from '@advtrain/tavat';
import { tradesEntry } from '@advtrain/trades';
import { vatEntry } from '@advtrain/vat';
import { yopoEntry } from '@advtrain/yopo';

/** The methods that the command has, in the order of its lists. A new one is a line here. */
export const methods: readonly MethodEntry[] = [
  naturalEntry,
  naturalMatchedEntry,
  pgdEntry,
  freeatEntry,
  yopoEntry,
  freelbEntry,
  freelbPlusPlusEntry,
  fgmEntry,
  vatEntry,
  smartEntry,
  r3fEntry,
  tradesEntry,
  tavatEntry,
  asccEntry,
  a2tEntry,
  pgdTokenEntry,
  fastEntry,
  samEntry,
  asamEntry,
  // 0.01 and 0.005, which images have, undo in a pretrained encoder what it has learned: bench/comparison.md.
  awpAround(pgdEntry, { name: 'awp', title: 'AWP', gamma: 0.0005 }),
  awpAround(tradesEntry, { round: 6, gamma: 0.0005 }),
  awpAround(freelbEntry, { gamma: 0.0005 }),
  elementwiseAWPEntry,
  neftuneEntry,
  rDropEntry,
  floodingEntry,
  labelSmoothingEntry,
  trainingTemperatureEntry,
];
