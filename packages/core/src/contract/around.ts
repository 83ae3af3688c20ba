import { defineMethod, type MethodEntry, type Subject, type TaskKind } from './entry.ts';
import type { OptionSchemas, OptionsOf } from './option.ts';
import type { Plugin } from './plugin.ts';
import { at } from './schedule.ts';

/**
 * What the entry of a method that goes around or beside another has of its own. Of its `kinds` it is for those that the
 * method inside is for, too.
 */
export interface Wrapping<Own extends OptionSchemas> extends Pick<
  MethodEntry,
  'name' | 'title' | 'package' | 'about' | 'paper' | 'kinds' | 'because' | 'version' | 'attacks'
> {
  readonly options: Own;
  /** What it adds to the cost of the method inside, in words; nothing where it adds nothing. */
  readonly cost?: string;
  /**
   * What it adds in units, to a method of so many rounds. Default: nothing.
   *
   * @param rounds how many rounds the method inside takes of a batch.
   * @param options the values of its own options.
   * @param subject what is trained.
   */
  units?(rounds: number, options: OptionsOf<Own>, subject: Subject): number;
  /**
   * What takes the place of the method inside, which is `undefined` where the entry has hooks alone.
   *
   * @param method the method inside, made already.
   * @param options the values of its own options.
   * @param subject what is trained.
   */
  plugins(method: Plugin | undefined, options: OptionsOf<Own>, subject: Subject): readonly Plugin[];
}

/**
 * The entry of a method with another around or beside it: what a run of `inner` takes, and what `outer` adds, with the
 * options of both. Plugins that go along with the method inside stay as they are.
 *
 * @param inner the method inside.
 * @param outer its name, its options and what it adds; an option of the same name as one of `inner` is refused.
 */
export function around<Inner extends OptionSchemas, Own extends OptionSchemas>(
  inner: MethodEntry<Inner>,
  outer: Wrapping<Own>,
): MethodEntry<Inner & Own> {
  const twice = Object.keys(outer.options).find((name) => name in inner.options);
  if (twice !== undefined)
    throw new Error(`Both ${outer.name} and ${inner.name} have an option "${twice}": rename it in one of them.`);
  const { title, about, paper, cost, options } = outer;
  const kinds = common(inner.kinds, outer.kinds);
  const reasons = [inner.because, outer.because].filter((reason) => reason !== undefined);
  const { attacks = true } = outer;
  const versions = [inner.version, outer.version].filter((version) => version !== undefined);
  return defineMethod<Inner & Own>({
    ...inner,
    name: outer.name,
    title,
    package: outer.package,
    about,
    ...(paper && { paper }),
    ...(kinds && { kinds }),
    ...(reasons.length > 0 && { because: reasons.join(', and ') }),
    attacks: attacks || (inner.attacks ?? true),
    ...(versions.length > 0 && { version: versions.join('+') }),
    options: { ...inner.options, ...options },
    cost: cost === undefined ? inner.cost : `${inner.cost}, and ${cost}`,
    units: (given, subject) => {
      const inside = only(given, inner.options);
      const rounds = roundsOf(inner, inside, subject);
      return inner.units(inside, subject) + (outer.units?.(rounds, only(given, options), subject) ?? 0);
    },
    plugins: (given, subject) => {
      const found = inner.plugins(only(given, inner.options), subject);
      const method = found.find(({ perturb }) => perturb);
      const others = found.filter((plugin) => plugin !== method);
      return [...outer.plugins(method, only(given, options), subject), ...others];
    },
  });
}

/** Of options those that one of the two has: factories refuse any other. */
function only<Some extends OptionSchemas>(given: OptionsOf<Some>, options: Some): OptionsOf<Some> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => name in options)) as OptionsOf<Some>;
}

/** How many rounds a method takes of a batch. */
function roundsOf<Inner extends OptionSchemas>(
  inner: MethodEntry<Inner>,
  options: OptionsOf<Inner>,
  subject: Subject,
): number {
  const plugins = inner.plugins(options, subject);
  for (const { dispose } of plugins) dispose?.();
  return at(plugins.find(({ perturb }) => perturb)?.rounds ?? 1, 0);
}

function common(
  first: readonly TaskKind[] | undefined,
  second: readonly TaskKind[] | undefined,
): readonly TaskKind[] | undefined {
  return first && second ? first.filter((kind) => second.includes(kind)) : (first ?? second);
}
