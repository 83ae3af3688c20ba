/**
 * How many seconds an attack has left by its pace so far; `undefined` before a third of the examples is done. All of them advance together, so
 * that few are done for long, and the pace of those says nothing.
 *
 * @param done how many examples are done.
 * @param of how many there are.
 * @param seconds how long that took.
 */
export function timeLeft(done: number, of: number, seconds: number): number | undefined {
  return 3 * done < of ? undefined : (seconds / done) * (of - done);
}
