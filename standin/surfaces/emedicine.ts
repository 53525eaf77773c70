import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../context.ts';
import { renderPage } from '../layout.ts';

export function emedicineSurface(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  app.get('/', (c) =>
    renderPage(c, standin, {
      surface: 'emedicine',
      title: 'Medscape emedicine',
      body: html`<h1>Medscape emedicine</h1>`,
    }),
  );
  return app;
}
