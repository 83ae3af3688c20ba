import { crossEntropy, constant } from '@advtrain/engine';
import { onBackends, textBatch, tinyText, trained, values, fourBatches, gap, tensorsOf } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import {
  checkpoint,
  costLedger,
  mapParams,
  natural,
  naturalEntry,
  roundsOf,
  resume,
  sgd,
  Trainer,
  unitsOfPlugins,
  wrapped,
  type ClusterFailure,
  type Loss,
  type Model,
  type Plugin,
} from '../../src/index.ts';
import { PluginDriver } from '../../src/hooks/driver.ts';

/** Something that costs `each` units more in every round, and `once` a batch. */
function dearer(once: number, each: number, taken = once + each): Plugin {
  return {
    name: 'dearer',
    units: (_, rounds) => once + each * rounds,
    beforeStep: (step) => {
      for (let i = 0; i < taken; i++) step.logits();
    },
  };
}

const model = (): Model => ({ params: {} }) as unknown as Model;

describe('units add up', () => {
  test.each<[string, readonly Plugin[], number]>([
    ['natural training where there is no method', [], 3],
    ['of a method', [natural({ passes: 2 })], 6],
    ['of what adds to each round of a method', [natural({ passes: 2 }), dearer(1, 3)], 6 + 1 + 6],
    ['of what adds to natural training', [dearer(1, 3)], 3 + 4],
    ['of a wrapping method, which says what it adds', [wrapped(natural({ passes: 2 }), dearer(1, 3))], 6 + 1 + 6],
    ['of a method around none', [wrapped(undefined, { ...natural(), units: () => 2 })], 5],
    ['and of a penalty beside it', [dearer(1, 3), wrapped(natural({ passes: 2 }), dearer(0, 3))], 6 + 6 + 1 + 6],
    ['unless the method states none', [{ name: 'silent', perturb: natural().perturb! }], NaN],
  ])('%s', (_, plugins, units) => {
    expect(unitsOfPlugins(plugins, model())).toBe(units);
  });
});

describe('plugins that cannot go together are refused:', () => {
  const named = (plugin: Omit<Plugin, 'name'>, name: string): Plugin => ({ ...plugin, name });
  test.each<[string, readonly unknown[]]>([
    [
      'Plugins "a" and "b" both define replays, but a step follows one method: pass one of them.',
      [named({ replays: 2 }, 'a'), named({ replays: 2 }, 'b')],
    ],
    [
      'Plugin "a" has a function "afterSteps", which is no hook and would never run: did you mean afterStep?',
      [{ name: 'a', afterSteps: () => undefined }],
    ],
    [
      'Plugin "a" has a function "onBatch", which is no hook and would never run: did you mean batches?',
      [{ name: 'a', onBatch: () => undefined }],
    ],
    [
      'plugins[1] is the function natural, but must be the plugin that it makes: call it, and give what it returns.',
      [natural(), natural],
    ],
    [
      "plugins[0] is an object, but must be a plugin, which the entry of natural is not: give what the method's factory returns, or fit the entry alone.",
      [naturalEntry],
    ],
    [
      'plugins[0] is an array, but must be a plugin with a name and hooks, as a factory such as natural() returns it.',
      [[natural()]],
    ],
    [
      'plugins[0] is undefined, but must be a plugin with a name and hooks, as a factory such as natural() returns it.',
      [undefined],
    ],
  ])('%s', (sentence, plugins) => {
    expect(() => new PluginDriver(plugins as readonly Plugin[])).toThrow(new Error(sentence));
  });

  test('a factory that was not called is no plugin to the compiler either', () => {
    // @ts-expect-error a function is no plugin, although it has a name
    expect(() => new PluginDriver([natural])).toThrow('plugins[0] is the function natural');
  });

  test('a class may have methods of its own, unless their names are nearly those of hooks', () => {
    class Own {
      readonly name = 'own';
      reset(): void {
        return;
      }
    }
    class Near {
      readonly name = 'near';
      Afterstep(): void {
        return;
      }
    }
    expect(new PluginDriver([new Own()]).plugins).toHaveLength(1);
    expect(() => new PluginDriver([new Near()])).toThrow('has a function "Afterstep"');
  });
});

/** A plugin with every hook, each of which writes its name down. */
function talkative(name: string, said: string[]): Plugin {
  const say = (hook: string) => void said.push(`${name}.${hook}`);
  return {
    name,
    loss: (loss) => {
      say('loss');
      return (logits, labels) => tf.add(loss(logits, labels), constant(0));
    },
    batches: (source) => {
      say('batches');
      return source;
    },
    beforeStep: () => say('beforeStep'),
    *perturb(step) {
      say('perturb');
      yield { delta: tf.zerosLike(step.x) };
    },
    penalty: () => {
      say('penalty');
      return tf.scalar(0);
    },
    accumulate: (gradient) => {
      say('accumulate');
      return gradient;
    },
    afterStep: () => say('afterStep'),
    onPass: () => say('onPass'),
    phase: (index) => {
      say('phase');
      return `${name}${index}`;
    },
    units: () => 3,
    rounds: 1,
    replays: 1,
    state: {
      save: () => ({ [name]: tf.scalar(name.length) }),
      load: (tensors) => say(`load ${Object.keys(tensors).join()}`),
    },
    dispose: () => say('dispose'),
  };
}

onBackends(['cpu'], () => {
  /** Takes one step with some plugins, and a checkpoint that it resumes from. */
  function once(plugins: readonly Plugin[]): void {
    const network = tinyText();
    const optimizer = sgd({ learningRate: 0.1 });
    const batch = textBatch();
    const trainer = new Trainer({ model: network, optimizer, plugins, seed: 7 });
    void Array.from(trainer.fit([batch]));
    tf.tidy(() => {
      const { tensors, metadata } = checkpoint(trainer);
      resume(trainer, { metadata, tensors: mapParams(tensors, (tensor) => tf.clone(tensor)) });
    });
    for (const each of [trainer, optimizer, network]) each.dispose();
    tf.dispose(tensorsOf(batch));
  }

  test('a wrapping plugin keeps every hook of the inner one, and its own beside them', () => {
    const alone: string[] = [];
    once([talkative('inner', alone)]);
    const kept: string[] = [];
    once([wrapped(talkative('inner', kept), { name: 'outer' })]);
    expect(kept).toEqual(alone);
    const both: string[] = [];
    const outer = { ...talkative('outer', both), perturb: talkative('outer', both).perturb! };
    once([wrapped(talkative('inner', both), outer)]);
    const expected = ['loss', 'batches', 'beforeStep', 'penalty', 'accumulate', 'afterStep', 'onPass', 'phase'];
    for (const hook of expected) {
      const first = both.indexOf(`inner.${hook}`);
      const second = both.indexOf(`outer.${hook}`);
      expect(first, hook).toBeGreaterThanOrEqual(0);
      expect(second, hook).toBeGreaterThan(first);
    }
    expect(both).not.toContain('inner.perturb');
    expect(both.slice(-4)).toEqual(['inner.load inner', 'outer.load outer', 'outer.dispose', 'inner.dispose']);
  });

  test('a wrapping plugin is the inner one, class or object, where it drives its rounds and changes nothing', () => {
    class Counting {
      readonly name = 'counting';
      calls = 0;
      *perturb(step: Parameters<typeof roundsOf>[1]) {
        this.calls++;
        yield { delta: tf.zerosLike(step.x) };
      }
    }
    const inner = new Counting();
    const run = (plugin: Plugin) => trained({ kind: 'text', plugins: () => [plugin] });
    const same = wrapped(inner, { name: 'outer', perturb: (step) => roundsOf(inner, step) });
    expect(run(same)).toEqual(run(natural()));
    expect(inner.calls).toBe(4);
    expect(run(wrapped(undefined, { name: 'outer', perturb: (step) => roundsOf(undefined, step) }))).toEqual(
      run(natural()),
    );
  });

  describe('the loss that plugins rewrite', () => {
    const heated: Plugin = { name: 'heated', loss: (loss) => (logits, labels) => loss(tf.div(logits, 2), labels) };
    const flooded: Plugin = {
      name: 'flooded',
      loss: (loss) => (logits, labels) => tf.add(tf.abs(tf.sub(loss(logits, labels), 0.5)), 0.5),
    };

    test('is the loss of the rounds, each plugin having the one before', () => {
      const written: Loss = (logits, labels) =>
        tf.add(tf.abs(tf.sub(crossEntropy(tf.div(logits, 2), labels), 0.5)), 0.5);
      const batches = fourBatches('text');
      const run = (plugins: readonly Plugin[], loss?: Loss) => {
        const network = tinyText();
        const optimizer = sgd({ learningRate: 0.3 });
        const trainer = new Trainer({ model: network, optimizer, plugins, seed: 7, ...(loss && { loss }) });
        const losses = Array.from(trainer.fit(batches), (result) => result.losses());
        const params = values(network.params);
        for (const each of [trainer, optimizer, network]) each.dispose();
        return { losses, params };
      };
      expect(run([heated, flooded])).toEqual(run([], written));
      expect(gap(run([flooded, heated]).params, run([], crossEntropy).params)).toBeGreaterThan(1e-4);
      tf.dispose(batches.flatMap(tensorsOf));
    });

    test('is what a method is given as step.loss', () => {
      const seen: number[][] = [];
      const reader: Plugin = {
        name: 'reader',
        beforeStep: (step) => {
          const logits = step.logits();
          seen.push([
            step.loss(logits).dataSync()[0]!,
            crossEntropy(tf.div(logits, 2), step.batch.labels).dataSync()[0]!,
          ]);
        },
      };
      trained({ kind: 'text', plugins: () => [reader, heated] });
      expect(seen).toHaveLength(4);
      for (const [found, expected] of seen) expect(found).toBe(expected);
    });

    test('has its errors under its name, whenever they come', () => {
      const late: Plugin = {
        name: 'late',
        loss: () => () => {
          throw new Error('no.');
        },
      };
      expect(() => trained({ kind: 'text', plugins: () => [late] })).toThrow('Plugin "late" failed in loss: no.');
    });

    test('has those of others, which it calls, under their names', () => {
      const late: Plugin = {
        name: 'late',
        loss: () => () => {
          throw new Error('no.');
        },
      };
      const around: Plugin = { name: 'around', loss: (loss) => (logits, labels) => loss(logits, labels) };
      const attempt = () => trained({ kind: 'text', plugins: () => [late, around] });
      expect(attempt).toThrow(/^Plugin "late" failed in loss: no\.$/);
    });

    test('does not have those of a cluster under its name, for which processes are begun again', () => {
      const gone: ClusterFailure = Object.assign(new Error('Rank 1 is gone.'), { ofCluster: true as const });
      const summing: Plugin = {
        name: 'summing',
        loss: () => () => {
          throw gone;
        },
      };
      expect(() => trained({ kind: 'text', plugins: () => [summing] })).toThrow(gone);
    });
  });

  describe('the ledger', () => {
    const ledgerOf = (...plugins: Plugin[]) => {
      const ledger = costLedger();
      trained({ kind: 'text', plugins: () => [...plugins, ledger] });
      return ledger.ledger;
    };

    test('has no mismatch where the plugins state what was counted', () => {
      const found = ledgerOf(natural({ passes: 2 }), dearer(1, 3, 7));
      expect(found).toMatchObject({ units: 4 * 13, predicted: 4 * 13, steps: 4 });
      expect(found.mismatch).toBeUndefined();
    });

    test('says what was counted, what was stated and what to do where they differ', () => {
      expect(ledgerOf(natural(), dearer(1, 3, 2)).mismatch).toBe(
        "A step costs 5 units, counted over 4, but the plugins state 7: correct the method's units or rounds, or the units of what goes beside it.",
      );
    });

    test('predicts nothing for a method that states nothing', () => {
      const found = ledgerOf({ name: 'silent', perturb: natural().perturb! });
      expect([found.units, found.predicted, found.mismatch]).toEqual([12, NaN, undefined]);
    });

    test('predicts as many batches as a step has', () => {
      const ledger = costLedger();
      const network = tinyText();
      const optimizer = sgd({ learningRate: 0.1 });
      const batches = fourBatches('text').slice(0, 3);
      const trainer = new Trainer({ model: network, optimizer, plugins: [ledger], seed: 7, accumulate: 2 });
      expect(Array.from(trainer.fit(batches), ({ units }) => units)).toEqual([6, 3]);
      expect(ledger.ledger).toMatchObject({ units: 9, predicted: 9, steps: 2 });
      for (const each of [trainer, optimizer, network]) each.dispose();
      tf.dispose(batches.flatMap(tensorsOf));
    });
  });
});
