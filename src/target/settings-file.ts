import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { ConfigurationError, type ConfigurationFault } from './configuration-error.ts';

/** A file of settings that was read: its data, and a way to say what else is wrong with it. */
export interface SettingsFile<T> {
  readonly data: T;
  /** Notes what is wrong at a path; `check` throws it with all else that is. */
  readonly fault: (path: readonly PropertyKey[], rule: string, allowed?: string) => void;
  /** @throws ConfigurationError where a fault was noted */
  readonly check: () => void;
}

export interface SettingsShape<T> {
  /** What an issue of it would have instead, where that is not `allowed`, stands in `params.allowed`. */
  readonly shape: z.ZodType<T>;
  /** The file is a list of entries, and not of settings by name. */
  readonly isList?: boolean;
  /** What may stand in the file, with an example, for whoever corrects it. */
  readonly allowed: string;
  /** Ends "… is no setting of": `the monitor`. */
  readonly of: string;
}

/**
 * Reads a YAML file of settings; every fault is told with its line.
 *
 * @returns null: there is no such file
 * @throws ConfigurationError with all faults of the file's form at once
 */
export function readSettingsFile<T>(
  path: string,
  { shape, isList = false, allowed, of }: SettingsShape<T>,
): SettingsFile<T> | null {
  if (!existsSync(path)) return null;
  const name = basename(path);
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines });
  const found: { readonly offset: number; readonly fault: ConfigurationFault }[] = [];
  const at = (offset: number, rule: string, right = allowed): void => {
    const variable = `${name}, line ${String(lines.linePos(offset).line)}`;
    found.push({ offset, fault: { variable, rule, allowed: right } });
  };
  /** In the order of the file, in which they are corrected. */
  const refuse = (): never => {
    const faults = found.toSorted((a, b) => a.offset - b.offset).map(({ fault }) => fault);
    throw new ConfigurationError(name, faults);
  };
  const check = (): void => {
    if (found.length > 0) refuse();
  };
  for (const error of document.errors) at(error.pos[0], error.message.split('\n')[0] ?? 'is not YAML');
  const { contents } = document;
  if (found.length === 0 && contents !== null && !(isList ? isSeq(contents) : isMap(contents)))
    at(contents.range[0], isList ? 'is not a list' : 'is no list of settings');
  check();
  const result = shape.safeParse(contents === null ? (isList ? [] : {}) : document.toJS());
  if (result.success) {
    const fault: SettingsFile<T>['fault'] = (where, rule, right) => at(offsetOf(document, where), rule, right);
    return { data: result.data, fault, check };
  }
  for (const { code, path: where, message, ...issue } of result.error.issues) {
    if (code === 'unrecognized_keys' && 'keys' in issue) {
      for (const key of issue.keys) {
        const whole = [...where, key];
        at(offsetOf(document, whole), `${called(whole)} is no setting of ${of}`);
      }
    } else {
      const params = allowedShape.safeParse('params' in issue ? issue.params : null);
      at(offsetOf(document, where), `${called(where)} ${message}`, params.data?.allowed);
    }
  }
  return refuse();
}

const allowedShape = z.object({ allowed: z.string() });

/** The line tells which entry of a list it is. */
const called = ([first, ...rest]: readonly PropertyKey[]): string =>
  (typeof first === 'number' ? rest : [first, ...rest]).join('.') || 'entry';

/** Where the setting of a path stands in the file; of one that is not there, where the last that leads to it does. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let { contents: node } = document as { contents: unknown };
  let offset = 0;
  for (const key of path) {
    if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
      continue;
    }
    if (!isMap(node)) break;
    const pair = node.items.find(({ key: name }) => isScalar(name) && name.value === key);
    if (!isPair(pair) || !isNode(pair.key)) break;
    offset = pair.key.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}
