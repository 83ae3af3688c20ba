/** The element of the page with an id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element #${id}.`);
  return found;
}

/** A new element with a class and what is in it. */
export function element(tag: string, className: string, ...contents: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...contents);
  return made;
}

/** A share as a whole percentage. */
export function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}
