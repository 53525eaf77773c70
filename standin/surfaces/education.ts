import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../context.ts';
import { renderPage } from '../layout.ts';

export function educationSurface(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  app.get('/', (c) =>
    renderPage(c, standin, {
      surface: 'education',
      title: 'Medscape education',
      body: html`<h1>Medscape education</h1>`,
    }),
  );
  return app;
}
