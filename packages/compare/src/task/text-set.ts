import { schemeOf } from '@advtrain/datasets';
import type {
  Encoded,
  Examples,
  LabelKind,
  QuestionWindow,
  ScoreName,
  SquadVersion,
  TaggedTokens,
  TagScheme,
} from '@advtrain/datasets';
import { answerSet, tagMetrics, textSet, tokenSet } from '@advtrain/evaluate';
import type { ExampleSet, TextSetOptions } from '@advtrain/evaluate';

/** What makes a set of encoded texts. */
export interface SetOptions extends TextSetOptions {
  readonly kind: LabelKind;
  readonly labels: readonly number[] | undefined;
  /** The names of the tags, where words have such. */
  readonly tagNames: readonly string[];
  /** How these say entities, if they do. */
  readonly scheme: TagScheme | undefined;
  /** Whether questions may lack an answer (2), where they have passages. */
  readonly version: SquadVersion;
  /** Tokens of an answer in a passage at most. Default 30. */
  readonly maxAnswerLength: number | undefined;
}

/** Whether a text has several labels. */
export function hasManyRows(kind: LabelKind): boolean {
  return kind === 'token-classification' || kind === 'question-answering';
}

/** Encoded texts as a set, by what their labels are. */
export function setOf(encoded: readonly Encoded[], options: SetOptions): ExampleSet {
  const { kind, labels, tagNames, scheme, version, maxAnswerLength, regression, ...rows } = options;
  if (kind === 'token-classification')
    return tokenSet(encoded as readonly TaggedTokens[], { ...rows, tagNames, scheme });
  if (kind === 'question-answering')
    return answerSet(encoded as readonly QuestionWindow[], { ...rows, version, maxAnswerLength });
  return textSet(encoded, labels, { ...rows, ...(regression !== undefined && { regression }) });
}

/** How the tags of some examples say entities, if they do. */
export function schemeIn({ tags = [], labelNames }: Examples): TagScheme | undefined {
  return schemeOf(tags.map((sentence) => sentence.map((tag) => labelNames[tag]!)));
}

/** Whether some questions lack an answer, as in SQuAD 2.0. */
export function versionOf({ answers = [] }: Examples): SquadVersion {
  return answers.some(({ texts }) => texts.length === 0) ? 2 : 1;
}

/** What texts are measured by where nobody says it. */
export function metricsOf(kind: LabelKind, train: Examples): readonly [ScoreName, ...ScoreName[]] {
  if (kind === 'regression') return ['pearson', 'spearman'];
  if (kind === 'token-classification') return tagMetrics(schemeIn(train));
  if (kind === 'question-answering') return ['answer-f1', 'exact-match'];
  return ['accuracy'];
}
