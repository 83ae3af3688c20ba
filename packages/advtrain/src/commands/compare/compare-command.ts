import { join } from 'node:path';
import { list, statusOf, UsageError, wordAttackNames } from '@advtrain/compare';
import type { RunMeasure } from '@advtrain/compare';
import { Command } from 'commander';
import { membership } from '../../cluster/membership.ts';
import { addClusterOptions } from '../../cluster/options.ts';
import { crashesOption } from '../../options/crashes-option.ts';
import { addDataOptions } from '../../options/data-options.ts';
import { named } from '../../options/named.ts';
import { backendOption } from '../../options/backend-option.ts';
import { number } from '../../options/number.ts';
import { repeated } from '../../options/repeated.ts';
import { addSettingsOptions, askedOf } from '../../options/settings-options.ts';
import { checkTakePart, gridOf, methodList, methodNamed, seedList } from '../../settings/assignments.ts';
import { saidIn } from '../../settings/config.ts';
import { checkedFlags, resolve } from '../../settings/resolve.ts';
import { configSchema } from '../../settings/schema.ts';
import { compared } from './compared.ts';
import { foretold } from './dry-run.ts';
import { wordFlags } from './flags.ts';
import type { CompareFlags } from './flags.ts';
import { askedOn } from './on/asked-on.ts';
import { addOnOptions, checkOnFlags } from './on/on-options.ts';
import { printStatus } from './on/printed-status.ts';
import { needSlurm } from './on/slurm/slurm.ts';
import { work, workerPart } from './on/worker.ts';
import { likenessIn } from './word-aids.ts';

/** `advtrain compare`. */
export function compareCommand(): Command {
  const command = new Command('compare')
    .description(
      'Train the same model with several methods on the same data, batches and seeds, and compare accuracy, accuracy ' +
        'under attack, and cost.',
    )
    .option('--methods <a,b>', 'the methods (default: those of the preset, and those of plugins; see advtrain methods)')
    .option('--seeds <n|list>', 'how many runs a method, or their seeds: 3, or 1,2,7 (default: 1)');
  command
    .option(
      '--budget <what>',
      'the same for every method: units=20000, seconds=600, steps=500, or x3, three times natural training (default: the epochs)',
    )
    .option(
      '--grid <method.option=a,b>',
      'values to search among, chosen by half of the development set, e.g. freelb.steps=1,2,3; repeatable',
      repeated,
    )
    .option(
      '--attack <a,b>',
      `measure every run under attacks on characters and words too: ${list(Object.keys(wordAttackNames))}, or word, the usual one; repeatable`,
      repeated,
    )
    .option('--attack-examples <n>', 'how many development examples those attack (default: 100)', number)
    .option('--attack-queries <n>', 'queries of those for each word at most (default: 20)', number)
    .option('--neighbours <file>', 'a table of neighbours (JSON), or counter-fitted vectors, for those', named)
    .option('--masked-model <name|folder>', 'a masked language model that has its head, for those', named)
    .option(
      '--similarity <encoder[=cosine]>',
      'how alike texts must be in those, by a sentence encoder, such as minilm-l6=0.8',
      named,
    )
    .option('--similarity-pairs <file|task>', 'what that cosine is calibrated on (see advtrain evaluate)', named)
    .option('--false-accept <share>', 'the share of different pairs that may pass then', number)
    .option(
      '--measure <what>',
      'max-loss-increase: the measure of FreeLB’s paper too, with natural training of the same seed as the reference',
    );
  addClusterOptions(addOnOptions(addDataOptions(addSettingsOptions(command))))
    .option('--out <dir>', 'where the results go (default: advtrain-results/<preset>)', named)
    .option('--json', 'print results.json instead of the table')
    .option('--quiet', 'say nothing but the result, and what is wrong')
    .option(...backendOption)
    .option('--restart', 'forget what --out holds and begin anew')
    .option('--race', 'stop a method that can no longer win in any measure, and say what that saved')
    .option('--checkpoint-every <seconds>', 'how much training a crash may cost', number, 120)
    .addOption(crashesOption())
    .option('--verifiable <n>', 'whole states of each run to keep, for advtrain verify to begin from', number, 0)
    .option('--dry-run', 'say what would be downloaded, trained and measured, and about how long that takes, and end')
    .option('--schema', 'print the JSON schema of --config files and end')
    .addHelpText(
      'after',
      `
Ctrl-C keeps what is finished, and the same command again goes on from there. DIR gets report.html (open it in a
browser), table.md, results.json, and a record of each run in runs/.

Examples:
  $ advtrain compare
  $ advtrain compare --methods natural,natural-matched,freelb --seeds 7
  $ advtrain compare --set freelb.steps=4 --set pgd.radius=none --out my-results
  $ advtrain compare --methods pgd,freelb --budget x3 --attack-from 0.5
  $ advtrain compare --methods natural,natural-matched,freelb --grid freelb.steps=1,2,3,5 --grid freelb.radius=0.1,0.2
  $ advtrain compare --methods natural,natural-matched,freelb --attack word,characters --attack-examples 200
  $ advtrain compare --methods natural,freelb,pgd --seeds 3 --measure max-loss-increase
  $ advtrain compare --plugin ./my-method.js
  $ advtrain compare --seeds 8 --on local:4
  $ advtrain compare --seeds 8 --on slurm --partition gpu --gpus 1 --time 4:00:00 --out my-results
  $ advtrain compare --status --out my-results
  $ advtrain compare --data mnist --model fast-mnist --methods natural,fast,pgd
  $ advtrain compare --data my.csv --model ./my-model --epochs 3`,
    )
    .action(act);
  return command;
}

async function act(flags: CompareFlags): Promise<void> {
  const { known, configs } = await askedOf(flags);
  if (flags.schema) {
    process.stdout.write(`${JSON.stringify(configSchema(known), null, 2)}\n`);
    return;
  }
  const words = wordFlags(flags);
  const lists = {
    ...(flags.methods === undefined ? {} : { methods: methodList(flags.methods, known) }),
    ...(flags.seeds === undefined ? {} : { seeds: seedList(flags.seeds) }),
    ...(flags.budget === undefined ? {} : { budget: flags.budget }),
    ...(flags.measure === undefined ? {} : { measure: flags.measure as RunMeasure }),
    ...(flags.grid === undefined ? {} : { grid: gridOf(flags.grid, known) }),
    ...(Object.keys(words).length === 0 ? {} : { wordAttack: words }),
  };
  const asked = resolve([...configs, checkedFlags(lists, known)], known);
  checkTakePart({
    set: flags.set,
    grid: asked.grid && { where: flags.grid ? '--grid' : 'grid', of: asked.grid },
    methods: asked.methods,
    ...(flags.methods !== undefined && { among: '--methods' }),
  });
  likenessIn(asked.wordAttack);
  const methods = asked.methods.map((name) => methodNamed(name, known));
  const said = saidIn(configs);
  const folder = flags.out ?? join('advtrain-results', asked.preset);
  if (flags.status) {
    printStatus(statusOf(folder), flags.json ?? false);
    return;
  }
  const on = askedOn(flags.on);
  checkOnFlags(flags, on);
  const worker = workerPart();
  if (worker) {
    const { checkpointEvery: checkpointSeconds, verifiable, race = false } = flags;
    await work(asked, methods, { ...flags, folder, said, checkpointSeconds, verifiable, race, part: worker });
    return;
  }
  if (flags.dryRun) {
    await foretold(asked, methods, { ...flags, folder, said });
    return;
  }
  if (on?.kind === 'slurm') await needSlurm();
  const member = await membership(flags, { out: folder, digest: { ...asked }, batchSize: asked.batchSize });
  if (on && member.size > 1)
    throw new UsageError(
      '--on shares out whole runs, and processes that train together share each run; choose one of the two.',
    );
  try {
    await compared(member, { asked, methods, said, on, flags });
  } finally {
    await member.end();
  }
}
