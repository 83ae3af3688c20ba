export type { Attack, AttackOptions, Budget, Clean, Cost, LabelledExamples, Need, Outcome } from './attack/attack.ts';
export { restarts, sharing, strongest } from './attack/strongest.ts';
export { ascend, type AscentOptions } from './balls/ascent.ts';
export {
  absoluteBall,
  ballFor,
  ballOptions,
  ballOptionsFrom,
  type AbsoluteBall,
  type BallChoice,
  type Sized,
} from './balls/ball-options.ts';
export { climb, move, type Ball, type BallOptions } from './balls/ball.ts';
export { put, take } from './balls/carried.ts';
export { confine, visible } from './balls/confine.ts';
export { l2 } from './balls/l2.ts';
export { linf, type LinfOptions } from './balls/linf.ts';
export { normalNoise, uniformNoise, type Noise } from './balls/noise.ts';
export { aBall, aNoise, someSubstitutes } from './balls/rules.ts';
export { perExample, perToken } from './balls/per.ts';
export { freedom, largest, norm, shrinkage, unit, type Per } from './balls/sizes.ts';
export { temperature } from './attack/temperature.ts';
export type { GradientAttack } from './gradient/driving/gradient-attack.ts';
export type { AttackedBatches, AttackedSet } from './gradient/attacked-set.ts';
export { answers, type Answered } from './gradient/answers.ts';
export { apgd, apgdCE, apgdDLR, apgdT, type ApgdOptions } from './gradient/attacks/apgd.ts';
export { autoAttack } from './gradient/attacks/auto-attack.ts';
export { carliniWagner, type CarliniWagnerOptions } from './gradient/attacks/carlini-wagner.ts';
export { expectation } from './gradient/expectation.ts';
export { gradientLengths } from './gradient/gradient-lengths.ts';
export { highestLoss, type HighestLossOptions } from './gradient/highest-loss.ts';
export { fabT, type FabOptions } from './gradient/attacks/fab.ts';
export {
  crossEntropy,
  dlr,
  margin,
  plainCrossEntropy,
  targetedCrossEntropy,
  targetedDlr,
  targetedMargin,
  type Answers,
  type LogitObjective,
} from './gradient/objectives.ts';
export { sizeOf, type Norm, type Perturbation } from './gradient/perturbation.ts';
export { noise } from './gradient/attacks/noise.ts';
export { fgsm, pgd, type PgdOptions } from './gradient/attacks/pgd.ts';
export { replayed } from './gradient/attacks/replayed.ts';
export { square, type SquareOptions } from './gradient/attacks/square.ts';
export type { Within } from './gradient/within.ts';
export {
  nearestNeighbours,
  neighboursOf,
  type NearestOptions,
  type Neighbours,
} from './words/candidates/neighbours.ts';
export type { Lexicon } from './words/lexicon/lexicon.ts';
export { synonymTable } from './words/lexicon/synonym-table.ts';
export type { Speech } from './words/lexicon/morphy.ts';
export { wordnetFrom, type WordnetFiles } from './words/lexicon/wordnet.ts';
export { deepWordBug } from './words/recipes/deep-word-bug.ts';
export { baeLike, bertAttackLike, type MaskedOptions } from './words/recipes/bert-attack.ts';
export type { WordAttackOptions } from './words/recipes/options.ts';
export { pwws } from './words/recipes/pwws.ts';
export {
  beamSubstitution,
  greedySubstitution,
  type BeamOptions,
  type SubstitutionOptions,
} from './words/recipes/substitution.ts';
export { textBuggerLike, type TextBuggerOptions } from './words/recipes/text-bugger.ts';
export type { Goal } from './words/model/goal.ts';
export type {
  LabelledTexts,
  MaskedModel,
  MaskedPlace,
  Part,
  Similarity,
  TextModel,
  TextParts,
} from './words/model/text-model.ts';
export type { TextAttack } from './words/run/word-attack.ts';
export { marked, type Marked, type Piece } from './words/text/marked.ts';
export { stopWords } from './words/text/stop-words.ts';
export { substitutesOf, type Vocabulary } from './words/tokens/substitutes.ts';
export { tokenCandidates, type Candidates, type TokenCandidates } from './words/tokens/token-candidates.ts';
export { towards } from './words/tokens/towards.ts';
export { everyVariant, type EveryVariantOptions } from './words/truth/every-variant.ts';
export { attackRecall, type AttackRecall, type Fate } from './words/truth/recall.ts';
export { shortRows } from './words/truth/short-rows.ts';
