import { l2 } from '@advtrain/attacks';
import { natural } from '@advtrain/core';
import type { Plugin } from '@advtrain/core';
import { freeat } from '@advtrain/freeat';
import { freelb } from '@advtrain/freelb';
import { pgd } from '@advtrain/pgd';
import { yopo } from '@advtrain/yopo';
import type { Cell } from '../sides/cell.ts';

/** The plugin of a method. Ball and options are those of the official text codes; reference/bench has the same. */
export function pluginOf({ method, rounds }: Pick<Cell, 'method' | 'rounds'>): Plugin {
  const ball = l2({ stepSize: 0.1, start: 0.1, radius: 0.4 });
  switch (method) {
    case 'natural':
      return natural({ passes: rounds });
    case 'freelb':
      return freelb({ ball, steps: rounds });
    case 'pgd':
      return pgd({ ball, steps: rounds });
    case 'freeat':
      return freeat({ ball, replays: rounds, carry: 'none' });
    case 'yopo':
      return yopo({
        ball: l2({ stepSize: 0.05, start: 0.1, radius: 0.4 }),
        outer: rounds,
        inner: 2,
        reduce: 'mean',
      });
  }
}
