import { l2 } from '@advtrain/attacks';
import { costLedger, ema, natural, wrapped, type Ledger, type Model, type Plugin } from '@advtrain/core';
import { freelb } from '@advtrain/freelb';
import { proximal, smart } from '@advtrain/smart';
import { yopo } from '@advtrain/yopo';
import { expect, test } from 'vitest';
import { describeMethod, onBackends, trained, values, type Kind } from '../../src/index.ts';

const ball = l2({ radius: 0.5, stepSize: 0.3, start: 0.2 });
const models: readonly Kind[] = ['lora', 'frozen'];

// Compiling takes long, so the first stands for all whose names begin alike.
describeMethod('part, natural training of one', { make: () => natural(), models });
describeMethod('part, FreeLB of one', { make: () => freelb({ ball, steps: 2 }), models, backends: ['native'] });
describeMethod('part, YOPO of one', {
  make: () => yopo({ ball, outer: 2, inner: 1, stemGradient: 'both' }),
  models: ['frozen'],
  backends: ['native'],
});
describeMethod('part, SMART of one with a teacher', {
  make: (model: Model): Plugin => {
    const teacher = ema({ model, decay: 0.5 });
    return { ...wrapped(wrapped(smart(), proximal({ teacher })), teacher), name: 'smart with a teacher' };
  },
  models: ['lora'],
  backends: ['native'],
});

onBackends(['native', 'wasm'], () => {
  test.each(models)('%s: δ moves on the embeddings, and the passes to the weights count less than one', (kind) => {
    const { forward, inputs, weights } = spent(kind, freelb({ ball, steps: 2 })).byKind;
    expect([forward, inputs]).toEqual([8, 8]);
    expect(weights).toBeGreaterThan(0);
    expect(weights).toBeLessThan(8 * 0.9);
  });

  test.each(models)('%s: what does not train stays, bit for bit', (kind) => {
    let model: Model | undefined;
    const frozen = (): Record<string, Float32Array> => values(model?.frozen ?? {});
    const seen: Record<string, Float32Array>[] = [];
    const plugins = (made: Model): Plugin[] => {
      model = made;
      seen.push(frozen());
      return [freelb({ ball, steps: 2 })];
    };
    trained({ kind, plugins, after: () => void seen.push(frozen()) });
    expect(Object.keys(seen[0]!).length).toBeGreaterThan(10);
    for (const each of seen.slice(1)) expect(each).toEqual(seen[0]);
  });
});

function spent(kind: Kind, method: Plugin): Ledger {
  const cost = costLedger();
  trained({ kind, plugins: () => [method, cost] });
  return cost.ledger;
}
