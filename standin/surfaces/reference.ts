import { Hono } from 'hono';
import type { StandinContext, StandinEnv } from '../context.ts';
import { calculatorRoutes } from './reference/calculators.ts';
import { caseChallengeRoutes } from './reference/case-challenges.ts';
import { drugIndexRoutes } from './reference/drug-index.ts';
import { guideRoutes } from './reference/guides.ts';
import { homeRoutes } from './reference/home.ts';
import { interactionCheckerRoutes } from './reference/interaction-checker.ts';
import { medlineRoutes } from './reference/medline.ts';
import { monographRoutes } from './reference/monograph.ts';
import { pillIdentifierRoutes } from './reference/pill-identifier.ts';
import { slideshowRoutes } from './reference/slideshows.ts';

/** Drugs & Diseases: one file for each of its tools. */
export function referenceSurface(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  const tools = [
    homeRoutes,
    drugIndexRoutes,
    monographRoutes,
    interactionCheckerRoutes,
    pillIdentifierRoutes,
    calculatorRoutes,
    slideshowRoutes,
    guideRoutes,
    caseChallengeRoutes,
    medlineRoutes,
  ];
  for (const routesOf of tools) app.route('/', routesOf(standin));
  return app;
}
