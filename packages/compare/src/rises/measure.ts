import { naturalEntry } from '@advtrain/core';
import type { MethodEntry, TaskKind } from '@advtrain/core';
import type { Schema } from '../settings-schema.ts';
import { UsageError } from '../usage-error.ts';

/** What may be measured of every run's model beside accuracies: the largest loss increase (Zhu et al., 2020, Table 5). */
export const runMeasures = ['max-loss-increase'] as const;

/** One of {@link runMeasures}. */
export type RunMeasure = (typeof runMeasures)[number];

/** The JSON Schema of a measure. */
export const measureSchema: Schema = {
  enum: runMeasures,
  description:
    'max-loss-increase: by how much the loss rises at most in balls that natural training of the same seed bears; default: none.',
};

/** The method whose models say how large the balls are. */
export const referenceName = naturalEntry.name;

/** Refuses a measure where it has no meaning, and where its reference does not take part. */
export function checkMeasure(
  measure: RunMeasure,
  {
    kind,
    methods,
    isAttacked,
  }: { readonly kind: TaskKind; readonly methods: readonly MethodEntry[]; readonly isAttacked: boolean },
): void {
  if (kind === 'images' || !isAttacked)
    throw new UsageError(
      `measure is ${measure}, but that is of attacked texts, whose balls are around word embeddings; leave out --measure.`,
    );
  if (!methods.some(({ name }) => name === referenceName))
    throw new UsageError(
      `measure is ${measure}, whose balls are those that ${referenceName} training bears; add ${referenceName} to --methods.`,
    );
}

/** Runs of one seed in the order in which they are done: the reference first, where there is a measure. */
export function referenceFirst<Method extends { readonly entry: MethodEntry }>(
  methods: readonly Method[],
  measure: RunMeasure | undefined,
): readonly Method[] {
  if (measure === undefined) return methods;
  const isReference = ({ entry }: Method) => entry.name === referenceName;
  return [...methods.filter(isReference), ...methods.filter((method) => !isReference(method))];
}
