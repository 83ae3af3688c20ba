import type { MethodOptions, WordAttackSettings } from '@advtrain/compare';
import type { AttackSettings } from '@advtrain/evaluate';
import type { Settings } from './settings.ts';

/** What a user may say about a comparison, in a file or on the command line; all of it optional. */
export type Config = Partial<Omit<Settings, 'options' | 'attack' | 'wordAttack'>> & {
  readonly $schema?: string;
  /** Modules with methods of one's own: paths, or names of installed packages. */
  readonly plugins?: readonly string[];
  readonly options?: Readonly<Record<string, MethodOptions>>;
  readonly attack?: Partial<AttackSettings>;
  readonly wordAttack?: Partial<WordAttackSettings>;
};

/** The names of the settings that any of some configurations says. */
export function saidIn(configs: readonly Config[]): ReadonlySet<string> {
  const entries = configs.flatMap((config) => Object.entries<unknown>({ ...config }));
  return new Set(entries.flatMap(([name, value]) => (value === undefined ? [] : [name])));
}
