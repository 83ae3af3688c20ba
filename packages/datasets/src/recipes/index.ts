import { baselinesRoberta } from './baselines-roberta.ts';
import { freelbAlbert } from './freelb-albert.ts';
import { freelbRoberta } from './freelb-roberta.ts';
import { images } from './images.ts';
import { questionsRoberta } from './questions-roberta.ts';
import type { Recipe } from './recipe.ts';
import { regularised } from './regularised.ts';
import { smoothImages } from './smooth-images.ts';
import { tavatBert } from './tavat-bert.ts';

/** Every recipe there is: the published hyper-parameters of each task and method. */
export const recipes: readonly Recipe[] = [
  ...freelbRoberta,
  ...freelbAlbert,
  ...baselinesRoberta,
  ...questionsRoberta,
  ...tavatBert,
  ...regularised,
  ...images,
  ...smoothImages,
];
