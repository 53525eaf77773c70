import { existsSync, statSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { PrivateTree } from './tree.ts';
import type { Met } from './walk.ts';

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();
const below = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? folder : `${folder}/`);

/** Where files come from that pages are made of: index of the argument, from the end where negative. */
const served: Readonly<Record<string, number>> = {
  documentroot: 0,
  virtualdocumentroot: 0,
  alias: -1,
  aliasmatch: -1,
  scriptalias: -1,
  scriptaliasmatch: -1,
};

export const servedArgument = (name: string): number | undefined => served[name.toLowerCase()];

/** Where the files of one document root were found. */
export interface Content {
  /** In production, without what only a request decides. */
  readonly path: string;
  /** `tree`: handed over with the configuration. `found`: under another name in the given folder. `machine`: this machine has them where production has. */
  readonly where: 'tree' | 'found' | 'machine' | 'missing';
  /** Where they lie here, for a reader. */
  readonly at: string;
}

/** `/srv/%0/htdocs` and `/srv/$1` are known as far as `/srv`. */
function fixedPart(path: string): string {
  const end = path.search(/[%$]/);
  return posix.normalize(end < 0 ? path : posix.dirname(`${path.slice(0, end)}x`)).replace(/(?<=.)\/$/, '');
}

/** The document roots of a configuration, and where their files are. */
export class Contents {
  readonly #tree: PrivateTree;
  readonly #all = new Map<string, Content>();

  private constructor(tree: PrivateTree) {
    this.#tree = tree;
  }

  /** Finds them, and copies what was found in the given folder under another name to where the configuration wants it. */
  static async find(tree: PrivateTree, met: readonly Met[]): Promise<Contents> {
    const contents = new Contents(tree);
    for (const { name, values } of met) {
      const index = servedArgument(name);
      const value = index === undefined ? undefined : values.at(index);
      if (value === undefined) continue;
      const path = fixedPart(posix.resolve(tree.serverRoot, value));
      if (!contents.#all.has(path)) contents.#all.set(path, await contents.#look(path));
    }
    return contents;
  }

  async #look(path: string): Promise<Content> {
    const here = this.#tree.locate(path);
    if (this.#tree.holds(path)) return { path, where: 'tree', at: this.#tree.nameOf(here) };
    const onMachine = existsSync(path);
    // Part of a package: icons, scripts of a distribution.
    if (onMachine && path.startsWith('/usr/')) return { path, where: 'machine', at: path };
    const parts = path.split('/').filter((part) => part !== '');
    for (let from = 0; from < parts.length; from += 1) {
      const name = parts.slice(from).join('/');
      const found = join(this.#tree.serverRootHere, name);
      if (!isFolder(found)) continue;
      // A copy, and no link: whether links are followed is the configuration's to say.
      await cp(found, here, { recursive: true, preserveTimestamps: true });
      return { path, where: 'found', at: name };
    }
    if (onMachine) return { path, where: 'machine', at: path };
    await mkdir(here, { recursive: true });
    return { path, where: 'missing', at: path };
  }

  of(value: string): Content | null {
    return this.#all.get(fixedPart(posix.resolve(this.#tree.serverRoot, value))) ?? null;
  }

  /** Does the private tree have this path of production, or something below or above it that pages come from? */
  inTree(path: string): boolean {
    const normal = fixedPart(posix.resolve(this.#tree.serverRoot, path));
    if (normal === '/') return false;
    if (this.#tree.holds(normal)) return true;
    const related = [...this.#all.values()].filter(
      (content) => below(content.path, normal) || below(normal, content.path),
    );
    return related.some(({ where }) => where !== 'machine') || (related.length === 0 && !existsSync(normal));
  }

  /** Begins it with a folder that the tree has, so that it can only be meant as a path? */
  isKnownPath(text: string): boolean {
    return (
      text.startsWith('/') &&
      (this.#tree.holds(text) ||
        [...this.#all.values()].some(
          ({ path, where }) => where !== 'machine' && path.split('/').length > 2 && below(posix.normalize(text), path),
        ))
    );
  }
}
