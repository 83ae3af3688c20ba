import { setImmediate } from 'node:timers/promises';

interface Waiting<Asked, Answer> {
  readonly asked: readonly Asked[];
  resolve(answers: readonly Answer[]): void;
  reject(error: unknown): void;
}

/** Puts what is asked while the model is busy into one batch after the other: a model answers many texts in little more time than one. */
export class QuestionQueue<Asked, Answer> {
  readonly #answer: (asked: readonly Asked[]) => Promise<readonly Answer[]>;
  readonly #atOnce: number;
  readonly #waiting: Waiting<Asked, Answer>[] = [];
  #answering: readonly Waiting<Asked, Answer>[] = [];
  #working: Promise<void> | undefined;

  /** `answer` gives one for each of what is asked: at most so many at once, but for a request that has more itself. */
  constructor(answer: (asked: readonly Asked[]) => Promise<readonly Answer[]>, atOnce: number) {
    this.#answer = answer;
    this.#atOnce = atOnce;
  }

  /** How much waits for an answer, what is being answered included. */
  get length(): number {
    return [...this.#answering, ...this.#waiting].reduce((sum, { asked }) => sum + asked.length, 0);
  }

  /** The answer to each. */
  ask(asked: readonly Asked[]): Promise<readonly Answer[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ asked, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /** Resolves when nothing is waiting any more. */
  async settled(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Whatever comes in the same moment is asked about together.
      await setImmediate();
      this.#answering = this.#next();
      await this.#answerTo(this.#answering);
      this.#answering = [];
    }
    this.#working = undefined;
  }

  async #answerTo(some: readonly Waiting<Asked, Answer>[]): Promise<void> {
    try {
      const answers = await this.#answer(some.flatMap(({ asked }) => asked));
      let from = 0;
      for (const { asked, resolve } of some) {
        resolve(answers.slice(from, from + asked.length));
        from += asked.length;
      }
    } catch (error) {
      // What cannot be answered of one request is no matter of the others.
      if (some.length === 1) some[0]!.reject(error);
      else for (const one of some) await this.#answerTo([one]);
    }
  }

  #next(): readonly Waiting<Asked, Answer>[] {
    const some = [this.#waiting.shift()!];
    let texts = some[0]!.asked.length;
    while (this.#waiting[0] && texts + this.#waiting[0].asked.length <= this.#atOnce) {
      const next = this.#waiting.shift()!;
      some.push(next);
      texts += next.asked.length;
    }
    return some;
  }
}
