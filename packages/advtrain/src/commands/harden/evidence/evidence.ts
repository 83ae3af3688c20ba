import type { HoldsMore, Made, Preference } from '@advtrain/compare';
import type { Paper } from '@advtrain/core';
import type { Evaluation } from '../../evaluate/results.ts';
import type { Before } from '../data/before.ts';
import type { Survey } from '../data/survey.ts';

/** A trained model, as it is on the examples that are picked by. */
export interface TrainedModel {
  readonly name: string;
  readonly title: string;
  /** Its options as text. */
  readonly settings: string;
  /** What it is, and its paper. */
  readonly source: string;
  /** Where it was published; absent for what no paper introduced. */
  readonly paper?: Paper;
  /** Whether it is natural training at the cost of each of the others that were trained. */
  readonly isControl: boolean;
  /** The method that it is an average of with natural training, whose cost is that of both; absent for what was trained. */
  readonly averageOf?: string;
  /** Accuracy without an attack, and under each, in the order of {@link Evidence.pickedUnder}; absent where training failed. */
  readonly clean?: number;
  readonly held?: readonly number[];
  readonly failure?: string;
  readonly steps: number;
  readonly epochs: number;
  readonly units: number;
  readonly seconds: number;
}

/** How a model of {@link Evidence.evaluation} is called, and what it is. */
export type Role = 'before' | 'control' | 'picked';

/** What `advtrain harden` writes as evidence.json. */
export interface Evidence {
  /** The version of this layout. */
  readonly format: 1;
  readonly version: string;
  /** When and by what it was made. Absent in evidence of earlier versions. */
  readonly made?: Made;
  /** What the data may be used for, where that is known. */
  readonly licence?: string;
  /** The model as it was asked for, and the data. */
  readonly model: string;
  readonly data: string;
  readonly reported: string;
  readonly before: Before;
  readonly survey: Survey;
  /** The ε that is picked by, and why it is that. */
  readonly headline: string;
  readonly because: readonly string[];
  readonly trained: readonly TrainedModel[];
  /** TrainedModels that the budget did not pay for, by their titles. */
  readonly left: readonly string[];
  /** The attacks that models are picked under. */
  readonly pickedUnder: readonly string[];
  /** How many examples each of them has, and how many are attacked, for the pick. */
  readonly selection: { readonly examples: number; readonly attacked: number };
  readonly pick: {
    readonly prefer: Preference;
    /** How much clean accuracy robustness might cost, as a share, where both counted. */
    readonly giveUp: number;
    readonly name: string;
    readonly title: string;
    readonly because: string;
  };
  /** The picked model against the control, on what is reported; absent where the control was picked. */
  readonly against?: HoldsMore;
  /** What is in the folder `model`, by its title. */
  readonly given: { readonly name: string; readonly title: string; readonly isControl: boolean };
  /** The models that are reported, with their parts. */
  readonly roles: readonly Role[];
  readonly evaluation: Evaluation;
  /** What all have in common, as pairs of a name and a value. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** Seconds of each part, over all times that the command was run. */
  readonly cost: {
    /** To size the perturbations: natural steps, and the attacks after them. */
    readonly sizing: number;
    readonly training: number;
    /** To measure all that is picked from, averages among it. */
    readonly picking: number;
    /** Of the attacks on what is reported. */
    readonly reporting: number;
  };
  /** The command that does the same again. */
  readonly repeat: string;
  /** What the figures have to be read with. */
  readonly cautions: readonly string[];
  /** What a reader has to know beside. */
  readonly notes: readonly string[];
}

/** The reported model that is given, and the one that it is compared with first: before, else the control. */
export function sidesOf({ roles, evaluation, given }: Pick<Evidence, 'roles' | 'evaluation' | 'given'>) {
  const of = (role: Role) => evaluation.models[roles.indexOf(role)];
  const control = of('control')!;
  const before = of('before');
  const own = given.isControl ? control : of('picked')!;
  return { before, control, given: own, picked: of('picked'), reference: before ?? control };
}
