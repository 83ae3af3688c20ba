import { families, type ModelType } from '../families/families.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * A parsed config.json with some fields replaced, of whatever name of theirs it has: a family's own would go before ours. Where
 * labels are replaced, their number and names are those of the changes alone.
 */
export function changedFields(config: Json, changes: Json): Json {
  const { model_type: type } = { ...config, ...changes };
  const aliases = (families[type as ModelType] as { aliases: Readonly<Record<string, string>> } | undefined)?.aliases;
  const others: Readonly<Record<string, string>> = { ...aliases, num_labels: 'id2label', id2label: 'num_labels' };
  const replaced = Object.keys(changes).map((name) => others[name]);
  const kept = Object.entries(config).filter(([name]) => !replaced.includes(name));
  return { ...(Object.fromEntries(kept) as Json), ...changes };
}
