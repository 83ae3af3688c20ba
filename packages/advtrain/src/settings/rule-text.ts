/** What of a JSON Schema an option's rule is made of. */
interface Rule {
  readonly title?: string;
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly enum?: readonly unknown[];
  readonly const?: string | number | boolean;
  readonly anyOf?: readonly Rule[];
}

/** Which values an option takes, in words: `a whole number of at least 1`. */
export function ruleText(schema: object): string {
  const rule = schema as Rule;
  if (rule.enum) return rule.enum.join(' or ');
  if (rule.title !== undefined) return rule.title;
  if (rule.const !== undefined) return String(rule.const);
  if (rule.anyOf) return rule.anyOf.map(ruleText).join(', or ');
  if (rule.minimum !== undefined && rule.maximum !== undefined) {
    return `${typeText(rule.type)} from ${rule.minimum} to ${rule.maximum}`;
  }
  const limits = [
    ['of at least', rule.minimum],
    ['above', rule.exclusiveMinimum],
    ['of at most', rule.maximum],
    ['below', rule.exclusiveMaximum],
  ].flatMap(([words, limit]) => (limit === undefined ? [] : [`${words} ${limit}`]));
  return `${typeText(rule.type)} ${limits.join(', ')}`.trim();
}

function typeText(type: string | undefined): string {
  if (type === 'integer') return 'a whole number';
  if (type === 'number') return 'a number';
  if (type === 'boolean') return 'true or false';
  return type === undefined ? '' : `a ${type}`;
}
