import { join } from 'node:path';
import { claimFolder, UsageError } from '@advtrain/compare';
import { writeFileAtomically } from '@advtrain/core';
import type { Length } from '@advtrain/core';
import { Command } from 'commander';
import { named } from '../../options/named.ts';
import { backendOption } from '../../options/backend-option.ts';
import { number } from '../../options/number.ts';
import { interruptible } from '../../terminal/ctrl-c.ts';
import { complain } from '../../terminal/output.ts';
import { checkWholeNumbers } from '../../options/whole-numbers.ts';
import { checkWindows, docStride, maxAnswerLength } from '../../options/window-options.ts';
import { adversarialLines, checkWritable } from './adversarial.ts';
import { askedAttacks, attackNames, namesOfBalls, usualAttacks } from './attacks/attack-choice.ts';
import { askedLikeness } from './attacks/likeness.ts';
import type { LikenessFlags } from './attacks/likeness.ts';
import { searchesOf } from './attacks/search.ts';
import { spentAtMost } from './attacks/spent-at-most.ts';
import { evaluated } from './evaluated.ts';
import type { Asked } from './evaluated.ts';
import { checkMeasured, checkOrdered } from './examples.ts';
import { checkConditions, conditionsOf, failureSentences, junit, verdictsOf } from './gate.ts';
import { evaluationPage } from './report/page.ts';
import { plainText, summaryOf } from './report/summary.ts';

interface Flags extends LikenessFlags, Omit<Asked, 'names' | 'likeness' | 'limits' | 'radii' | 'part' | 'searches'> {
  readonly budget?: string;
  readonly attacks: string;
  readonly radii: string;
  readonly part: string;
  readonly search?: string;
  readonly saveAdversarial?: string;
  readonly failUnder?: string;
  readonly junit?: string;
  readonly json?: boolean;
}

/** `advtrain evaluate`. */
export function evaluateCommand(): Command {
  const names = Object.entries(attackNames).map(([name, what]) => `  ${name.padEnd(14)}${what}`);
  return new Command('evaluate')
    .description(
      'Measure how robust classifiers of texts are, also those that were not trained here: clean, and under attack. Models that tag words or find answers in passages too.',
    )
    .argument('<models...>', 'folders of models in Hugging Face layout, or names on the hub')
    .option(
      '--data <name|file>',
      'what they are measured on: a whole file of texts and labels, or the development set of a task',
      named,
      'reviews',
    )
    .option(
      '--columns <part=column,…>',
      'what the columns of the --data file are: text=…, pair=…, label=…; words=…, tags=…',
    )
    .option('--tags', 'the words of the --data file have tags, as in CoNLL’s files (default: where it looks like that)')
    .option('--tag-names <a,b,…>', 'the tags in their order (default: those of the file, sorted)')
    .option('--bad-rows <how>', 'at rows of data that are no examples stop, or skip them (default: stop)')
    .option('--data-from <dir>', 'a folder of original files of the task (default: ADVTRAIN_DATA, then the hub)', named)
    .option('--max-length <n>', 'tokens of a text, or of a window of a passage, at most', number, 128)
    .option(...docStride)
    .option(...maxAnswerLength)
    .option('--attacks <a,b>', 'the attacks, of those below', usualAttacks)
    .option('--radii <a,b>', 'radii ε of balls, as numbers or shares of the median ‖x‖', '1%,2%,3%,5%,8%')
    .option('--steps <n>', 'moves of an attack in a ball', number, 10)
    .option('--examples <n>', 'how many examples are attacked, drawn with the shares of classes', number, 300)
    .option('--queries <n>', 'queries of an attack on texts for each word at most', number, 50)
    .option(
      '--search <how>',
      'attacks on texts search on logits at the calibrated temperature (calibrated), on plain probabilities as published (plain), or both (default: both)',
    )
    .option('--budget <queries=n,units=n>', 'what each attack may spend on an example (default: what it needs)')
    .option('--neighbours <file>', 'a table of neighbours (JSON), or counter-fitted vectors', named)
    .option('--masked-model <name|folder>', 'a masked language model that has its head', named)
    .option(
      '--similarity <encoder[=cosine]>',
      'how alike adversarial texts must be by a sentence encoder, such as minilm-l6=0.8',
      named,
    )
    .option(
      '--similarity-pairs <file|task>',
      'what that cosine is calibrated on: a file with the columns text, pair and label, or glue/stsb',
      named,
    )
    .option(
      '--false-accept <share>',
      'the share of different pairs that may pass (default: what is right most often)',
      number,
    )
    .option('--part <which>', 'which text of a pair is edited: text or pair', 'text')
    .option(
      '--recall',
      'try every variant of short texts by --neighbours, and say how much of what can be broken attacks find',
    )
    .option(
      '--contrast <file>',
      'a contrast set: for each example of --data, in their order, one edited to another class',
      named,
    )
    .option('--signs', 'look for signs of masked gradients')
    .option('--measure <what>', 'max-loss-increase: the measure of FreeLB’s paper, the first model as the reference')
    .option('--seed <n>', 'what everything random follows from', number, 1)
    .option('--out <dir>', 'where evaluation.json and evaluation.html go', named, 'advtrain-results/evaluation')
    .option('--save-adversarial <file>', 'write the texts that break models as lines of JSON', named)
    .option(
      '--fail-under <conditions>',
      'end with 1 unless models have it: clean>=0.9,words>=0.6,words@plain>=0.7,pgd@3%>=0.3; of tags entity-f1, of answers answer-f1 too',
    )
    .option('--junit <file>', 'write what --fail-under asks as tests in JUnit’s XML', named)
    .option('--json', 'print evaluation.json instead of sentences')
    .option('--quiet', 'say nothing but the result, and what is wrong')
    .option(...backendOption)
    .addHelpText(
      'after',
      `
Attacks:
${names.join('\n')}

The same command again goes on where it was interrupted.

Examples:
  $ advtrain evaluate my-model --data test.csv
  $ advtrain evaluate natural freelb --data glue/sst2 --attacks pgd,words --save-adversarial broken.jsonl
  $ advtrain evaluate my-model --data test.csv --attacks substitution --neighbours neighbours.json
  $ advtrain evaluate my-model --data test.csv --fail-under 'clean>=0.9,words>=0.6' --junit evaluation.xml
  $ advtrain evaluate my-model --data test.csv --attacks bert-attack --masked-model bert-base-uncased \\
      --similarity minilm-l6 --similarity-pairs glue/stsb`,
    )
    .action(act);
}

async function act(models: readonly string[], flags: Flags): Promise<void> {
  const { out, part } = flags;
  const radii = radiiOf(flags.radii);
  if (part !== 'text' && part !== 'pair') throw new UsageError(`--part is ${part}, but must be text or pair.`);
  if (flags.measure !== undefined && flags.measure !== 'max-loss-increase')
    throw new UsageError(`--measure is ${flags.measure}, but must be max-loss-increase.`);
  checkWholeNumbers({ '--examples': flags.examples, '--queries': flags.queries, '--steps': flags.steps });
  const twice = models.find((name, place) => models.indexOf(name) !== place);
  if (twice !== undefined) throw new UsageError(`${twice} is named twice; name each model once.`);
  checkWindows(flags);
  checkMeasured(flags.data);
  if (flags.contrast !== undefined) {
    checkOrdered(flags.data);
    checkMeasured(flags.contrast);
  }
  const names = askedAttacks(flags.attacks, flags);
  const searches = searchesOf(flags.search ?? 'both');
  const likeness = askedLikeness(flags);
  const limits = spentAtMost(flags.budget);
  const conditions = flags.failUnder === undefined ? [] : conditionsOf(flags.failUnder);
  checkConditions(conditions, names, { balls: namesOfBalls, radii: radii.map(String), searches });
  if (flags.junit !== undefined && conditions.length === 0)
    throw new UsageError('--junit is about --fail-under; give that too, or leave it out.');
  if (flags.saveAdversarial !== undefined) await checkWritable(flags.saveAdversarial, '--save-adversarial');
  if (flags.junit !== undefined) await checkWritable(flags.junit, '--junit');
  const how = `Interrupted; the same command again goes on from what is kept in ${out}.`;
  const evaluation = await interruptible(how, async (signal) => {
    const claim = await claimFolder(out);
    try {
      const measured = await evaluated(
        models,
        { ...flags, part, radii, names, searches, likeness, limits, conditions },
        signal,
      );
      const verdicts = verdictsOf(conditions, measured);
      const found = { ...measured, ...(verdicts.length > 0 && { verdicts }) };
      await writeFileAtomically(join(out, 'evaluation.json'), [`${JSON.stringify(found, null, 2)}\n`]);
      await writeFileAtomically(join(out, 'evaluation.html'), [evaluationPage(found)]);
      if (flags.saveAdversarial !== undefined)
        await writeFileAtomically(flags.saveAdversarial, [adversarialLines(found)]);
      if (flags.junit !== undefined) await writeFileAtomically(flags.junit, [junit(verdicts)]);
      return found;
    } finally {
      await claim.release();
    }
  });
  process.stdout.write(flags.json ? `${JSON.stringify(evaluation, null, 2)}\n` : plainText(summaryOf(evaluation)));
  const failures = failureSentences(evaluation.verdicts ?? []);
  for (const failure of failures) complain(failure);
  if (failures.length > 0) process.exitCode = 1;
  if (!flags.quiet) complain(`Written: ${join(out, 'evaluation.html')}, ${join(out, 'evaluation.json')}.`);
}

function radiiOf(text: string): readonly Length[] {
  return text.split(',').map((each): Length => {
    const share = /^\s*(\d+(?:\.\d+)?)%\s*$/.exec(each);
    if (share && Number(share[1]) > 0) return `${Number(share[1])}%`;
    const value = Number(each);
    if (each.trim() !== '' && Number.isFinite(value) && value > 0) return value;
    throw new UsageError(
      `--radii names ${JSON.stringify(each)}, but must be numbers or shares above 0, such as 0.1,3%.`,
    );
  });
}
