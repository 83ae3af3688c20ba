export type { BatchOrder } from './batches/batch-plan.ts';
export { encodeChoices, type ChoiceOptions } from './batches/choices.ts';
export { imageBatches, type ImageBatches, type ImageBatchOptions } from './batches/image-batches.ts';
export { batchesOf, streamBatches, streamBuffer, type StreamOptions } from './batches/stream.ts';
export {
  questionWindows,
  type AskedQuestion,
  type EncodeWindows,
  type QuestionWindow,
  type TokenSpan,
  type WindowIds,
} from './batches/question-windows.ts';
export { firstTokens, tagTokens, type TaggedTokens, type WordTokens } from './batches/tagged-tokens.ts';
export {
  textBatches,
  type BatchOptions,
  type Encoded,
  type TextBatches,
  type TokenIds,
} from './batches/text-batches.ts';
export { task, tasks } from './catalogue/tasks.ts';
export { holdOut, type HeldOut, type HoldOutOptions } from './examples/hold-out.ts';
export {
  balanced,
  gather,
  pick,
  take,
  takeRows,
  type Answers,
  type Example,
  type Examples,
} from './examples/examples.ts';
export { checkImages, pickImages, takeImages, type Images, type ImageSplits } from './examples/images.ts';
export { badRowSentence, type BadRow, type BadRowTold, type OnBadRow } from './files/bad-row.ts';
export type { Fields } from './files/columns/fields.ts';
export { parseIdx, type IdxArray } from './files/idx.ts';
export type { TagColumns } from './files/tagged/tagged-sentence.ts';
export type { LabelKind } from './files/columns/read-example.ts';
export { bestBy, bestOf, type Best, type BestOptions, type BestState, type BestValue } from './metrics/best.ts';
export { pearson, spearman } from './metrics/correlation.ts';
export {
  answerScore,
  answerScores,
  normalizedAnswer,
  type AnswerScores,
  type RightAnswers,
  type SquadVersion,
} from './metrics/answers/answer-scores.ts';
export { bestAnswer, type BestAnswer, type BestAnswerOptions, type EndLogits } from './metrics/answers/best-answer.ts';
export { entitiesIn, type Entity } from './metrics/entities/entities.ts';
export { entityCounts, type EntityCounts, type EntityScoreOptions } from './metrics/entities/entity-counts.ts';
export { entityScores, scoresOfCounts, type EntityScores } from './metrics/entities/entity-scores.ts';
export { schemeOf, tagSchemes, type TagScheme } from './metrics/entities/scheme.ts';
export { strictEntitiesIn } from './metrics/entities/strict-entities.ts';
export type { AnswerScoreName, ScoreName, TagScoreName } from './metrics/score-name.ts';
export { accuracy, f1, matthews, metrics, predictions, type Metric, type MetricName } from './metrics/metrics.ts';
export { recipes } from './recipes/index.ts';
export type { Recipe, RecipeMethod, Training } from './recipes/recipe.ts';
export { cifarClasses, parseCifar, parseStrip } from './sources/cifar.ts';
export { mailText } from './sources/mail.ts';
export { bySign, isDevelopment, parseRatings, sentiments, type Rating } from './sources/ratings.ts';
export { duplicates, sharedRows, type Duplicates } from './survey/duplicates.ts';
export { sameTexts } from './survey/same-text.ts';
export { labelSuspects, type LabelSuspects, type Suspect } from './survey/label-suspects.ts';
export { submission, type Submission } from './tasks/submission.ts';
export { splitOf, type OriginalFile, type Split, type Task } from './tasks/task.ts';
