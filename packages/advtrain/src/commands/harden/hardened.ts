import { join } from 'node:path';
import { compare, count, describe, madeNow, modelFolder, picked, version } from '@advtrain/compare';
import type { Asked, CompareEvent, Comparison, UsedEngine } from '@advtrain/compare';
import type { Cluster, Length } from '@advtrain/core';
import type { Reporter } from '@advtrain/engine/fetch';
import { commandLine } from '../../terminal/command-line.ts';
import type { Membership } from '../../cluster/membership.ts';
import { told } from '../../cluster/told.ts';
import type { Evaluation, ModelResult } from '../evaluate/results.ts';
import type { HardenFlags } from './asked.ts';
import { averagesOf } from './averages.ts';
import { atThePick } from './begun.ts';
import type { Begun } from './begun.ts';
import { belowChance, cautionsOf } from './data/before.ts';
import { trainedModelsOf, contendersOf } from './evidence/trained-models.ts';
import { against, calledOf } from './evidence/compared.ts';
import type { TrainedModel, Evidence, Role } from './evidence/evidence.ts';
import { measuredModels } from './evidence/measured-models.ts';
import { controlBeside } from './evidence/control.ts';
import { keptOr } from './plan/kept.ts';
import { naturalStepsOf } from './plan/planned.ts';
import { sized } from './plan/sized.ts';
import type { Sizes } from './plan/sized.ts';
import { repeatText } from './repeat.ts';

/** On what it runs, who is told, and what ends it. */
export interface Hardening {
  readonly engine: UsedEngine;
  readonly on: (event: CompareEvent) => void;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** Which of several processes this one is, and all of them; undefined where this is the only one. */
  readonly member: Membership;
  readonly cluster: Cluster | undefined;
}

/** What came of a hardening, and the folder that the model is kept in that is to be given. */
export interface Hardened {
  readonly evidence: Evidence;
  readonly from: string;
}

/**
 * Sizes the perturbations, trains, picks and measures; goes on from what `--out` has. Of several processes the first alone picks, and the
 * others get `undefined`.
 */
export async function hardened(flags: HardenFlags, begun: Begun, how: Hardening): Promise<Hardened | undefined> {
  const { asked, task, plan, training, settled, before, determined } = begun;
  const { out, seed } = flags;
  const methods = asked.methods.filter(({ name }) => plan.methods.includes(name));
  const { cluster, member } = how;
  const naturalSteps = naturalStepsOf(plan);
  const size = async () =>
    told(
      cluster,
      await sized(methods, { naturalSteps, task, training, settled, seed, on: how.on, signal: how.signal }),
    );
  const sizes = await keptOr(join(out, 'calibration.json'), [determined, plan.methods, naturalSteps], size, {
    cluster,
  });
  const comparison = await trainedAll(flags, begun, sizes, how);
  if (!member.isFirst) {
    await reportOn(told<readonly Model[]>(cluster, []), sizes, flags, begun, how);
    member.leave();
    return undefined;
  }
  const own = trainedModelsOf(comparison, methods);
  const control = own.find(({ isControl }) => isControl)!;
  if (control.failure !== undefined)
    throw new Error(
      `Natural training at the same cost failed, so there is nothing to compare with: ${control.failure} It took ${count(control.steps)} steps: give a larger --budget where that is little, or another --learning-rate.`,
    );
  const folders = new Map(comparison.runs.map((run) => [run.method, modelFolder(join(out, 'training'), run)]));
  const averages = await averagesOf(own, {
    folder: join(out, 'averages'),
    asked: comparedLike(flags, begun, sizes),
    comparison,
    determined: [determined, comparison.runs.map(({ key }) => key)],
    folders,
    on: how.on,
    reporter: how.reporter,
    signal: how.signal,
  });
  for (const { model, folder } of averages) folders.set(model.name, folder);
  const trained = [...own, ...averages.map(({ model }) => model)];
  const folderOf = ({ name }: TrainedModel) => folders.get(name)!;
  const pick = picked(contendersOf(trained), asked.prefer, asked.giveUp);
  const chosen = trained.find(({ name }) => name === pick.name)!;
  const models: readonly Model[] = [
    ...(before.measured ? [{ role: 'before', title: 'before', name: flags.model } as const] : []),
    { role: 'control', title: controlBeside(chosen).title, name: folderOf(control) },
    ...(chosen.isControl ? [] : [{ role: 'picked', title: chosen.title, name: folderOf(chosen) } as const]),
  ];
  const evaluation = await reportOn(told(cluster, models), sizes, flags, begun, how);
  member.leave();
  const roles = models.map(({ role }) => role);
  const of = (role: Role) => evaluation.models[roles.indexOf(role)]!;
  const found = chosen.isControl ? undefined : against(of('picked'), of('control'), sizes.headline);
  const given = found?.holds ? chosen : control;
  const evidence: Evidence = {
    format: 1,
    version,
    made: madeNow(how.engine, commandLine()),
    ...(comparison.task.licence === undefined ? {} : { licence: comparison.task.licence }),
    model: flags.model,
    data: flags.data,
    reported: begun.reportedTitle,
    before,
    survey: begun.survey,
    headline: sizes.headline,
    because: sizes.because,
    trained,
    left: plan.left.map((name) => asked.methods.find((entry) => entry.name === name)?.title ?? name),
    pickedUnder: attacksOf(sizes, begun),
    selection: selectionOf(comparison),
    pick: {
      prefer: asked.prefer,
      giveUp: asked.giveUp,
      name: chosen.name,
      title: chosen.title,
      because: pick.because,
    },
    ...(found && { against: found }),
    given: { name: given.name, title: given.title, isControl: given.isControl },
    roles,
    evaluation,
    settings: describe(comparison),
    cost: {
      sizing: sizes.seconds,
      training: sum(comparison.runs.map(({ seconds }) => seconds.training)),
      picking: sum([
        ...comparison.runs.map(({ seconds }) => seconds.evaluation),
        ...averages.map(({ measuring }) => measuring),
      ]),
      reporting: sum(evaluation.models.flatMap(({ attacks }) => attacks.map(({ seconds }) => seconds))),
    },
    repeat: repeatText({ ...flags, budget: plan.allowance, methods: plan.methods.join(',') }),
    cautions: [
      ...cautionsOf(before, flags),
      ...(before.measured ? belowChanceOf(flags.model, evaluation, of('before')) : []),
    ],
    notes: comparison.task.notes,
  };
  return { evidence, from: folderOf(given) };
}

/** A model that is reported: what it is, how it is called, and its folder. */
interface Model {
  readonly role: Role;
  readonly title: string;
  readonly name: string;
}

/** The control and every method, and what models are picked under. */
function comparedLike(flags: HardenFlags, begun: Begun, sizes: Sizes): Asked {
  const { asked, task, plan, training, textAttacks } = begun;
  const { seed, steps, neighbours } = flags;
  const radii = [sizes.headline as Length];
  return {
    ...training,
    methods: asked.methods.filter(({ name }) => plan.methods.includes(name)),
    task,
    seeds: [seed],
    options: sizes.options,
    budget: plan.allowance,
    controls: 'matched',
    attack: { steps, radii, headline: radii[0]!, examples: atThePick.examples },
    wordAttack: { attacks: textAttacks, ...atThePick, ...(neighbours !== undefined && { neighbours }) },
  };
}

/** Trains the control and with every method, and measures them on what is picked by. */
function trainedAll(flags: HardenFlags, begun: Begun, sizes: Sizes, how: Hardening): Promise<Comparison> {
  return compare({
    ...comparedLike(flags, begun, sizes),
    engine: how.engine,
    folder: join(flags.out, 'training'),
    on: how.on,
    signal: how.signal,
    checkpointSeconds: flags.checkpointEvery,
    restart: flags.restart ?? false,
    // The first alone keeps them.
    keepModels: how.member.isFirst,
    cluster: how.cluster,
    shardsOptimizer: flags.shardOptimizer,
    command: commandLine(),
  });
}

function reportOn(models: readonly Model[], sizes: Sizes, flags: HardenFlags, begun: Begun, how: Hardening) {
  return measuredModels(models, {
    examples: begun.reported,
    title: begun.reportedTitle,
    attacks: ['pgd', ...begun.textAttacks],
    radii: sizes.radii as readonly Length[],
    steps: flags.steps,
    attacked: flags.examples,
    queries: flags.queries,
    neighbours: flags.neighbours,
    maxLength: flags.maxLength,
    seed: flags.seed,
    folder: flags.out,
    reporter: how.reporter,
    signal: how.signal,
    cluster: how.cluster,
  });
}

function attacksOf({ headline }: Sizes, { textAttacks }: Begun): readonly string[] {
  const inBall = calledOf({ as: 'pgd', name: 'pgd', radius: { asked: headline, value: 0 } });
  return [inBall, ...textAttacks.map((name) => calledOf({ as: name, name }))];
}

function selectionOf({ task: { sets } }: Comparison): Evidence['selection'] {
  const examples = sets[0]!.examples;
  return { examples, attacked: Math.min(examples, atThePick.examples) };
}

function belowChanceOf(model: string, { examples, classes }: Evaluation, { accuracy }: ModelResult): readonly string[] {
  return belowChance(model, { accuracy, examples, classes: classes.length });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
