// The project's own lint rules: what no published rule says as directly.

import { basename, join, relative, sep } from 'node:path';
import { circles } from './circles.js';
import { dependenciesOf, place, violation } from './layers.js';
import { rooms } from './rooms.js';
import { headers, packing, tuples, yields } from './style.js';

const root = join(import.meta.dirname, '..', '..');

/** Imports go down the layers, stay in browsers where they must, and are declared. */
const imports = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = relative(root, context.filename).split(sep).join('/');
    const name = place(file)?.name;
    const dependencies = name === undefined ? [] : dependenciesOf(name);
    const check = (node) => {
      if (typeof node?.value !== 'string') return;
      const message = violation(file, node.value, dependencies);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
    };
  },
};

/** A file is named for its one concept. */
const names = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const name = basename(context.filename);
    const vague = /^(utils?|helpers?|common|misc|manager|shared)\b/i.exec(name)?.[0];
    if (vague === undefined) return {};
    return {
      Program: (node) => context.report({ node, message: `${name} says nothing; name the file for its concept.` }),
    };
  },
};

export default {
  meta: { name: 'advtrain' },
  rules: { circles, headers, imports, names, packing, rooms, tuples, yields },
};
