// Writes what `--config` reads as a JSON Schema beside what is built: it follows from the methods.

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configSchema } from '../dist/bundle/index.js';

const path = join(import.meta.dirname, '..', 'dist', 'config.schema.json');
writeFileSync(`${path}.part`, `${JSON.stringify(configSchema(), null, 2)}\n`);
renameSync(`${path}.part`, path);
