import { scored } from '../model/goal.ts';
import { logitsOf } from '../model/questions.ts';
import type { Answers } from '../search/search.ts';
import type { Oracles, Running, Waiting } from './running.ts';

/** What everyone wanted to know: each kind of question is asked once, for all. */
export async function answersTo(round: readonly Waiting[], oracles: Oracles): Promise<Map<Running, unknown>> {
  const answers = new Map<Running, unknown>();
  await answerAsked(round, oracles, answers);
  await answerCompared(round, oracles, answers);
  await answerFilled(round, oracles, answers);
  return answers;
}

async function answerAsked(
  round: readonly Waiting[],
  { model, goal, temperature, pause, told }: Oracles,
  answers: Map<Running, unknown>,
): Promise<void> {
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
    model,
    texts.map((text, index) => owners[index]!.parts(text)),
    pause,
    told,
  );
  rows.forEach((row, index) => owners[index]!.account.learn(texts[index]!, row));
  for (const [running, own] of taken) {
    const { account, label } = running;
    const scores = own.map((text) => scored(account.answer(text), label, goal, temperature));
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
  const most = filling.reduce((largest, { request }) => Math.max(largest, request.most), 0);
  const words = await masked!.fill(places, most);
  expectAsMany(masked!.name, 'lists of words', words.length, places.length);
  let first = 0;
  for (const { running, request } of filling) {
    answers.set(
      running,
      words.slice(first, first + request.places.length).map((list) => list.slice(0, request.most)),
    );
    first += request.places.length;
  }
}

function expectAsMany(name: string, what: string, got: number, wanted: number): void {
  if (got !== wanted) throw new Error(`${name} gives ${got} ${what} for ${wanted} places: it must give each one.`);
}
