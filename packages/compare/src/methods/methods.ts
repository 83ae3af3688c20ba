import { rounded } from '../format.ts';
import type { MethodName, MethodOptions, MethodRules } from './method-rules.ts';
import { methodTable } from './method-table.ts';

/** Every method's title, source, cost and options. */
export const methods: Readonly<Record<MethodName, MethodRules>> = methodTable;

/** A method's options as text: `steps 3, stepSize 0.1`. */
export function optionsText(options: MethodOptions): string {
  const entries = Object.entries(options);
  return entries.length === 0
    ? 'no options'
    : entries.map(([name, value]) => `${name} ${typeof value === 'number' ? rounded(value) : value}`).join(', ');
}
