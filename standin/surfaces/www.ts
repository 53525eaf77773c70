import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../context.ts';
import { renderPage } from '../layout.ts';

export function wwwSurface(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  app.get('/', (c) =>
    renderPage(c, standin, { surface: 'www', title: 'Medscape www', body: html`<h1>Medscape www</h1>` }),
  );
  return app;
}
