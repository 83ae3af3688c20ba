// What `nx release` does to this repository's files: versions, dependencies among the packages, the lock file, the changelog.
// The package that ships this (`@nx/js`) is one of the plugins that docs/adr/0005-no-nx-plugins.md does without.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VersionActions } from 'nx/release/index.js';

const COLLECTIONS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/** Reads and writes the versions in one package's package.json. */
export default class PackageVersions extends VersionActions {
  validManifestFilenames = ['package.json'];

  async readCurrentVersionFromSourceManifest(tree) {
    const manifestPath = join(this.projectGraphNode.data.root, 'package.json');
    return { currentVersion: read(tree, manifestPath).version, manifestPath };
  }

  readCurrentVersionFromRegistry() {
    throw new Error('Versions are read from package.json: leave release.version.currentVersionResolver at "disk".');
  }

  async readCurrentVersionOfDependency(tree, graph, project) {
    const manifest = read(tree, join(this.projectGraphNode.data.root, 'package.json'));
    const name = graph.nodes[project].data.metadata.js.packageName;
    const dependencyCollection = COLLECTIONS.find((collection) => manifest[collection]?.[name] !== undefined) ?? null;
    return { currentVersion: dependencyCollection && manifest[dependencyCollection][name], dependencyCollection };
  }

  async updateProjectVersion(tree, version) {
    return this.#edit(tree, (manifest) => {
      manifest.version = version;
      return `version ${version}`;
    });
  }

  async updateProjectDependencies(tree, graph, versions) {
    return this.#edit(tree, (manifest) => {
      const changed = Object.entries(versions).map(([project, version]) => {
        const name = graph.nodes[project].data.metadata.js.packageName;
        for (const collection of COLLECTIONS) if (manifest[collection]?.[name]) manifest[collection][name] = version;
        return name;
      });
      return `${changed.length} of our packages among its dependencies`;
    });
  }

  #edit(tree, edit) {
    return this.manifestsToUpdate.map(({ manifestPath }) => {
      const manifest = read(tree, manifestPath);
      const said = edit(manifest);
      tree.write(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`);
      return `${manifestPath}: ${said}`;
    });
  }
}

/** The lock file and the citation get the new version, and the changelog's "Unreleased" the new heading. */
export async function afterAllProjectsVersioned(cwd, { dryRun }) {
  const { version } = JSON.parse(readFileSync(join(cwd, 'packages', 'core', 'package.json'), 'utf8'));
  const path = join(cwd, 'CHANGELOG.md');
  const changelog = readFileSync(path, 'utf8');
  const citation = join(cwd, 'CITATION.cff');
  const changedFiles = ['package-lock.json', 'CHANGELOG.md', 'CITATION.cff'];
  if (dryRun) return { changedFiles, deletedFiles: [] };
  const heading = `## [Unreleased]\n\n## [${version}] - ${new Date().toISOString().slice(0, 10)}`;
  writeFileSync(path, changelog.replace('## [Unreleased]', heading));
  const cited = readFileSync(citation, 'utf8').replace(/^version: .*$/m, `version: ${version}`);
  writeFileSync(citation, cited);
  const lock = spawnSync('npm', ['install', '--package-lock-only', '--ignore-scripts'], {
    cwd,
    shell: true,
    stdio: 'inherit',
  });
  if (lock.status !== 0) throw new Error('package-lock.json could not be brought up to date: see above.');
  return { changedFiles, deletedFiles: [] };
}

function read(tree, path) {
  return JSON.parse(tree.read(path, 'utf-8'));
}
