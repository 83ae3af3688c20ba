export { interquartileMean, interquartileMeanInterval } from './aggregate/interquartile-mean.ts';
export { performanceProfile } from './aggregate/performance-profile.ts';
export type { ProfilePoint } from './aggregate/performance-profile.ts';
export {
  outperformance,
  probabilityOfImprovement,
  probabilityOfImprovementInterval,
} from './aggregate/probability-of-improvement.ts';
export type { Outperformance } from './aggregate/probability-of-improvement.ts';
export { bcaOf } from './bootstrap/bca.ts';
export { percentileOf } from './bootstrap/interval.ts';
export type { BootstrapOptions, Interval } from './bootstrap/interval.ts';
export { bcaInterval, percentileInterval } from './bootstrap/one-sample.ts';
export type { SampleOptions, Statistic } from './bootstrap/one-sample.ts';
export { stratifiedInterval } from './bootstrap/stratified.ts';
export type { Scores } from './bootstrap/stratified.ts';
export { twoLevelInterval } from './bootstrap/two-level.ts';
export type { TwoLevelOptions } from './bootstrap/two-level.ts';
export { calibrationError } from './calibration/calibration-error.ts';
export type { Answers } from './calibration/calibration-error.ts';
export { normalCdf, normalQuantile } from './numbers/normal.ts';
export { mean, quantile, spread, standardDeviation } from './numbers/summary.ts';
export type { Spread } from './numbers/summary.ts';
export { correlationInterval } from './power/correlation-interval.ts';
export type { MeasuredCorrelation } from './power/correlation-interval.ts';
export { detectableOn } from './power/detectable-on.ts';
export type { TestSet } from './power/detectable-on.ts';
export { minimumDetectableDifference, power } from './power/power.ts';
export type { Effect, Plan } from './power/power.ts';
export { pairedStandardError } from './power/paired-standard-error.ts';
export { wilsonInterval } from './power/wilson.ts';
export type { RightAnswers } from './power/wilson.ts';
export { bettingInterval } from './racing/betting.ts';
export type { BettingOptions } from './racing/betting.ts';
export { race } from './racing/race.ts';
export type { Race } from './racing/race.ts';
export { random } from './random/random.ts';
export type { Random } from './random/random.ts';
export { fewestSeeds, holm } from './tests/holm.ts';
export { discordant, mcnemar } from './tests/mcnemar.ts';
export type { Discordant, McNemar } from './tests/mcnemar.ts';
export { pairedDifferences } from './tests/pairs.ts';
export type { BySeed } from './tests/pairs.ts';
export { signFlipTest, smallestP } from './tests/sign-flip.ts';
export { verdicts } from './verdict.ts';
export type { Verdict, VerdictOptions } from './verdict.ts';
