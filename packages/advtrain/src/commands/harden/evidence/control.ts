import type { Evidence, TrainedModel } from './evidence.ts';

/** How natural training is called where it is compared: in sentences, and at the head of a column. */
export interface ControlNames {
  readonly text: string;
  readonly title: string;
}

/** How it is called beside one of the models: it costs what each training does, and an average of two models took two of them. */
export function controlBeside({ averageOf }: Pick<TrainedModel, 'averageOf'>): ControlNames {
  if (averageOf === undefined) return { text: 'natural training at the same cost', title: 'natural, same cost' };
  return { text: 'natural training with half as many units', title: 'natural, half the units' };
}

/** How it is called in sentences about the model that was picked. */
export function controlText({ pick, trained }: Pick<Evidence, 'pick' | 'trained'>): string {
  return controlBeside(trained.find(({ name }) => name === pick.name) ?? {}).text;
}
