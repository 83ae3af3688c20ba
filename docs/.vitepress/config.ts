import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

// Golden traces are of this repository alone.
const packages = readdirSync(new URL('../../packages', import.meta.url))
  .filter((name) => name !== 'golden')
  .sort();
const nameOf = (folder: string) => (folder === 'advtrain' ? folder : `@advtrain/${folder}`);
const page = (text: string, link: string) => ({ text, link });
const docs = fileURLToPath(new URL('../', import.meta.url));

const guides = [
  {
    text: 'Begin',
    items: [
      page('Getting started', '/docs/getting-started'),
      page('Playground', '/docs/playground'),
      page('Your CSV file', '/docs/your-csv'),
      page('Your model', '/docs/your-model'),
      page('Your method', '/docs/your-method'),
      page('From PyTorch', '/docs/from-pytorch'),
    ],
  },
  {
    text: 'Compare',
    items: [
      page('Choosing a method', '/docs/choose-a-method'),
      page('A fair comparison', '/docs/fair-comparison'),
      page('Sizes of perturbations', '/docs/sizes'),
      page('What it costs', '/docs/cost'),
      page('When training fails', '/docs/failures'),
      page('Reproducing the papers', '/docs/papers'),
      page('Auditing a result', '/docs/audit'),
    ],
  },
  {
    text: 'Measure and serve',
    items: [
      page('How robust is a model?', '/docs/evaluate'),
      page('Hardening a classifier', '/docs/harden'),
      page('Serving a classifier', '/docs/serve'),
    ],
  },
  {
    text: 'Machines',
    items: [
      page('Engines and GPUs', '/docs/engines'),
      page('From one laptop to a cluster', '/docs/processes'),
      page('How far it carries', '/docs/scaling'),
      page('Memory', '/docs/memory'),
      page('Randomness', '/docs/randomness'),
      page('Reliability', '/docs/reliability'),
    ],
  },
  {
    text: 'Look up',
    items: [
      page('Questions', '/docs/faq'),
      page('Packages', '/docs/packages'),
      page('Glossary', '/docs/glossary'),
      page('Hooks', '/docs/hooks'),
      page('Architecture', '/docs/architecture'),
      page('Conformance', '/docs/conformance'),
      page('Contributing', '/CONTRIBUTING'),
      page('Changes', '/CHANGELOG'),
    ],
  },
];

const references = [
  { text: 'Packages', items: packages.map((folder) => page(nameOf(folder), `/packages/${folder}/README`)) },
  {
    text: 'API',
    collapsed: true,
    items: packages.map((folder) => page(nameOf(folder), `/docs/api/${nameOf(folder)}`)),
  },
];

export default defineConfig({
  title: 'advtrain',
  description: 'Adversarial training of neural networks in TypeScript: methods as plugins, compared fairly.',
  lang: 'en',
  // Pages link to one another as the files of the repository do.
  srcDir: '..',
  srcExclude: ['**/node_modules/**', 'packages/*/test/**', 'packages/*/dist/**', 'reference/**', 'scripts/**'],
  rewrites: { 'docs/index.md': 'index.md' },
  outDir: '.vitepress/dist',
  base: process.env['DOCS_BASE'] ?? '/',
  cleanUrls: true,
  themeConfig: {
    nav: [page('Guide', '/docs/getting-started'), page('API', '/docs/api/'), page('Measurements', '/bench/README')],
    sidebar: [...guides, ...references],
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          // Guides first: whoever asks for a word wants to know what to do, not which type has it among its members.
          searchOptions: { boostDocument: (id: string) => (/\/docs\/(?!api\/|adr\/)/.test(id) ? 40 : 1) },
        },
      },
    },
    socialLinks: [{ icon: 'github', link: 'https://github.com/advtrain/advtrain' }],
  },
  vite: {
    plugins: [
      {
        // Pages lie outside the folder in which Vue is installed.
        name: 'vue-of-docs',
        enforce: 'pre',
        resolveId(source, importer, { ssr }) {
          if (!/^vue(\/|$)/.test(source)) return undefined;
          // What renders pages in this process is run from within the folder, and finds it there.
          if (ssr) return { id: source, external: true };
          return importer?.startsWith(docs) ? undefined : this.resolve(source, `${docs}index.md`, { skipSelf: true });
        },
      },
    ],
  },
});
