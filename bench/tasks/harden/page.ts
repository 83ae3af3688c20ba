import { cpus } from 'node:os';
import { count, points } from '@advtrain/compare';
import { discordant, mcnemar, mean } from '@advtrain/statistics';
import type { Discordant } from '@advtrain/statistics';
import { measuresOf, type Evidence } from './evidence.ts';

/** Which examples two models are right on. */
interface Pair {
  readonly control: readonly (0 | 1)[];
  readonly picked: readonly (0 | 1)[];
}

/** A hardening with its seed. */
export interface HardenRun {
  readonly seed: number;
  readonly evidence: Evidence;
}

const names = ['clean', 'embeddings', 'synonyms', 'typos'] as const;

/** A hardening as an object of the JSON output. */
export function rowOf({ seed, evidence }: HardenRun): Readonly<Record<string, unknown>> {
  const { pick, given } = evidence;
  const row: Record<string, unknown> = { seed, picked: pick.title, given: given.isControl ? 'natural' : pick.title };
  const measures = measuresOf(evidence);
  for (const name of names) {
    const { control, picked } = measures[name];
    row[name] = { natural: shareOf(control), picked: shareOf(picked) };
  }
  return row;
}

/** The page about some hardenings, in Markdown. */
export function page(
  runs: readonly HardenRun[],
  { backend, command }: { readonly backend: string; readonly command: string },
): string {
  const [cpu] = cpus();
  const [first] = runs;
  const { examples = 0, attacked = 0 } = first?.evidence.evaluation ?? {};
  const rows = runs.map(({ seed, evidence }) => {
    const measures = measuresOf(evidence);
    const { pick, given, headline } = evidence;
    return [
      `${seed}`,
      pick.title,
      given.isControl ? 'natural' : pick.title,
      headline,
      ...names.map((name) => pairText(measures[name])),
    ];
  });
  return `# \`advtrain harden\` against natural training

\`npm run bench -- harden\` on ${cpus().length} cores of ${cpu?.model.trim() ?? 'an unknown processor'}, ${backend}, Node ${process.versions.node.split('.')[0] ?? ''}. A seed is a run of

\`\`\`sh
${command}
\`\`\`

In percent of sentences that neither were trained on nor picked by: natural training → the picked model (difference in points; p of McNemar's paired test). Natural training and each method have the same units; an average (½ or ¾ of the way from natural training to a method) took both trainings, so that natural training has half of its units. Clean: of ${count(examples)}. Embeddings: of ${count(attacked)} of them, under ten moves of projected gradient ascent at the ε that was calibrated. Synonyms: under PWWS with WordNet. Typos: under DeepWordBug. Given: what the command wrote into \`model\`, the picked one only where it holds significantly more.

${table(['seed', 'picked', 'given', 'ε', ...names], rows)}
${meansOf(runs)}
${togetherOf(runs)}
${runs
  .map(
    ({ seed, evidence }) =>
      `- Seed ${seed}: ${evidence.trained
        .filter(({ averageOf }) => averageOf === undefined)
        .map(({ title, epochs, seconds }) => `${title} ${epochs.toFixed(1)} epochs in ${Math.round(seconds)} s`)
        .join(', ')}.\n`,
  )
  .join('')}`;
}

/** The mean differences, which the bar is about. */
function meansOf(runs: readonly HardenRun[]): string {
  const each = names.map((name) => {
    const differences = runs.map(({ evidence }) => {
      const { control, picked } = measuresOf(evidence)[name];
      return shareOf(picked) - shareOf(control);
    });
    return `${name} ${signed(mean(differences))} (${differences.map(signed).join(', ')})`;
  });
  return `Mean differences over ${runs.length === 1 ? 'one seed' : `${runs.length} seeds`}, in points: ${each.join('; ')}.\n`;
}

/** Of all seeds together, the sentences that one of the two models alone is right on. */
function togetherOf(runs: readonly HardenRun[]): string {
  const each = names.map((name) => {
    const pairs = runs.map(({ evidence }) => measuresOf(evidence)[name]);
    const counts = countsOf({
      control: pairs.flatMap(({ control }) => control),
      picked: pairs.flatMap(({ picked }) => picked),
    });
    return `${name} ${counts.onlyFirst} by the picked model and ${counts.onlySecond} by natural training (${pText(counts)})`;
  });
  return `All seeds together, sentences held by one of them alone: ${each.join('; ')}.\n`;
}

function countsOf({ control, picked }: Pair): Discordant {
  return discordant(
    picked.map((right) => right === 1),
    control.map((right) => right === 1),
  );
}

function pText(counts: Discordant): string {
  const p = mcnemar(counts).midP;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

function pairText({ control, picked }: Pair): string {
  return `${points(shareOf(control))} → ${points(shareOf(picked))} (${signed(shareOf(picked) - shareOf(control))}; ${pText(countsOf({ control, picked }))})`;
}

function shareOf(places: readonly (0 | 1)[]): number {
  return mean([...places]);
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${points(Math.abs(share))}`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (texts: readonly string[]): string => `| ${texts.join(' | ')} |\n`;
  return `${row(header)}${row(header.map((_, at) => (at < 4 ? '---' : '---:')))}${rows.map(row).join('')}`;
}
