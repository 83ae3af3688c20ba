// The statistics that came with comparisons before they had a package of their own.
export { fewestSeeds, holm, pairedDifferences, signFlipTest, smallestP, spread } from '@advtrain/statistics';
export type { BySeed, Spread } from '@advtrain/statistics';
export { attackDefaults, attackOf, trainingDefaults } from './asked.ts';
export type { Asked } from './asked.ts';
export { calibrate, probedShares, proposed } from './calibration/calibrate.ts';
export type { CalibrateOptions, Calibration } from './calibration/calibrate.ts';
export { calibrationPage } from './calibration/page.ts';
export type { CalibrationPageOptions } from './calibration/page.ts';
export { halfHasFallen, hasLearned, lossPassesGuess } from './calibration/probe.ts';
export type { Probe, ProbePoint, Quartiles } from './calibration/probe.ts';
export { proposals } from './calibration/proposals.ts';
export type { Proposal } from './calibration/proposals.ts';
export { defaultRule, ruleNames, rules } from './calibration/rules.ts';
export type { Choice, Rule, RuleName } from './calibration/rules.ts';
export { calibrationText, probeSentences } from './calibration/sentences.ts';
export { naturalPace } from './calibration/natural-pace.ts';
export type { NaturalPaceOptions } from './calibration/natural-pace.ts';
export { compare, filesOf } from './compare.ts';
export type { CompareOptions } from './compare.ts';
export { conclusions } from './conclusions/conclusions.ts';
export { aboutFew } from './conclusions/few.ts';
export type { OneOrMany } from './conclusions/few.ts';
export { controlOf } from './conclusions/control.ts';
export { aboutPower } from './conclusions/seeds.ts';
export type {
  AttackEvent,
  MeasureEvent,
  MeasureProgress,
  SetProgress,
  BeginEvent,
  CheckpointEvent,
  CompareEvent,
  EvaluationEvent,
  FinishedEvent,
  KeptEvent,
  NoteEvent,
  RestartEvent,
  RunBeginsEvent,
  RunEvent,
  RunName,
  RunPlace,
  StepEvent,
  WarningEvent,
  WrittenEvent,
} from './events.ts';
export type { Part, Workers } from './sharing/part.ts';
export { statusOf } from './sharing/status.ts';
export type { ComparisonStatus, RunStatus } from './sharing/status.ts';
export { foreseen } from './foreseen.ts';
export type { Foreseen, ForeseenMethod } from './foreseen.ts';
export { failureKinds, failurePolicies } from './guards/warning.ts';
export type { FailureKind, FailurePolicy, Warning } from './guards/warning.ts';
export { bytes, count, duration, list, percent, points, rounded, signedPoints, withInterval } from './format.ts';
export { checkMethod, configured } from './methods/configured.ts';
export type { Configured, MethodOptions } from './methods/configured.ts';
export { naturalMatchedEntry } from './methods/natural-matched-entry.ts';
export { takesNoPart } from './methods/no-part.ts';
export { mistakeIn, unknownMethod } from './methods/schema-mistake.ts';
export type { Naming } from './methods/schema-mistake.ts';
export { sizeNotes } from './methods/size-notes.ts';
export { hasShare, shareText, sizeOf } from './methods/sizes.ts';
export type { Size, Whole } from './methods/sizes.ts';
export { optionsText, paperLink, paperText, sourceText } from './methods/texts.ts';
export type { OptionsTextOptions } from './methods/texts.ts';
export { chart } from './charts/chart.ts';
export { chartFile } from './charts/plotted.ts';
export type { Axis, Chart, Point, Range, Series } from './charts/chart.ts';
export { lookAt, lookOf, looksOf } from './charts/looks.ts';
export type { Look, Shape } from './charts/looks.ts';
export { documentHtml, listHtml } from './page/document.ts';
export type { DocumentOptions } from './page/document.ts';
export { escape } from './page/escape.ts';
export { figureHtml, legendHtml } from './page/figure.ts';
export type { Figure } from './page/figure.ts';
export { madeHtml } from './page/made.ts';
export { csvOf } from './page/csv.ts';
export { latexOf } from './page/latex.ts';
export { sheetHtml } from './page/sheet-html.ts';
export type { SheetLook } from './page/sheet-html.ts';
export { textSheet } from './page/sheet.ts';
export type { Sheet, SheetCell, SheetColumn } from './page/sheet.ts';
export { figures } from './report/figures.ts';
export { resultsSheet } from './report/results-sheet.ts';
export { describe } from './report/describe.ts';
export { trainingText } from './report/training-text.ts';
export { page, reading } from './report/page.ts';
export { frontier } from './report/frontier.ts';
export type { FrontierPoint } from './report/frontier.ts';
export { markdown, plain, table } from './report/table.ts';
export type { Table } from './report/table.ts';
export { correctOf } from './results/correct.ts';
export { cells, collapsed, titleOf } from './results/cells.ts';
export type { Cell } from './results/cells.ts';
export { madeNow } from './report/made-now.ts';
export { miscounted } from './results/miscounted.ts';
export { resultsSchema } from './schema/address.ts';
export { comparisonSchema } from './schema/comparison-schema.ts';
export { headlineOf, measuredOf, radiiOf, radiusOf } from './results/radii.ts';
export type { AttackRadius } from './results/radii.ts';
export type {
  ComparedMethod,
  Comparison,
  Made,
  MedianRise,
  SearchResult,
  SetInfo,
  StoppedMethod,
  TaskInfo,
  UsedEngine,
} from './results/results.ts';
export type { Attempt, CurvePoint, EpochPoint, Machine, RunResult, WordOutcome } from './results/runs/run-result.ts';
export type { Progress } from './results/claims/owner.ts';
export { modelFolder } from './run/kept/kept-model.ts';
export { checkClaimable, claimFolder } from './results/claim.ts';
export type { Claim } from './results/claim.ts';
export { differences, hash } from './results/json.ts';
export type { Json } from './results/json.ts';
export { store } from './results/store.ts';
export type { Store, StoreOptions } from './results/store.ts';
export type { BegunRun } from './results/unfinished.ts';
export { version } from './version.ts';
export { chosenWordAttack } from './words/chosen.ts';
export type { ChosenWordAttack, WordAttackNeeds } from './words/chosen.ts';
export type { WordAids } from './words/made.ts';
export { attackNamed, needsMaskedModel, needsNeighbours, wordAttackNames } from './words/names.ts';
export { measureSchema, runMeasures } from './rises/measure.ts';
export type { RunMeasure } from './rises/measure.ts';
export { medianRises } from './rises/medians.ts';
export type { LossRises } from './rises/rises-of.ts';
export { checkWordy, wordAttackDefaults, wordAttackOf, wordAttackSchema } from './words/settings.ts';
export type { WordAttackSettings } from './words/settings.ts';
export { timeLeft } from './words/time-left.ts';
export type { WordAttacks, WordProgress } from './words/under-words.ts';
export { Interrupted } from './run/interrupted.ts';
export { checkAttackStart } from './budget/attack-start.ts';
export type { AttackStart } from './budget/attack-start.ts';
export { stepUnits } from './budget/step-units.ts';
export { allowanceOf, allowanceText } from './budget/allowance.ts';
export type { Allowance } from './budget/allowance.ts';
export type { Pace } from './budget/pace.ts';
export { holdsMore, pairedLevel } from './picking/holds-more.ts';
export type { HoldsMore, PairedAttack, PairedDifference } from './picking/holds-more.ts';
export { picked, pickRule, preferences, robustnessOf, tolerance } from './picking/pick.ts';
export type { Contender, Pick, Preference } from './picking/pick.ts';
export { searchSentences } from './grid/searched.ts';
export type { Grid } from './grid/grid.ts';
export { planOf, unitsAfter } from './run/plan.ts';
export type { Budget, Plan } from './run/plan.ts';
export { measureModel } from './run/measure-model.ts';
export type { MeasureModelOptions } from './run/measure-model.ts';
export type { Measured } from './run/measure.ts';
export { run } from './run/run.ts';
export type { RunContext } from './run/run-context.ts';
export { attackSchema, seedsSchema, trainingSchemas } from './settings-schema.ts';
export type { Schema } from './settings-schema.ts';
export type { Settings, TaskSettings, TrainingSettings } from './settings.ts';
export { imageTask } from './task/image-task.ts';
export type { ImageTaskOptions } from './task/image-task.ts';
export { lengthsOf } from './task/lengths.ts';
export type { StartingModel } from './task/starting-model.ts';
export type { RunModel, Task, TaskTexts } from './task/task.ts';
export { textTask } from './task/text-task.ts';
export type { LabelledTexts, StreamedExamples, TextTaskOptions } from './task/text-task.ts';
export { heldTraining, streamedTraining } from './task/training-set.ts';
export type { Feed, FeedOptions, StreamedTexts, TrainingSet } from './task/training-set.ts';
export { UsageError } from './usage-error.ts';
export { machineText } from './verify/machine.ts';
export type { StateVerdict, StepVerdict, Verification, VerifyEvent } from './verify/verification.ts';
export { recordedMethods } from './verify/recorded-methods.ts';
export { verify } from './verify/verify.ts';
export type { VerifyOptions } from './verify/verify.ts';
export { readComparison } from './verify/audited.ts';
