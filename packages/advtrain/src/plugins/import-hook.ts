import { register } from 'node:module';

const own = /^@advtrain\/|^@tensorflow\/tfjs-core$/;

/**
 * A hook of Node's: what a plugin imports of `@advtrain` and of TensorFlow.js are the command's own, wherever the plugin
 * lies. Tensors of another copy would be strangers to its engine, and a file in some folder has no copy at all.
 */
const hook = `
let home;
export function initialize(data) {
  home = data;
}
export async function resolve(name, context, next) {
  if (!${String(own)}.test(name)) return next(name, context);
  try {
    return await next(name, { ...context, parentURL: home });
  } catch {
    return next(name, context);
  }
}`;

let shared = false;

/** Whether an import of a plugin's means a package of the command's own. */
export function isOwn(name: string): boolean {
  return own.test(name);
}

/** Lets modules that are imported from now on share the command's packages. */
export function shareImports(): void {
  if (shared) return;
  shared = true;
  register(`data:text/javascript,${encodeURIComponent(hook)}`, { parentURL: import.meta.url, data: import.meta.url });
}
