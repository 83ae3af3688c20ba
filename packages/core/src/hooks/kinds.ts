import type { Plugin } from '../contract/plugin.ts';

/** How the hooks of several plugins combine. */
export type HookKind =
  /** At most one plugin has it. */
  | 'exclusive'
  /** Each gets what the one before returned. */
  | 'chained'
  /** What they return is added up. */
  | 'summed'
  /** What they return is put side by side. */
  | 'joined'
  /** All are called, for their effect. */
  | 'in order'
  /** The same, the last one first. */
  | 'in reverse'
  /** Each is its plugin's own. */
  | 'apart';

/** What a hook is: a value; a function; one whose result runs later, as a generator or a function; functions by name. */
export type HookShape = 'value' | 'call' | 'stream' | 'rewriter' | 'calls';

/** Every hook there is, in the order of {@link Plugin}: the compiler refuses one that is missing or unknown. */
export const hooks = {
  name: { kind: 'apart', shape: 'value' },
  loss: { kind: 'chained', shape: 'rewriter' },
  batches: { kind: 'chained', shape: 'stream' },
  beforeStep: { kind: 'in order', shape: 'call' },
  perturb: { kind: 'exclusive', shape: 'stream' },
  penalty: { kind: 'summed', shape: 'call' },
  accumulate: { kind: 'chained', shape: 'call' },
  afterStep: { kind: 'in order', shape: 'call' },
  onPass: { kind: 'in order', shape: 'call' },
  phase: { kind: 'joined', shape: 'call' },
  units: { kind: 'summed', shape: 'call' },
  rounds: { kind: 'exclusive', shape: 'value' },
  replays: { kind: 'exclusive', shape: 'value' },
  state: { kind: 'apart', shape: 'calls' },
  dispose: { kind: 'in reverse', shape: 'call' },
} as const satisfies Record<Exclude<keyof Plugin, 'call'>, { readonly kind: HookKind; readonly shape: HookShape }>;

/** The name of a hook. */
export type HookName = keyof typeof hooks;

/** The hooks of some kinds. */
export type HooksOf<Kind extends HookKind> = {
  [Name in HookName]: (typeof hooks)[Name]['kind'] extends Kind ? Name : never;
}[HookName];

/** All names, in order. */
export const hookNames = Object.keys(hooks) as readonly HookName[];
