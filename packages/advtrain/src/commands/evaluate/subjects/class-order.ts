import { list } from '@advtrain/compare';
import { plainNumeral } from '@advtrain/core';
import { classPlaces } from '@advtrain/models';

/** Which classes of a model those of some data are. */
export interface ClassOrder {
  /** The model's classes: first those of the data, in their order, then the others. */
  readonly order: readonly number[];
  /** What a person should know of it, where names do not say it. */
  readonly note?: string;
}

/**
 * Which class of a model each class of some data is: by its name, else by its number, else by its place. The data may lack classes.
 * Throws one sentence for data that have a class which the model lacks.
 */
export function classOrder(model: string, data: readonly string[], own: readonly string[]): ClassOrder {
  const named = classPlaces(data, own);
  if (named) return { order: completed(named, own) };
  const known = data.filter((name) => classPlaces([name], own));
  const numbered = byNumber(data, own);
  // Where the model knows some of the names, a number that is none of its names is a class which it lacks, and no place.
  if (known.length === 0 && numbered) return { order: completed(numbered, own), ...noted(model, data, numbered, own) };
  if (known.length === 0 && data.length === own.length) {
    const places = data.map((_, place) => place);
    return { order: places, ...noted(model, data, places, own) };
  }
  const lost = data.filter((name) => !known.includes(name));
  const has = `${model} knows ${shown(own)}`;
  throw new Error(
    `The data have the ${lost.length === 1 ? 'class' : 'classes'} ${shown(lost)}, but ${has}: leave those rows out, or name another model.`,
  );
}

function byNumber(data: readonly string[], own: readonly string[]): readonly number[] | undefined {
  const places = data.map((name) => (/^\d+$/.test(plainNumeral(name)) ? Number(plainNumeral(name)) : own.length));
  return places.every((place) => place < own.length) ? places : undefined;
}

function completed(places: readonly number[], own: readonly string[]): readonly number[] {
  return [...places, ...Array.from(own.keys()).filter((place) => !places.includes(place))];
}

function noted(model: string, data: readonly string[], places: readonly number[], own: readonly string[]) {
  const isNameless = own.every((name, place) => name === `LABEL_${place}`);
  if (isNameless && data.every((name, at) => plainNumeral(name) === String(places[at]))) return {};
  const each = data.map((name, at) => `${name} for ${own[places[at]!]!}`);
  const why = isNameless ? `${model} does not name its classes` : `The data name none of the classes of ${model}`;
  return { note: `${why}, so ${list(each)} is taken: if that is wrong, rename the classes of the data.` };
}

/** Names, as many as a sentence carries. */
function shown(names: readonly string[]): string {
  return list([...names.slice(0, 10), ...(names.length > 10 ? [`${names.length - 10} more`] : [])]);
}
