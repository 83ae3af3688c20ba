import { count, duration, timeLeft } from '@advtrain/compare';

/** A part of an evaluation: an attack on one model, for one. */
export interface Part {
  /** As people call it. */
  readonly title: string;
  /** What is as fast for a unit, the narrowest kind first: `words plain`, `text`. */
  readonly kinds: readonly string[];
  /** Forward passes, and backward passes, of single examples: about how many. */
  readonly units: number;
}

/** A part that is under way. */
export interface Begun {
  /** Says how far it is, where nothing was said for a while. */
  tell(done: number, of: number, asked?: number): void;
  /** It is over. */
  end(): void;
}

/** Whom a progress tells, and by which clock. */
export interface ProgressOptions {
  readonly note: (line: string) => void;
  /** How many models are measured alike. Default 1. */
  readonly models?: number;
  /** Milliseconds. Default: those of this process. */
  readonly now?: () => number;
}

/** Milliseconds between two lines at least. */
const every = 10_000;

/** Where nothing of a kind is done, anything else says how fast it may be. */
const anyKind = '';

/** How far an evaluation is, over all its parts: what is left of one, and of all attacks on all models. */
export class Progress {
  readonly #note: (line: string) => void;
  readonly #now: () => number;
  readonly #paces = new Map<string, { units: number; milliseconds: number }>();
  /** Parts that have not begun, and those of each model that is to come. */
  #waiting: readonly Part[] = [];
  #ofModel: readonly Part[] = [];
  #models: number;
  #said: number;

  /** Of an evaluation that begins now. */
  constructor({ note, models = 1, now = () => performance.now() }: ProgressOptions) {
    this.#note = note;
    this.#now = now;
    this.#models = models;
    this.#said = now();
  }

  /** The next model has these parts, and those after it are thought to have the same. Those that are kept take no time. */
  model(parts: readonly Part[], kept: readonly Part[] = []): void {
    this.#models--;
    this.#ofModel = parts;
    this.#waiting = parts.filter((part) => !kept.includes(part));
  }

  /** These parts are left, and no model: what is measured of all of them. */
  last(parts: readonly Part[]): void {
    this.#models = 0;
    this.#ofModel = [];
    this.#waiting = parts;
  }

  /** A part begins. */
  begin(part: Part): Begun {
    this.#waiting = this.#waiting.filter((other) => other !== part);
    const began = this.#now();
    return {
      tell: (done, of, asked) => {
        const now = this.#now();
        if (done === of || now - this.#said < every) return;
        this.#said = now;
        const texts = asked === undefined ? '' : ` · ${count(asked)} texts asked about`;
        this.#note(
          `${part.title}: ${Math.floor(done)} of ${of} examples${texts}${this.#leftOf(part, done, of, now - began)}`,
        );
      },
      end: () => {
        for (const kind of [...part.kinds, anyKind]) {
          const { units, milliseconds } = this.#paces.get(kind) ?? { units: 0, milliseconds: 0 };
          this.#paces.set(kind, { units: units + part.units, milliseconds: milliseconds + this.#now() - began });
        }
      },
    };
  }

  #leftOf(part: Part, done: number, of: number, spent: number): string {
    const known = timeLeft(done, of, spent / 1000);
    const foreseen = this.#seconds(part);
    const own = known ?? (foreseen === undefined ? undefined : Math.max(0, foreseen - spent / 1000));
    if (own === undefined) return '';
    const left = ` · ${duration(own)} left`;
    const others = [...this.#waiting, ...Array.from({ length: this.#models }, () => this.#ofModel).flat()];
    if (others.length === 0) return left;
    // While nothing is done, what is under way is the only pace there is.
    const pace = (own + spent / 1000) / part.units;
    const all = others.reduce((sum, other) => sum + (this.#seconds(other) ?? pace * other.units), own);
    return `${left}, of all attacks and models about ${duration(all)}`;
  }

  /** By the pace of what is done, of the narrowest kind that anything was done of. */
  #seconds({ kinds, units }: Part): number | undefined {
    const pace = [...kinds, anyKind].map((kind) => this.#paces.get(kind)).find((found) => found !== undefined);
    return pace && (pace.milliseconds / 1000 / pace.units) * units;
  }
}
