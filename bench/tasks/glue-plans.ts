/** How much of a task is trained on. */
export interface GluePlan {
  /** The task's name in `@advtrain/datasets`. Default: the plan's. */
  readonly data?: string;
  readonly trainSize: number;
  readonly epochs: number;
  /** Tokens at most. */
  readonly maxLength: number;
  /** Runs of each method: three where they take minutes, one where they take an hour. */
  readonly seeds: number;
}

/** The tasks of the benchmark on texts, by their names. */
export const gluePlans: Readonly<Record<string, GluePlan>> = {
  'glue/sst2': { trainSize: 4000, epochs: 2, maxLength: 64, seeds: 3 },
  'glue/rte': { trainSize: 2490, epochs: 3, maxLength: 128, seeds: 3 },
  'glue/cola': { trainSize: 8551, epochs: 3, maxLength: 64, seeds: 1 },
  'glue/stsb': { trainSize: 5749, epochs: 3, maxLength: 64, seeds: 1 },
  'arc/easy': { trainSize: 2251, epochs: 2, maxLength: 64, seeds: 1 },
  commonsenseqa: { trainSize: 4000, epochs: 1, maxLength: 64, seeds: 1 },
  'glue/sst2-all': { data: 'glue/sst2', trainSize: 67_349, epochs: 1, maxLength: 64, seeds: 1 },
};

/** Their names. */
export const glueTasks: readonly string[] = Object.keys(gluePlans);
