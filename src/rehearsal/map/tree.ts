import { existsSync, lstatSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import type { GivenConfiguration } from '../types.ts';

const below = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/**
 * A small tree of production's own paths, `/etc/apache2`, `/var/www`, `/run`, under one folder of ours: what the configuration calls
 * `/var/log/apache2` is `<folder>/var/log/apache2`. One rule then binds every path, written with variables or a macro's parameters as it
 * may be: the folder is put before it. And what Apache says of the copy reads as the original does once the folder is taken away.
 */
export class PrivateTree {
  /** Absolute. */
  readonly folder: string;
  /** In production. */
  readonly serverRoot: string;
  readonly given: GivenConfiguration;
  /** Folders of production that were handed over beside the configuration, and where they lie here. */
  readonly paths: ReadonlyMap<string, string>;

  constructor(folder: string, serverRoot: string, given: GivenConfiguration, paths: ReadonlyMap<string, string>) {
    this.folder = folder;
    this.serverRoot = posix.normalize(serverRoot).replace(/(?<=.)\/$/, '');
    this.given = given;
    this.paths = paths;
  }

  get serverRootHere(): string {
    return this.locate(this.serverRoot);
  }

  get mainFile(): string {
    return join(this.serverRootHere, this.given.file);
  }

  /** A path of production under the given folder's own name (a configuration that is rehearsed where it lies) is the ServerRoot's. */
  original(path: string): string {
    const normal = posix.normalize(path);
    return below(normal, this.given.folder) && !below(normal, this.serverRoot)
      ? this.serverRoot + normal.slice(this.given.folder.length)
      : normal;
  }

  /** Where a path of production lies in the tree. */
  locate(path: string): string {
    return join(this.folder, this.original(path));
  }

  /** Was it handed over, so that it lies in the tree, or is missing there as it will be missing in production? */
  holds(path: string): boolean {
    const original = this.original(path);
    return below(original, this.serverRoot) || [...this.paths.keys()].some((folder) => below(original, folder));
  }

  /** How a file of the tree is called for a reader: relative to the ServerRoot, else by its path in production. */
  nameOf(file: string): string {
    return below(file, this.serverRootHere) ? relative(this.serverRootHere, file) : this.strip(file);
  }

  /** A text about the copy as it reads about the original. */
  strip(text: string): string {
    return text.replaceAll(this.folder, '');
  }

  isDangling(file: string): boolean {
    try {
      return lstatSync(file).isSymbolicLink() && !existsSync(file);
    } catch {
      return false;
    }
  }
}
