/** Refuses columns of which one that is needed (all, where nobody says which) has the name of another. */
export function refuseTwiceNamed(path: string, columns: readonly string[], needed?: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of columns) {
    if (seen.has(name) && (needed?.includes(name) ?? name !== '')) throw twiceNamed(path, name);
    seen.add(name);
  }
}

function twiceNamed(path: string, name: string): Error {
  return new Error(`${path} has two columns called "${name}": rename or remove one of them.`);
}

/** A column that is needed and that a JSON object has twice, of which `JSON.parse` would keep the last; `undefined` if there is none. */
export function twiceIn(json: string, needed: readonly string[]): string | undefined {
  // Hardly any line has a name twice, and only those are looked at key by key.
  return needed.find((name) => {
    const key = JSON.stringify(name);
    const first = json.indexOf(key);
    return (
      first >= 0 && json.includes(key, first + key.length) && topKeys(json).filter((each) => each === key).length > 1
    );
  });
}

/** The keys of an object as they stand in JSON, without those of what is within it. */
function topKeys(json: string): readonly string[] {
  const keys: string[] = [];
  let depth = 0;
  for (const [token] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1 && token.endsWith(':')) keys.push(token.slice(0, token.lastIndexOf('"') + 1));
  }
  return keys;
}
