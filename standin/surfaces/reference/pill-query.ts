import { pillColors, pillForms, pillScorings, pillShapes, type PillCriteria } from '../../data/pills.ts';

function read(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? Object.entries(at).find(([name]) => name === key)?.[1] : undefined,
    value,
  );
}

function nameOf(list: readonly string[], id: unknown): string | undefined {
  return typeof id === 'number' ? (list[id - 1] ?? 'no such value') : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * The criteria in a query of the pill service, e.g. `{"shapes":{"$elemMatch":{"medscapeShapeId":6}},"imprint":"101"}`. What it does
 * not name, or not in this way, fits every pill; an id that no value has fits none.
 */
export function readPillQuery(text: string): PillCriteria {
  const query = parse(text);
  const shape = nameOf(pillShapes, read(query, ['shapes', '$elemMatch', 'medscapeShapeId']));
  const color = nameOf(pillColors, read(query, ['colors', '$elemMatch', 'medscapeColorId']));
  const form = nameOf(pillForms, read(query, ['form.medscapeFormId']));
  const scoring = nameOf(pillScorings, read(query, ['scoring.medscapeScoringId']));
  const imprint = read(query, ['imprint']);
  return {
    ...(shape === undefined ? {} : { shape }),
    ...(color === undefined ? {} : { color }),
    ...(form === undefined ? {} : { form }),
    ...(scoring === undefined ? {} : { scoring }),
    ...(typeof imprint === 'string' ? { imprint } : {}),
  };
}
