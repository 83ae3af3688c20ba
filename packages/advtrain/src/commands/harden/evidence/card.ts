import { basename } from 'node:path';
import { count } from '@advtrain/compare';
import type { CardMetric, ModelCard } from '@advtrain/models';
import { dataKind, hubModel, intervalText, robustnessLimits, withoutFolders } from '../../../models/card.ts';
import { shareOf } from '../../evaluate/report/shares.ts';
import { surveySentences } from '../data/survey-sentences.ts';
import { calledOf } from './compared.ts';
import { sidesOf } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { evidenceSentences } from './sentences.ts';

/** The card of the model that a hardening gives. */
export function hardenedCard(evidence: Evidence): ModelCard {
  const { model, given, reported, evaluation, trained, survey } = evidence;
  const own = trained.find(({ name }) => name === given.name);
  const { source = '', settings = '' } = own ?? {};
  const shown = (text: string) => withoutFolders(text, [evidence.data, model, partOf(reported).path]);
  return {
    title: `${basename(model)}, ${given.isControl ? 'trained naturally' : `hardened with ${given.title}`}`,
    pipeline: 'text-classification',
    library: 'transformers',
    baseModel: hubModel(model),
    tags: ['advtrain', given.name],
    results: [{ dataset: reportedName(reported), type: dataKind(evidence.data), metrics: metricsOf(evidence) }],
    sections: [
      { title: 'What came of it', items: evidenceSentences(evidence).map(shown) },
      {
        title: 'Data',
        paragraphs: [`${shown(evidence.data)}; classes: ${evaluation.classes.join(', ')}.`],
        items: surveySentences(survey),
      },
      {
        title: 'Method',
        paragraphs: [`${given.title}: ${source}.`],
        items: [
          `Options: ${shown(settings)}.`,
          ...evidence.settings.map(([name, value]) => `${name}: ${shown(value)}`),
        ],
      },
      { title: 'Limits', items: robustnessLimits },
    ],
  };
}

function metricsOf(evidence: Evidence): readonly CardMetric[] {
  const { evaluation } = evidence;
  const { examples, attacked } = evaluation;
  const { given } = sidesOf(evidence);
  const { accuracy, calibrationError } = given;
  const under = given.attacks.map((attack): CardMetric => {
    const value = shareOf(attack.held);
    const name = `Accuracy, ${calledOf(attack)}, on ${count(attacked)} examples`;
    return { type: 'accuracy', name, value, text: intervalText(value, attacked) };
  });
  const clean = { type: 'accuracy', name: 'Accuracy', value: accuracy, text: intervalText(accuracy, examples) };
  const error = { type: 'expected_calibration_error', name: 'Expected calibration error', value: calibrationError };
  return [clean, ...under, { ...error, text: calibrationError.toFixed(3) }];
}

/** What was reported without its folder: `1,600 of the 2,600 rows of dev.csv`. */
function reportedName(reported: string): string {
  const { part, path } = partOf(reported);
  return part + basename(path);
}

function partOf(reported: string): { readonly part: string; readonly path: string } {
  const [part = ''] = /^[\d,]+ of the [\d,]+ rows of /.exec(reported) ?? [];
  return { part, path: reported.slice(part.length) };
}
