import type { Account } from './account.ts';
import { scored, type Goal } from './goal.ts';
import { logitsOf } from './questions.ts';
import type { Answers, Request, Search, Variant } from './search.ts';
import type { MaskedModel, Similarity, TextModel, TextParts } from './text-model.ts';

/** One search under way. */
export interface Running {
  readonly row: number;
  readonly label: number;
  readonly account: Account;
  readonly search: Search<Variant | undefined>;
  /** The clean text of the part that is edited. */
  readonly original: string;
  /** The example with another text in that part. */
  readonly parts: (text: string) => TextParts;
}

/** Whom the searches ask. */
export interface Oracles {
  readonly model: TextModel;
  readonly goal: Goal;
  readonly temperature: number;
  readonly similarity?: Similarity;
  readonly masked?: MaskedModel;
}

/** What a search is at: what it wants to know. */
interface Waiting {
  readonly running: Running;
  readonly request: Request;
}

/** How many searches are under way at once, and what happens in between. */
export interface Pace {
  readonly width: number;
  readonly pause?: () => Promise<void>;
  readonly done: (running: Running, found: Variant | undefined) => void;
}

/**
 * Runs searches side by side: what all of them want to know is asked at once, then each goes on until it wants to know more.
 * Where one ends, the next begins. None learns what another asked, so none depends on which others there are.
 */
export async function lockstep(all: readonly Running[], oracles: Oracles, pace: Pace): Promise<void> {
  let begun = 0;
  let waiting: Waiting[] = [];
  for (;;) {
    while (waiting.length < pace.width && begun < all.length) advance(all[begun++]!, undefined);
    if (waiting.length === 0) return;
    const round = waiting;
    waiting = [];
    const answers = await answered(round, oracles);
    await pace.pause?.();
    for (const { running } of round) advance(running, answers.get(running));
  }

  function advance(running: Running, answer: unknown): void {
    const step = running.search.next(answer);
    if (step.done) pace.done(running, step.value);
    else waiting.push({ running, request: step.value });
  }
}

/** What everyone wanted to know. */
async function answered(round: readonly Waiting[], oracles: Oracles): Promise<Map<Running, unknown>> {
  const answers = new Map<Running, unknown>();
  await answerAsked(round, oracles, answers);
  await answerCompared(round, oracles, answers);
  await answerFilled(round, oracles, answers);
  return answers;
}

async function answerAsked(round: readonly Waiting[], oracles: Oracles, answers: Map<Running, unknown>): Promise<void> {
  const taken = new Map<Running, readonly string[]>();
  const owners: Running[] = [];
  const texts: string[] = [];
  for (const { running, request } of round) {
    if (request.kind !== 'ask') continue;
    const part = running.account.take(request.texts);
    taken.set(running, part.taken);
    for (const text of part.fresh) {
      owners.push(running);
      texts.push(text);
    }
  }
  const rows = await logitsOf(
    oracles.model,
    texts.map((text, index) => owners[index]!.parts(text)),
  );
  rows.forEach((row, index) => owners[index]!.account.learn(texts[index]!, row));
  for (const [running, own] of taken) {
    const { account, label } = running;
    const scores = own.map((text) => scored(account.answer(text), label, oracles.goal, oracles.temperature));
    answers.set(running, { scores, over: account.over } satisfies Answers);
  }
}

async function answerCompared(
  round: readonly Waiting[],
  { similarity }: Oracles,
  answers: Map<Running, unknown>,
): Promise<void> {
  if (!similarity) return;
  const owners: Running[] = [];
  const candidates: string[] = [];
  for (const { running, request } of round) {
    if (request.kind !== 'compare') continue;
    answers.set(running, []);
    for (const candidate of request.candidates) {
      owners.push(running);
      candidates.push(candidate);
    }
  }
  if (candidates.length === 0) return;
  const originals = owners.map(({ original }) => original);
  const numbers = await similarity.similar(originals, candidates);
  expectAsMany(similarity.name, 'similarities', numbers.length, candidates.length);
  numbers.forEach((number, index) => (answers.get(owners[index]!) as number[]).push(number));
}

async function answerFilled(
  round: readonly Waiting[],
  { masked }: Oracles,
  answers: Map<Running, unknown>,
): Promise<void> {
  const filling = round.flatMap(({ running, request }) => (request.kind === 'fill' ? [{ running, request }] : []));
  if (filling.length === 0) return;
  const places = filling.flatMap(({ request }) => request.places);
  const most = Math.max(...filling.map(({ request }) => request.most));
  const words = await masked!.fill(places, most);
  expectAsMany(masked!.name, 'lists of words', words.length, places.length);
  let first = 0;
  for (const { running, request } of filling) {
    answers.set(running, words.slice(first, first + request.places.length).map((list) => list.slice(0, request.most)));
    first += request.places.length;
  }
}

function expectAsMany(name: string, what: string, got: number, wanted: number): void {
  if (got !== wanted) throw new Error(`${name} gives ${got} ${what} for ${wanted} places: it must give each one.`);
}
