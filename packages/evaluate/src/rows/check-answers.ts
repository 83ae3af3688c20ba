/**
 * Throws one sentence where a model computed something else than numbers: the class of it, or a metric, would look like any other.
 *
 * @param answers what the model says of each example: a class, a value, or logits.
 */
export function checkAnswers(answers: Iterable<number | Iterable<number>>): void {
  let example = 0;
  for (const answer of answers) {
    const numbers = typeof answer === 'number' ? [answer] : Array.from(answer);
    if (!numbers.every(Number.isFinite))
      throw new Error(
        `The model's answer to example ${example} is no number: its weights are damaged, or it was trained too far.`,
      );
    example++;
  }
}
