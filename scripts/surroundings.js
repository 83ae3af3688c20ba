// What a test's result depends on besides files of this repository: printed for Nx, which runs tests again if it changes.

import { existsSync, readdirSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';

const caches = process.env.XDG_CACHE_HOME || join(homedir(), platform() === 'darwin' ? 'Library/Caches' : '.cache');
const engines = join(process.env.ADVTRAIN_CACHE || join(caches, 'advtrain'), 'tensorflow');
const browsers = ['/usr/bin/chromium', process.env.CHROMIUM ?? ''].filter((path) => path !== '' && existsSync(path));

console.log(JSON.stringify([process.version, existsSync(engines) ? readdirSync(engines).sort() : [], browsers]));
