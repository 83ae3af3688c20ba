import { count } from '@advtrain/compare';
import { badRowSentence } from '@advtrain/datasets';
import type { OnBadRow } from '@advtrain/datasets';
import { silentReporter } from '@advtrain/engine/fetch';
import type { Reporter } from '@advtrain/engine/fetch';
import { complain } from '../../terminal/output.ts';

/** What is done with rows of data that are no examples: `stop` at the first (default), or `skip` them. */
export const badRowPolicies = ['stop', 'skip'] as const;

/** One of {@link badRowPolicies}. */
export type BadRowPolicy = (typeof badRowPolicies)[number];

/** So many are told of one by one. */
const most = 5;

/** Leaves bad rows out, telling of the first ones as they come and in the end of how many they were. */
export function badRows(policy: BadRowPolicy = 'stop', reporter: Reporter) {
  let seen = 0;
  // Who wants no progress wants to know of these all the same.
  const say = reporter === silentReporter ? complain : (line: string) => reporter.note(line);
  const skip: OnBadRow = (row) => {
    seen++;
    if (seen <= most) say(`Left out: ${badRowSentence(row)}`);
  };
  return {
    onBadRow: policy === 'skip' ? skip : 'stop',
    /** To be called when all is read. */
    conclude: () => {
      if (seen > most) say(`Left out: ${count(seen)} bad rows in all.`);
    },
    /** How many were left out so far. */
    leftOut: () => seen,
  } as const;
}
