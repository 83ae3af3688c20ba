import { basename, join } from 'node:path';
import { count, duration, optionsText, paperText, radiusOf, trainingText } from '@advtrain/compare';
import type { RunResult } from '@advtrain/compare';
import type { MethodEntry } from '@advtrain/core';
import { isAdapterFolder, writeModelCard } from '@advtrain/models';
import type { CardMetric, ModelCard } from '@advtrain/models';
import { cardMetric, dataKind, hubModel, intervalText, robustnessLimits, withoutFolders } from '../../models/card.ts';
import type { Session } from '../session.ts';

/** Writes the card of a model that `advtrain train` has trained into its folder, unless a README of the reader's own is there. */
export async function writeTrainedCard(
  folder: string,
  entry: MethodEntry,
  result: RunResult,
  session: Session,
  devData: string | undefined,
): Promise<void> {
  const card = trainedCard(entry, result, session, devData);
  const isAdapter = await isAdapterFolder(folder);
  const written = await writeModelCard(folder, isAdapter ? { ...card, library: 'peft' } : card);
  if (written !== undefined) return;
  session.on({ kind: 'note', text: `${join(folder, 'README.md')} is not by advtrain, so no model card is written.` });
}

/** The card of a model that `advtrain train` has trained. */
function trainedCard(entry: MethodEntry, result: RunResult, session: Session, devData: string | undefined): ModelCard {
  const { task, settings } = session;
  const { info } = task;
  const type = dataKind(settings.data);
  const paths = [settings.data, settings.model, ...(devData === undefined ? [] : [devData])];
  const shown = (text: string) => withoutFolders(text, paths);
  const robust = robustMetrics(result, session);
  const results = info.sets.map(({ id, title, examples }, place) => {
    const scores = Object.entries(result.scores?.[id] ?? {});
    const metrics = scores.map(([name, value]) => cardMetric(name, value, examples));
    return {
      dataset: `${basename(settings.data)}, ${title}`,
      type,
      metrics: place === 0 ? [...metrics, ...robust] : metrics,
    };
  });
  return {
    title: `${shown(info.model)}, trained with ${entry.title}`,
    ...(info.images ? { pipeline: 'image-classification' } : textPipeline(task.kind)),
    baseModel: info.images ? undefined : hubModel(settings.model),
    tags: [entry.name],
    results,
    sections: [
      { title: 'Data', paragraphs: [shown(dataText(session))], items: info.notes.map(shown) },
      { title: 'Method', paragraphs: [methodText(entry)], items: settingsOf(result, session) },
      { title: 'Limits', items: limitsOf(robust) },
    ],
  };
}

function textPipeline(kind: string): Pick<ModelCard, 'pipeline' | 'library'> {
  const own = ['multiple-choice', 'token-classification', 'question-answering'].includes(kind);
  const pipeline = own ? kind : 'text-classification';
  return { pipeline, library: 'transformers' };
}

function dataText({ task: { info } }: Session): string {
  const classes = info.classes.length > 0 ? ` Classes: ${info.classes.join(', ')}.` : '';
  return `${info.data}; ${count(info.trainExamples)} examples to train on.${classes}`;
}

function methodText(entry: MethodEntry): string {
  const source = entry.paper ? ` (${paperText(entry.paper)})` : '';
  return `${entry.title}: ${entry.about}${source}.`;
}

function settingsOf(result: RunResult, { task, settings, engine }: Session): readonly string[] {
  const { options, seed, steps, epochs, units, seconds, best } = result;
  const training = trainingText({ ...settings, learningRate: result.learningRate ?? settings.learningRate });
  return [
    `Options: ${optionsText(options)}.`,
    ...training.map(([name, value]) => `${name[0]!.toUpperCase()}${name.slice(1)}: ${value}.`),
    `${task.info.images ? 'Seed' : `At most ${settings.maxLength} tokens, seed`} ${seed}.`,
    `${count(steps)} steps, ${epochs.toFixed(1)} epochs, ${count(units.counted)} units, ${duration(seconds.training)} on ${engine.backend} ${engine.version}.`,
    ...(best && best.step < steps ? [`What is saved is the best evaluation, after step ${count(best.step)}.`] : []),
  ];
}

/** What the attack in balls has left. */
function robustMetrics(result: RunResult, { task, settings }: Session): readonly CardMetric[] {
  const { lostAt, robust, lengths } = result;
  const examples = lostAt?.length ?? 0;
  if (examples === 0) return [];
  const { attack } = settings;
  const measured = { ...task.info, ...(lengths && { lengths }) };
  return attack.radii.flatMap((asked) => {
    const { radius, text } = radiusOf(asked, measured);
    const found = robust.find((point) => point.radius === radius);
    if (!found) return [];
    const name = `Accuracy under ${attack.steps} steps of attack at ε ${text}, on ${count(examples)} examples`;
    return [{ type: 'accuracy', name, value: found.accuracy, text: intervalText(found.accuracy, examples) }];
  });
}

function limitsOf(robust: readonly CardMetric[]): readonly string[] {
  const chosen =
    'The evaluation that is kept was chosen by the development set that the figures are of, which flatters them a little.';
  if (robust.length > 0) return [...robustnessLimits, chosen];
  return ['How it holds under attack was not measured.', robustnessLimits[1]!, chosen];
}
