import { expect, test } from 'vitest';
import { advtrain } from '../advtrain.ts';

test.each([
  ['compare --data revews', '; the nearest is reviews.'],
  ['evaluate some-model --data glue/ss2', '; the nearest is glue/sst2.'],
  ['compare --model minilm-l7', '; the nearest is minilm-l6.'],
  ['compare --data mnist --model fast-minst', '; the nearest is fast-mnist.'],
  ['compare --preset standrd', '; the nearest is standard.'],
  ['compare --methods frelb', '; the nearest is freelb.'],
  ['compare --backend nativ', '; the nearest is native.'],
  ['compare --attack wrds', '; the nearest is words.'],
  [
    'compare --compile functon',
    '--compile is "functon", but must be auto or function or xla or off; the nearest is function.',
  ],
  ['compare --set freelb.radius=nome', '; the nearest is none.'],
  ['calibrate --rule haf-fall', '; the nearest is half-fall.'],
  // Nothing is near, and what is wrong is called by its flag.
  ['compare --precision int8', 'advtrain: --precision is "int8", but must be fp32 or tf32 or bf16.\n'],
  ['compare --set freelb.steps=0', 'advtrain: --set freelb.steps is 0, but must be at least 1.\n'],
  // What no method that takes part has could change nothing.
  [
    'compare --methods freelb --set pgd.steps=7',
    'advtrain: --set names pgd, which is not among --methods (freelb): add it, or leave it out.\n',
  ],
  [
    'compare --methods freelb --grid pgd.steps=1,2',
    'advtrain: --grid names pgd, which is not among --methods (freelb): add it, or leave it out.\n',
  ],
  [
    'train --method freelb --out never --set pgd.steps=7',
    'advtrain: --set names pgd, but the method is freelb: leave it out, or choose --method pgd.\n',
  ],
  ['compare --attack words --attack-queries 0', 'advtrain: --attack-queries is 0, but must be at least 1.\n'],
  [
    'compare --attack-examples 5',
    'advtrain: --attack (wordAttack.attacks) names no attack: name at least one, such as word.',
  ],
  ['compare --attack words --false-accept 2', 'advtrain: --false-accept is 2, but must be'],
  ['compare --batch-size 0', 'advtrain: --batch-size is 0, but must be at least 1.\n'],
])('"advtrain %s" is refused with the value that was nearly meant', async (line, sentence) => {
  const { code, err } = await advtrain(line.split(' '));
  expect(err).toContain(sentence);
  expect(code).toBe(2);
});
