import type { TaskKind } from '@advtrain/evaluate';

/** The methods that can take part in a comparison. */
export const methodNames = [
  'natural',
  'natural-matched',
  'pgd',
  'freeat',
  'yopo',
  'freelb',
  'freelb++',
  'fgm',
  'vat',
  'smart',
  'r3f',
  'trades',
  'tavat',
  'fast',
] as const;

/** One of {@link methodNames}. */
export type MethodName = (typeof methodNames)[number];

/** The options of a method by name. `radius` may be `none`: no projection. */
export type MethodOptions = Readonly<Record<string, number | string>>;

/** What values an option takes. `none` may be said in place of a number above 0; `above`: above `min`, not at it; and `below`. */
export type OptionRule =
  | { readonly kind: 'integer'; readonly min: number; readonly meaning: string }
  | {
      readonly kind: 'number';
      readonly min: number;
      readonly meaning: string;
      readonly none?: boolean;
      readonly above?: boolean;
      readonly below?: number;
    }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly meaning: string };

/** A method as the command knows it. */
export interface MethodRules {
  readonly title: string;
  /** The package that it is in. */
  readonly package: string;
  /** What it is, and its paper. */
  readonly source: string;
  /** Its cost in units, in words. */
  readonly cost: string;
  readonly options: Readonly<Record<string, OptionRule>>;
  /** The kinds of tasks that it is for, if not for all, and why. */
  readonly only?: { readonly kinds: readonly TaskKind[]; readonly why: string };
}
