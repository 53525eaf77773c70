import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../context.ts';
import { renderPage } from '../layout.ts';

export function searchSurface(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  app.get('/', (c) =>
    renderPage(c, standin, { surface: 'search', title: 'Medscape search', body: html`<h1>Medscape search</h1>` }),
  );
  return app;
}
