import type { MethodName, MethodOptions, Settings } from '@advtrain/compare';
import type { AttackSettings } from '@advtrain/evaluate';

/** What a user may say about a comparison, in a file or on the command line; all of it optional. */
export type Config = Partial<Omit<Settings, 'options' | 'attack'>> & {
  readonly $schema?: string;
  readonly options?: Readonly<Partial<Record<MethodName, MethodOptions>>>;
  readonly attack?: Partial<AttackSettings>;
};
