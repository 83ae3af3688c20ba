import { bytes, count } from '@advtrain/compare';
import { cached, catalogue, imageNets, modelTypes } from '@advtrain/models';
import type { KnownModel } from '@advtrain/models';
import { Command } from 'commander';
import { columns } from '../terminal/columns.ts';

/** `advtrain models`. */
export function modelsCommand(): Command {
  return new Command('models')
    .description('List the pretrained models: sizes, licences, and which are on this machine already.')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Any other model of these families, by model_type, serves as well:
${modelTypes.join(', ')}.
--model takes a Hugging Face folder, or owner/name on the hub. Folders of models that ADVTRAIN_MODELS names count as here.

Example:
  $ advtrain models`,
    )
    .action(async ({ json }: { json?: boolean }) => {
      const listed = await Promise.all(
        catalogue.map(async (model) => ({ ...model, folder: await cached(model.name) })),
      );
      const nets = Object.entries(imageNets).map(([name, { description }]) => ({ name, description }));
      process.stdout.write(json ? `${JSON.stringify({ models: listed, nets }, null, 2)}\n` : asText(listed, nets));
    });
}

type Listed = KnownModel & {
  /** Where it is on this machine, if it is. */
  readonly folder: string | undefined;
};

function asText(listed: readonly Listed[], nets: readonly { name: string; description: string }[]): string {
  const header = ['model', 'family', 'layers × width', 'parameters', 'download', 'licence', 'here', 'on the hub'];
  const rows = listed.map((model) => [
    model.name,
    model.family,
    `${model.layers} × ${model.width}`,
    count(model.parameters),
    bytes(model.bytes),
    model.licence,
    model.folder === undefined ? '–' : 'yes',
    model.hub,
  ]);
  const drawn = nets.map(({ name, description }) => [name, description]);
  return `${columns([header, ...rows], [2, 3, 4])}\nNets for images, which start at random:\n${columns(drawn)}`;
}
