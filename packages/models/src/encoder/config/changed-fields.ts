import { families, type ModelType } from '../families/families.ts';

type Json = Readonly<Record<string, unknown>>;

/** A parsed config.json with some fields replaced, of whatever name of theirs it has: a family's own would go before ours. */
export function changedFields(config: Json, changes: Json): Json {
  const { model_type: type } = { ...config, ...changes };
  const aliases = (families[type as ModelType] as { aliases: Readonly<Record<string, string>> } | undefined)?.aliases;
  const replaced = Object.keys(changes).map((name) => aliases?.[name]);
  const kept = Object.entries(config).filter(([name]) => !replaced.includes(name));
  return { ...(Object.fromEntries(kept) as Json), ...changes };
}
