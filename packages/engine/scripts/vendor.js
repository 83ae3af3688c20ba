// Bundles what TensorFlow.js offers only in parts that cannot be imported as they are:
//   dist/vendor/tfjs-node.cjs   the kernels and the backend class of @tensorflow/tfjs-node, without its index, which
//                               insists on its own addon, and without functions of `util` that Node 23 removed
//   dist/vendor/gradients.js    all gradients of @tensorflow/tfjs-core, which its Node build leaves out
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, '..', 'dist', 'vendor');
const { resolve } = createRequire(import.meta.url);

/** The folder of an installed package, its version, and the notice that its licence asks for. */
function source(name, changes) {
  const manifest = resolve(`${name}/package.json`);
  const { version, license } = JSON.parse(readFileSync(manifest, 'utf8'));
  const notice = `/* Bundled from ${name} ${version}, copyright Google LLC, licensed under ${license}
   (http://www.apache.org/licenses/LICENSE-2.0). Changes: ${changes}. */`;
  return { folder: dirname(manifest), notice };
}

/** Stand-ins for modules that the bundled files import. */
const replacements = {
  util: 'module.exports = { isArray: Array.isArray, isNullOrUndefined: (value) => value === null || value === undefined };',
  './proto/api_pb': 'module.exports = {};',
};

const replace = {
  name: 'replace',
  setup(bundle) {
    bundle.onResolve({ filter: /^(util|\.\/proto\/api_pb)$/ }, ({ path }) => ({ path, namespace: 'replaced' }));
    bundle.onLoad({ filter: /.*/, namespace: 'replaced' }, ({ path }) => ({
      contents: replacements[path],
      loader: 'js',
    }));
    // It reads every index back to check it; TensorFlow's own kernel checks them on a CPU.
    bundle.onLoad({ filter: /\/GatherV2\.js$/ }, ({ path }) => {
      const whole = readFileSync(path, 'utf8');
      const contents = whole.replace(/\/\/ Throw error when any index[^]*?(?=\/\/ validate the inputs)/, '');
      if (contents === whole) throw new Error(`${path} no longer checks every index: leave this out.`);
      return { contents, loader: 'js' };
    });
    bundle.onResolve({ filter: /^@tensorflow\/tfjs(-core)?$/ }, () => ({
      path: '@tensorflow/tfjs-core',
      external: true,
    }));
  },
};

const node = source(
  '@tensorflow/tfjs-node',
  'bundled; no summary protocol buffers; no removed functions of util; GatherV2 reads no indices',
);
await build({
  stdin: {
    contents: `require('./register_all_kernels'); exports.NodeJSKernelBackend = require('./nodejs_kernel_backend').NodeJSKernelBackend;`,
    resolveDir: join(node.folder, 'dist'),
  },
  outfile: join(vendor, 'tfjs-node.cjs'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  plugins: [replace],
  banner: { js: node.notice },
  legalComments: 'eof',
  logLevel: 'warning',
});

const core = source('@tensorflow/tfjs-core', 'bundled');
await build({
  entryPoints: [join(core.folder, 'dist', 'register_all_gradients.js')],
  outfile: join(vendor, 'gradients.js'),
  bundle: true,
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2022',
  format: 'esm',
  external: ['util', 'node-fetch', 'string_decoder'],
  banner: { js: core.notice },
  legalComments: 'eof',
  logLevel: 'warning',
});
