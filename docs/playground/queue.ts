/** Lets one piece of work begin when the one before it has ended: parameters change under nobody's hands. */
export function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}

/** Gives the page its turn where it has waited for longer than a frame lasts. */
export function breather(): () => Promise<void> {
  const longest = 12;
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longest) return;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    since = performance.now();
  };
}
