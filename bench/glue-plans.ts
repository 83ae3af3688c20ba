/** How much of a task is trained on. */
export interface GluePlan {
  readonly trainSize: number;
  readonly epochs: number;
  /** Tokens at most. */
  readonly maxLength: number;
}

/** The tasks of the benchmark on texts, by their names. */
export const gluePlans: Readonly<Record<string, GluePlan>> = {
  'glue/sst2': { trainSize: 4000, epochs: 2, maxLength: 64 },
  'glue/cola': { trainSize: 8551, epochs: 3, maxLength: 64 },
  'glue/rte': { trainSize: 2490, epochs: 3, maxLength: 128 },
  'glue/stsb': { trainSize: 5749, epochs: 3, maxLength: 64 },
  'arc/easy': { trainSize: 2251, epochs: 3, maxLength: 64 },
  commonsenseqa: { trainSize: 9741, epochs: 2, maxLength: 64 },
};

/** Their names. */
export const glueTasks: readonly string[] = Object.keys(gluePlans);
