import { join } from 'node:path';
import {
  calibrate,
  calibrationPage,
  madeNow,
  calibrationText,
  claimFolder,
  defaultRule,
  list,
  ruleNames,
  UsageError,
} from '@advtrain/compare';
import type { Calibration, MethodOptions, RuleName } from '@advtrain/compare';
import { defaultsOf, nearest, writeFileAtomically } from '@advtrain/core';
import type { MethodEntry } from '@advtrain/core';
import { Command } from 'commander';
import { checkTakePart, methodList, methodNamed } from '../settings/assignments.ts';
import { calibratedConfig } from '../settings/calibrated-config.ts';
import { saidIn } from '../settings/config.ts';
import { checkedFlags, resolve } from '../settings/resolve.ts';
import type { Settings } from '../settings/settings.ts';
import { commandLine, quoted } from '../terminal/command-line.ts';
import { interruptible } from '../terminal/ctrl-c.ts';
import { complain } from '../terminal/output.ts';
import { checkNoModel } from '../models/apart.ts';
import { addDataOptions, dataFlagsText } from '../options/data-options.ts';
import type { DataFlags } from '../options/data-options.ts';
import { openSession } from './session.ts';
import { backendOption } from '../options/backend-option.ts';
import { number } from '../options/number.ts';
import { addSettingsOptions, askedOf } from '../options/settings-options.ts';
import { named } from '../options/named.ts';
import type { SettingsFlags } from '../options/settings-options.ts';
import { checkWholeNumbers } from '../options/whole-numbers.ts';

interface Flags extends SettingsFlags, DataFlags {
  readonly methods?: string;
  readonly rule: string;
  readonly naturalSteps?: number;
  readonly examples?: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly backend?: string;
}

/** `advtrain calibrate`. */
export function calibrateCommand(): Command {
  const command = new Command('calibrate')
    .description(
      'Measure what perturbations do to a model after a few natural steps, and propose radius, step size, start and ' +
        'rounds for each method, as a configuration for advtrain compare.',
    )
    .option('--methods <a,b>', 'the methods to propose for (default: those that compare would take)')
    .option('--rule <name>', `how ε follows from what is measured: ${ruleNames.join(', ')}`, defaultRule)
    .option(
      '--natural-steps <n>',
      'natural steps before the probe (default: 24, and up to 192 until the model tells classes apart)',
      number,
    )
    .option('--examples <n>', 'training examples that are attacked, at least (default: 96)', number)
    .option('--seed <n>', 'what everything random follows from', number, 1);
  addDataOptions(addSettingsOptions(command))
    .option(
      '--out <dir>',
      'where config.json, calibration.html and calibration.json go',
      named,
      'advtrain-results/calibration',
    )
    .option('--json', 'print calibration.json instead of sentences')
    .option('--quiet', 'say nothing but the result, and what is wrong')
    .option(...backendOption)
    .addHelpText(
      'after',
      `
It takes about a minute for a small encoder. DIR/config.json holds the settings that were given and the proposals.

Examples:
  $ advtrain calibrate
  $ advtrain calibrate --data my.csv --model ./my-model --out my-sizes
  $ advtrain compare --config my-sizes/config.json
  $ advtrain calibrate --methods freelb,pgd --rule fixed-5%`,
    )
    .action(act);
  return command;
}

async function act(flags: Flags): Promise<void> {
  const { rule, out: folder } = flags;
  const { known, configs } = await askedOf(flags);
  if (!isRule(rule))
    throw new UsageError(`--rule is ${rule}, but must be one of ${ruleNames.join(', ')}${nearest(rule, ruleNames)}.`);
  const { naturalSteps, examples } = flags;
  checkWholeNumbers({ '--natural-steps': naturalSteps, '--examples': examples });
  const sizes = {
    ...(naturalSteps === undefined ? {} : { steps: naturalSteps }),
    ...(examples === undefined ? {} : { examples }),
  };
  const lists = flags.methods === undefined ? {} : { methods: methodList(flags.methods, known) };
  const own = checkedFlags({ ...lists, seeds: [flags.seed] }, known);
  const asked = resolve([...configs, own], known);
  checkTakePart({
    set: flags.set,
    methods: asked.methods,
    ...(flags.methods !== undefined && { among: '--methods' }),
  });
  const methods = asked.methods.map((name) => methodNamed(name, known));
  const how = 'Interrupted; nothing was written.';
  const calibration = await interruptible(how, async (signal) => {
    const claim = await claimFolder(folder);
    try {
      // Its config.json would be another.
      await checkNoModel(folder);
      const { settings, task, engine, on } = await openSession(asked, methods, {
        ...flags,
        said: saidIn(configs),
        signal,
      });
      if (!flags.quiet)
        task.info.notes.forEach((note) => {
          complain(note);
        });
      const options = settled(methods, settings.options);
      const what = { task, methods, options, training: settings, rule, seed: flags.seed, ...sizes, on, signal };
      const calibration = await calibrate(what);
      await write(folder, {
        'config.json': json(calibratedConfig([...configs, lists], settings, calibration)),
        'calibration.json': json(calibration),
        'calibration.html': calibrationPage(calibration, { ...task.info, made: madeNow(engine, commandLine()) }),
      });
      return calibration;
    } finally {
      await claim.release();
    }
  });
  process.stdout.write(flags.json ? json(calibration) : `${calibrationText(calibration)}\n`);
  complainOfLeft(methods, calibration);
  if (!flags.quiet) complain(written(flags, calibration));
}

/** Says of which methods nothing is proposed, of those that attack. */
function complainOfLeft(methods: readonly MethodEntry[], { proposals }: Calibration): void {
  const left = methods.filter(
    (each) => each.attacks !== false && !proposals.some(({ method }) => method === each.name),
  );
  if (left.length > 0) {
    const titles = list(left.map(({ title }) => title));
    complain(`Nothing is proposed for ${titles}: no size of theirs is the radius of a ball around a whole example.`);
  } else if (proposals.length === 0) complain('None of the methods moves in a ball, so there is nothing to propose.');
}

/** The options that somebody, or what suits the data, gave another value than the default. */
function settled(methods: readonly MethodEntry[], options: Settings['options']): Settings['options'] {
  const changed = ({ name, options: schemas }: MethodEntry) => {
    const defaults = defaultsOf(schemas) as MethodOptions;
    return Object.fromEntries(
      Object.entries(options[name] ?? {}).filter(([option, value]) => value !== defaults[option]),
    );
  };
  return Object.fromEntries(methods.map((method) => [method.name, changed(method)]));
}

function isRule(name: string): name is RuleName {
  return ruleNames.some((each) => each === name);
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFileAtomically(join(folder, name), [text]);
}

function written({ out, ...flags }: Flags, { proposals }: Calibration): string {
  const files = ['config.json', 'calibration.html', 'calibration.json'].map((name) => join(out, name));
  const config = quoted(join(out, 'config.json'));
  const next = proposals.length === 0 ? '' : ` Next: advtrain compare --config ${config}${dataFlagsText(flags)}`;
  return `Written: ${files.join(', ')}.${next}`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
