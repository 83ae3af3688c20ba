/** Why processes do not train together, in one sentence, which all of them get that can be told. */
export class Refusal extends Error {
  /**
   * Whether the same processes may meet at another time, for one of them was missing, left, or found its port taken; otherwise something
   * they were given has to change.
   */
  readonly isPassing: boolean;

  /**
   * @param sentence what is wrong, the rule, and the remedy
   * @param isPassing whether it may be otherwise at another time
   */
  constructor(sentence: string, isPassing: boolean) {
    super(sentence);
    this.name = 'Refusal';
    this.isPassing = isPassing;
  }
}
