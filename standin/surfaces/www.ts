import { Hono } from 'hono';
import type { StandinContext, StandinEnv } from '../context.ts';
import { lookupRoutes } from './lookup.ts';
import { accountRoutes } from './www/account.ts';
import { articleRoutes } from './www/article.ts';
import { homeRoutes } from './www/home.ts';
import { moreRoutes } from './www/more.ts';
import { newsListRoutes } from './www/news-list.ts';
import { publicRoutes } from './www/public.ts';

/** Home, specialties and news, the member's pages, help and legal pages, and the lookup service. */
export function wwwSurface(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  const parts = [lookupRoutes, newsListRoutes, articleRoutes, publicRoutes, accountRoutes, moreRoutes, homeRoutes];
  for (const routesOf of parts) app.route('/', routesOf(standin));
  return app;
}
