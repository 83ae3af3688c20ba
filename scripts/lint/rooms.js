// The rule `advtrain/rooms`: a folder holds what one can see at a glance. The first file of a fuller one is reported.

import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';

const MOST = 14;

export const rooms = {
  meta: { type: 'suggestion', schema: [] },
  create: (context) => ({
    Program(node) {
      const folder = dirname(context.filename);
      const files = sourcesIn(folder);
      if (files.length <= MOST || files[0] !== basename(context.filename)) return;
      const message = `${basename(folder)} has ${files.length} source files, but at most ${MOST} fit one folder: give some a folder of their own.`;
      context.report({ node, message });
    },
  }),
};

function sourcesIn(folder) {
  try {
    return readdirSync(folder)
      .filter((name) => /\.[jt]s$/.test(name))
      .sort();
  } catch (error) {
    // A text that is linted under a name of a folder that is not there.
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
