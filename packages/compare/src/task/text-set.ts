import { schemeOf } from '@advtrain/datasets';
import type { Encoded, Examples, LabelKind, ScoreName, TaggedTokens, TagScheme } from '@advtrain/datasets';
import { tagMetrics, textSet, tokenSet } from '@advtrain/evaluate';
import type { ExampleSet, TextSetOptions } from '@advtrain/evaluate';

/** What makes a set of encoded texts. */
export interface SetOptions extends TextSetOptions {
  readonly kind: LabelKind;
  readonly labels: readonly number[] | undefined;
  /** The names of the tags, where words have such. */
  readonly tagNames: readonly string[];
  /** How these say entities, if they do. */
  readonly scheme: TagScheme | undefined;
}

/** Whether a text has several labels. */
export function hasManyRows(kind: LabelKind): boolean {
  return kind === 'token-classification' || kind === 'question-answering';
}

/** Encoded texts as a set, by what their labels are. */
export function setOf(encoded: readonly Encoded[], { kind, labels, ...options }: SetOptions): ExampleSet {
  if (kind === 'token-classification') return tokenSet(encoded as readonly TaggedTokens[], options);
  return textSet(encoded, labels, options);
}

/** How the tags of some examples say entities, if they do. */
export function schemeIn({ tags = [], labelNames }: Examples): TagScheme | undefined {
  return schemeOf(tags.map((sentence) => sentence.map((tag) => labelNames[tag]!)));
}

/** What texts are measured by where nobody says it. */
export function metricsOf(kind: LabelKind, train: Examples): readonly [ScoreName, ...ScoreName[]] {
  if (kind === 'regression') return ['pearson', 'spearman'];
  if (kind === 'token-classification') return tagMetrics(schemeIn(train));
  return ['accuracy'];
}
