import { bertBase, miniLM, robertaLarge } from '../sides/cell.ts';
import type { Link } from './group.ts';
import type { Subject } from './member.ts';

/** The models whose steps are timed. */
export const subjects = {
  'MiniLM-L6': { shape: miniLM, length: 32 },
  'BERT-base': { shape: bertBase, length: 64 },
  'RoBERTa-large': { shape: robertaLarge, length: 64 },
} as const satisfies Record<string, Subject>;

/** The name of a model. */
export type ModelName = keyof typeof subjects;

/** Steps that are timed: of how many processes, over which link. Without a link each trains for itself. */
export interface Cell {
  readonly model: ModelName;
  readonly processes: number;
  /** Examples of each process. 0: no step, but the sum of one number. */
  readonly each: number;
  /** K of FreeLB. Undefined: natural training. */
  readonly rounds?: number;
  /** Whose memory is looked at: that of processes which have all of the optimizer's moments, or a share each. */
  readonly moments?: Moments;
  readonly link?: Link;
}

/** What each process keeps of the optimizer's moments. */
export type Moments = 'all' | 'a share';

/** Cells that one group of processes measures, one after the other. */
export interface Plan {
  readonly model: ModelName;
  readonly processes: number;
  readonly turns: number;
  readonly isFar: boolean;
  readonly moments?: Moments;
  readonly cells: readonly Cell[];
}

interface Sizes {
  readonly turns: number;
  /** Examples of each process: alone, together over 10 Gb/s, together over all links. */
  readonly alone: readonly number[];
  readonly together?: readonly number[];
  readonly main: number;
  readonly gigabits?: readonly number[];
  /** Ks of FreeLB: each of it alone, and together over 10 Gb/s. */
  readonly freelb?: readonly number[];
  /** Whether sums of one number are timed as well. */
  readonly messages?: boolean;
  /** Links in Gb/s and milliseconds. */
  readonly far?: readonly (readonly [gigabits: number, milliseconds: number])[];
}

/** All that is measured. */
export const plans: readonly Plan[] = [
  ...plan('MiniLM-L6', 1, { turns: 9, alone: [8, 16, 32], main: 8 }),
  ...plan('MiniLM-L6', 2, {
    turns: 9,
    alone: [4, 8, 16, 32],
    together: [4, 16, 32],
    main: 8,
    messages: true,
    freelb: [3],
    gigabits: [1, 10, 25, 100],
    far: [
      [10, 0],
      [10, 1],
      [10, 5],
      [1, 1],
      [1, 5],
    ],
  }),
  ...plan('MiniLM-L6', 4, {
    turns: 7,
    alone: [4, 8],
    together: [4],
    main: 8,
    messages: true,
    gigabits: [1, 10, 25, 100],
    far: [
      [10, 1],
      [10, 5],
      [1, 1],
    ],
  }),
  ...plan('MiniLM-L6', 8, { turns: 5, alone: [4], main: 4, messages: true, gigabits: [1, 10] }),
  ...plan('BERT-base', 1, { turns: 5, alone: [4, 8], main: 4 }),
  ...plan('BERT-base', 2, {
    turns: 5,
    alone: [2, 4, 8],
    together: [2, 8],
    main: 4,
    gigabits: [1, 10, 25, 100],
    far: [
      [10, 1],
      [10, 5],
    ],
  }),
  ...plan('BERT-base', 4, { turns: 4, alone: [4], main: 4, gigabits: [1, 10, 100], far: [[10, 1]] }),
  ...memory('BERT-base', [1, 2, 4]),
  ...plan('RoBERTa-large', 1, { turns: 3, alone: [2], main: 2 }),
  ...plan('RoBERTa-large', 2, { turns: 3, alone: [2, 4], main: 2, gigabits: [1, 10, 100], far: [[10, 5]] }),
];

/** So little that it shows only that everything runs. */
export const quickPlans: readonly Plan[] = [
  ...plan('MiniLM-L6', 2, { turns: 1, alone: [2], main: 2, gigabits: [10], far: [[10, 1]] }),
];

/** Groups of their own, for a process's most memory is that of all that it has done. */
function memory(model: ModelName, counts: readonly number[]): readonly Plan[] {
  return counts.flatMap((processes) =>
    (processes === 1 ? (['all'] as const) : (['all', 'a share'] as const)).map((moments): Plan => {
      const cells = [{ model, processes, each: 4, moments, ...(processes > 1 && { link: { gigabits: 10 } }) }];
      return { model, processes, turns: 4, isFar: false, moments, cells };
    }),
  );
}

function plan(model: ModelName, processes: number, sizes: Sizes): readonly Plan[] {
  const { turns, alone, together = [], main, gigabits = [], far = [], messages = false, freelb = [] } = sizes;
  const cell = (each: number, link?: Link): Cell => ({ model, processes, each, ...(link && { link }) });
  const near = [
    ...(messages ? [cell(0, {})] : []),
    ...gigabits.map((rate) => cell(main, { gigabits: rate })),
    ...together.map((each) => cell(each, { gigabits: 10 })),
    ...alone.map((each) => cell(each)),
    ...freelb.flatMap((rounds) => [
      { ...cell(main), rounds },
      { ...cell(main, { gigabits: 10 }), rounds },
    ]),
  ];
  const long = far.map(([rate, milliseconds]) => cell(main, { gigabits: rate, milliseconds }));
  const all = [
    { model, processes, turns, isFar: false, cells: near },
    { model, processes, turns, isFar: true, cells: long },
  ];
  return all.filter(({ cells }) => cells.length > 0);
}
