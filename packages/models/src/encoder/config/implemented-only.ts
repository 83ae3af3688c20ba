type Json = Readonly<Record<string, unknown>>;

/** What every model does, and the only value of the field that would change it: without the field it has that value. */
const always: Json = {
  position_embedding_type: 'absolute',
  is_decoder: false,
  add_cross_attention: false,
};

/** Fields of which only an empty one is implemented. */
const empty = ['pruned_heads', 'quantization_config'];

/**
 * Refuses a parsed config.json that would load and compute something else, in one sentence; `ofFamily` are fields of its
 * architecture that may have one value only.
 */
export function implementedOnly(json: Json, ofFamily: Json): void {
  for (const [name, only] of Object.entries({ ...always, ...ofFamily })) {
    // Null is false to Python, and no other value's equal.
    const value = name in json ? (json[name] ?? (only === false || only === 0 ? only : null)) : only;
    if (value === only) continue;
    throw new Error(`${name} is ${JSON.stringify(value)}, but only ${JSON.stringify(only)} is implemented.`);
  }
  for (const name of empty) {
    const value = json[name] ?? {};
    if (JSON.stringify(value) === '{}') continue;
    throw new Error(`${name} is ${JSON.stringify(value)}, which is not implemented: use the whole model.`);
  }
}
