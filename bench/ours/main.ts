// Our side of a measurement: a process that answers lines of JSON, as reference/bench/main.py does for PyTorch.

import { engine } from '@advtrain/engine';
import { answering } from '../workers/answering.ts';
import { attacker, type AttackRequest } from './attacker.ts';
import { memory } from './memory.ts';
import { searcher, type SearchRequest } from './searcher.ts';
import { stepper, type StepRequest } from './stepper.ts';
import { learner, type LearnRequest } from './learner.ts';
import { tokenize, type TokenizeRequest } from './tokenize.ts';

type Request =
  | ({ readonly do: 'prepare' } & StepRequest)
  | ({ readonly do: 'prepareAttack' } & AttackRequest)
  | ({ readonly do: 'prepareSearch' } & SearchRequest)
  | ({ readonly do: 'load' } & LearnRequest)
  | ({ readonly do: 'tokenize' } & TokenizeRequest)
  | { readonly do: 'step' | 'learn' | 'memory' };

await engine();
const peak = memory();
let step: (() => object | Promise<object>) | undefined;
let learn: (() => Promise<object>) | undefined;

async function answer(request: Request): Promise<object> {
  switch (request.do) {
    case 'prepare':
      step = stepper(request);
      return {};
    case 'prepareAttack':
      step = attacker(request);
      return {};
    case 'prepareSearch':
      step = await searcher(request);
      return {};
    case 'load': {
      const began = performance.now();
      learn = await learner(request);
      return { ms: performance.now() - began };
    }
    case 'tokenize':
      return tokenize(request);
    case 'step':
      return timed(step);
    case 'learn':
      return timed(learn);
    case 'memory':
      return { bytes: peak() };
  }
}

async function timed(work: (() => object | Promise<object>) | undefined): Promise<object> {
  if (!work) throw new Error('There is nothing to run: prepare it first.');
  const began = performance.now();
  const result = await work();
  return { ms: performance.now() - began, ...result };
}

await answering(answer);
