// @ts-check
// FreeLB with 3 and with 5 rounds and a method of one's own, three seeds each: node examples/compare/own-method.js [SENTENCES]
import { ballFor, ballOptions } from '@advtrain/attacks';
import { compare, naturalMatchedEntry } from '@advtrain/compare';
import { defineMethod, roundUnits, variant } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { freelbEntry as freelb } from '@advtrain/freelb';
import { lines, loadTask, resolve } from 'advtrain';
import { momentum } from '../write-a-method/momentum.js';
const mine = defineMethod({
  name: 'momentum',
  title: 'FreeLB, momentum',
  package: 'own-method.js',
  about: 'FreeLB whose perturbation has momentum',
  options: ballOptions,
  cost: '9 units a batch',
  units: (_, { model }) => 3 * roundUnits(model),
  plugins: (ball, subject) => [momentum({ ball: ballFor(subject, ball) })],
});
const methods = [naturalMatchedEntry, freelb, variant(freelb, { name: 'freelb-5', options: { steps: 5 } }), mine];
const size = Number(process.argv[2] ?? 512);
await engine();
const asked = resolve({ trainSize: size, developmentSize: size, testSize: size, seeds: [1, 2, 3] }, methods);
const { settings, task } = await loadTask(asked, { mayFallBack: true });
await compare({ ...settings, methods, task, folder: 'own-method', on: lines(process.stderr) });
