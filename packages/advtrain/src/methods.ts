import { naturalMatchedEntry } from '@advtrain/compare';
import { naturalEntry, type MethodEntry } from '@advtrain/core';
import { fgmEntry } from '@advtrain/fgm';
import { freeatEntry } from '@advtrain/freeat';
import { freelbEntry, freelbPlusPlusEntry } from '@advtrain/freelb';
import { fastEntry, pgdEntry } from '@advtrain/pgd';
import { r3fEntry } from '@advtrain/r3f';
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
  fastEntry,
];
