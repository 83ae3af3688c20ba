import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advtrain } from '../advtrain.ts';
import { served } from '../served.ts';
import type { Served } from '../served.ts';

interface Found {
  readonly answer: string;
  readonly start: number;
  readonly end: number;
  readonly score: number;
  readonly probability: number;
}

interface Golden {
  readonly asked: readonly { readonly id: string; readonly question: string; readonly context: string }[];
  readonly cases: readonly {
    readonly maxLength: number;
    readonly docStride: number;
    readonly maxAnswerLength: number;
    readonly unanswerable: boolean;
    readonly answers: readonly Found[];
  }[];
}

const model = fileURLToPath(new URL('../fixtures/reader', import.meta.url));
/** Written by reference/answers.py, with transformers. */
const { asked, cases } = JSON.parse(readFileSync(join(model, 'answers.json'), 'utf8')) as Golden;
const folder = mkdtempSync(join(tmpdir(), 'advtrain-reader-'));
const at = (name: string) => join(folder, name);
const quick = ['--backend', 'wasm', '--quiet'];

beforeAll(() => {
  writeFileSync(at('asked.jsonl'), asked.map((each) => JSON.stringify(each)).join('\n'));
  const paragraphs = asked.map(({ id, question, context }) => ({ context, qas: [{ id, question }] }));
  writeFileSync(at('squad.json'), JSON.stringify({ data: [{ paragraphs }] }));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function flagsOf({ maxLength, docStride, maxAnswerLength, unanswerable }: Golden['cases'][number]): readonly string[] {
  const windows = ['--max-length', maxLength, '--doc-stride', docStride, '--max-answer-length', maxAnswerLength];
  return [...windows.map(String), ...(unanswerable ? ['--unanswerable'] : [])];
}

function expectAnswers(found: readonly Found[], golden: readonly Found[]): void {
  const placed = (all: readonly Found[]) => all.map(({ answer, start, end }) => ({ answer, start, end }));
  expect(placed(found)).toEqual(placed(golden));
  for (const [row, { score, probability }] of golden.entries()) {
    expect(found[row]!.score).toBeCloseTo(score, 4);
    expect(found[row]!.probability).toBeCloseTo(probability, 4);
  }
}

describe('the answers of a model', () => {
  test.each(cases)(
    'are those of transformers, with their places, in windows of $maxLength tokens that share $docStride, none: $unanswerable',
    async (golden) => {
      const file = golden.unanswerable ? at('squad.json') : at('asked.jsonl');
      const { out, err } = await advtrain(['predict', model, '--data', file, '--json', ...flagsOf(golden), ...quick]);
      expect(err).toBe('');
      const lines = out.trim().split('\n');
      const found = lines.map((line) => JSON.parse(line) as Found & Golden['asked'][number]);
      expect(found.map(({ id, question, context }) => ({ id, question, context }))).toEqual(asked);
      expectAnswers(found, golden.answers);
    },
  );

  test('are a line each with probability and place where nobody asks for JSON', async () => {
    const { question, context } = asked[0]!;
    const [golden] = cases;
    const { answer, probability, start, end } = golden!.answers[0]!;
    const args = ['predict', model, '--question', question, '--context', context, ...flagsOf(golden!), ...quick];
    const { out } = await advtrain(args);
    expect(out).toBe(`${[answer.replace(/\s+/g, ' '), probability.toFixed(4), start, end, question].join('\t')}\n`);
  });

  test.each([
    [['--text', 'Where?'], 2, '--text is a text, but the model finds answers in passages; give --question'],
    [['--question', 'Where?'], 2, '--context comes 0 times and --question 1; give each question the passage'],
    [['--data', '-'], 2, '--data is -, lines of texts, but the model finds answers in passages'],
    [['--question', 'a', '--context', 'b', '--doc-stride', '48'], 2, 'but must be less than the 48 tokens of a window'],
    [['--question', 'a', '--context', 'b', '--doc-stride', '-1'], 2, '--doc-stride is -1, but must be a whole number'],
    [['--question', 'a', '--context', 'b', '--max-answer-length', '0'], 2, '--max-answer-length is 0, but must be'],
    [['--question', 'a', '--context', 'b', '--temperature', '2'], 2, '--temperature divides the logits of classes'],
    [['--question', 'it '.repeat(40), '--context', 'b'], 1, 'A question has 40 tokens, which with 48 in all leaves'],
    [['--data', 'none.jsonl', '--columns', 'text=q,pair=p'], 1, 'none.jsonl'],
  ])('are refused in a sentence for %j', async (args, status, sentence) => {
    const { code, err, out } = await advtrain(['predict', model, ...args, ...quick]);
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: status, out: '' });
  });
});

describe('a service that answers questions', () => {
  const [, , golden] = cases;
  let service: Served;

  beforeAll(async () => {
    service = await served([model, ...flagsOf(golden!), '--backend', 'wasm']);
  });

  afterAll(async () => {
    expect((await service.stop()).code).toBe(0);
  });

  test('gives the same answers, and none where there is none', async () => {
    const body = { questions: asked.map(({ question }) => question), contexts: asked.map(({ context }) => context) };
    const { status, content } = await service.ask('/answer', body);
    expect(status).toBe(200);
    expectAnswers((content as { answers: Found[] }).answers, golden!.answers);
  });

  test.each([
    [{ questions: ['a'] }, 'The body must be JSON with "questions", a list of one text or more, and "contexts"'],
    [{ questions: ['it '.repeat(40)], contexts: ['b'] }, 'A question has 40 tokens, which with 24 in all leaves'],
  ])('refuses %j alone, in a sentence', async (body, sentence) => {
    const good = { questions: [asked[0]!.question], contexts: [asked[0]!.context] };
    const [refused, answered] = await Promise.all([service.ask('/answer', body), service.ask('/answer', good)]);
    expect(refused).toMatchObject({ status: 400, content: { error: expect.stringContaining(sentence) as string } });
    expect(answered.status).toBe(200);
  });

  test('knows no classes', async () => {
    const { status, content } = await service.ask('/classify', { texts: ['a'] });
    expect({ status, content }).toEqual({ status: 404, content: { error: 'There are POST /answer and GET /health.' } });
  });
});
