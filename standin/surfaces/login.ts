import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../context.ts';
import { renderPage } from '../layout.ts';

export function loginSurface(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  app.get('/', (c) =>
    renderPage(c, standin, { surface: 'login', title: 'Medscape login', body: html`<h1>Medscape login</h1>` }),
  );
  return app;
}
