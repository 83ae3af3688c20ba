import { allowanceOf, allowanceText, count, duration, list } from '@advtrain/compare';
import type { HardenFlags } from './asked.ts';
import type { Begun } from './begun.ts';
import { cautionsOf } from './data/before.ts';
import { surveySentences } from './data/survey-sentences.ts';

/** What is known of the data, and what is about to be done, in sentences. */
export function announced(begun: Begun, flags: HardenFlags): readonly string[] {
  const { survey, task, before, asked, textAttacks } = begun;
  const { info } = task;
  const model = `${info.model}, ${(info.parameters / 1e6).toFixed(1)} M parameters`;
  const measured = before.measured ? 'it is measured as it is first' : `there is no “before”: ${before.why}`;
  return [
    `Data: ${info.data}.`,
    ...info.notes,
    ...surveySentences(survey),
    ...survey.doubtful.some.slice(0, 3).map(({ text, label }) => `  “${label}”? ${shortened(text)}`),
    `Model: ${model}; ${measured}.`,
    ...cautionsOf(before, flags),
    ...trainingText(begun),
    `Picked, among these and averages of each with natural training: ${asked.prefer === 'balance' ? 'by accuracy and robustness' : `for ${asked.prefer}`}, under attack in balls around embeddings and by ${list(textAttacks)}.`,
    ...timeText(begun),
  ];
}

function trainingText({ plan, asked }: Begun): readonly string[] {
  const title = (name: string) => asked.methods.find((each) => each.name === name)?.title ?? name;
  const trained = list(['natural training at the same cost', ...plan.methods.map(title)]);
  const left =
    plan.left.length === 0
      ? []
      : [
          `Left out, for each would see less than all of the training rows: ${list(plan.left.map(title))}; a larger --budget takes them.`,
        ];
  const each = duration(plan.seconds / (plan.methods.length + 1));
  return [`Trained: ${trained}; ${allowanceText(allowanceOf(plan.allowance))}, about ${each} here.`, ...left];
}

function timeText({ estimate, plan, training }: Begun): readonly string[] {
  const { calibrating, picking, reporting } = estimate;
  const all = calibrating + estimate.training + picking + reporting;
  const parts = [
    `${duration(calibrating)} to size the perturbations`,
    `${duration(estimate.training)} of training`,
    `at most ${duration(picking)} to measure what is picked from`,
    `at most ${duration(reporting)} for the report`,
  ];
  const pace = `${count(training.batchSize)} texts take ${plan.pace.toFixed(2)} s in natural training`;
  return [`Time: about ${duration(all)}: ${list(parts)} (${pace}).`];
}

/** The beginning of a text, in one line. */
function shortened(text: string): string {
  const line = text.replace(/\s+/gu, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
