import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../context.ts';
import { renderPage } from '../layout.ts';

export function referenceSurface(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  app.get('/', (c) =>
    renderPage(c, standin, {
      surface: 'reference',
      title: 'Medscape reference',
      body: html`<h1>Medscape reference</h1>`,
    }),
  );
  return app;
}
