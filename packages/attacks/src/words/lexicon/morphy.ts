/** The parts of speech, as WordNet names their files. */
export type Speech = 'noun' | 'verb' | 'adj' | 'adv';

/** In NLTK's order. */
export const speeches: readonly Speech[] = ['noun', 'verb', 'adj', 'adv'];

const endings: Readonly<Record<Speech, readonly (readonly [ending: string, instead: string])[]>> = {
  noun: [
    ['s', ''],
    ['ses', 's'],
    ['ves', 'f'],
    ['xes', 'x'],
    ['zes', 'z'],
    ['ches', 'ch'],
    ['shes', 'sh'],
    ['men', 'man'],
    ['ies', 'y'],
  ],
  verb: [
    ['s', ''],
    ['ies', 'y'],
    ['es', 'e'],
    ['es', ''],
    ['ed', 'e'],
    ['ed', ''],
    ['ing', 'e'],
    ['ing', ''],
  ],
  adj: [
    ['er', ''],
    ['est', ''],
    ['er', 'e'],
    ['est', 'e'],
  ],
  adv: [],
};

/**
 * The dictionary forms that a form may be of, as NLTK 3.10's morphy has them: itself, then what the exceptions name, else what the
 * endings make of it in one step; each once, where the dictionary has it.
 */
export function morphy(
  form: string,
  speech: Speech,
  exceptions: readonly string[] | undefined,
  has: (form: string) => boolean,
): readonly string[] {
  const forms = exceptions ?? withoutEndings(form, speech);
  return [...new Set([form, ...forms])].filter(has);
}

function withoutEndings(form: string, speech: Speech): readonly string[] {
  return endings[speech]
    .filter(([ending]) => form.endsWith(ending))
    .map(([ending, instead]) => form.slice(0, -ending.length) + instead);
}
