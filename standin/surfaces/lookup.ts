import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import type { StandinContext, StandinEnv } from '../context.ts';
import { findDrugs } from '../data/drugs.ts';
import { findImprints } from '../data/pills.ts';

/** One suggestion: a drug by id and name, or an imprint by its text. */
type Reference = { readonly id: number; readonly text: string } | { readonly val: string };

interface LookupAnswer {
  readonly types: readonly { readonly totalCount: number; readonly references: readonly Reference[] }[];
}

const path = '/api/quickreflookup/LookupService.ashx';

/** A name that may be called from a script; anything else would let the caller write the script. */
const callbackName = /^[A-Za-z_$][\w$]*$/;

function answer(references: readonly Reference[], size: number): LookupAnswer {
  if (references.length === 0) return { types: [] };
  return { types: [{ totalCount: references.length, references: references.slice(0, size) }] };
}

/** Suggestions for the interaction checker and the pill identifier: JSON, or JSONP where a callback is named. */
export function lookupRoutes(standin: StandinContext): Hono<StandinEnv> {
  return new Hono<StandinEnv>().get(path, async (c) => {
    const { q = '', sz, jsonp, metadata, json: kind } = c.req.query();
    const size = Number(sz) > 0 ? Number(sz) : 50;
    if (jsonp !== undefined && !callbackName.test(jsonp)) return c.json({ error: 'bad callback name' }, 400);

    const references: Reference[] =
      kind === 'imprint_lookup'
        ? findImprints(q).map((val) => ({ val }))
        : findDrugs(q)
            .filter((drug) => metadata !== 'has-interactions' || drug.hasInteractions)
            .map((drug) => ({ id: Number(drug.id), text: drug.generic }));
    if (standin.switches.slowLookup > 0) await sleep(standin.switches.slowLookup);
    const found = answer(standin.switches.emptyTypes ? [] : references, size);

    // The checker stands on another host; the real service is asked from there too.
    c.header('Access-Control-Allow-Origin', '*');
    c.header('Cache-Control', 'no-cache');
    if (jsonp === undefined) return c.json(found);
    return c.body(`${jsonp}(${JSON.stringify(found)});`, 200, { 'Content-Type': 'text/javascript; charset=utf-8' });
  });
}
