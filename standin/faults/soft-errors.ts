import { plainPage } from '../error-page.ts';
import { htmlType, jsonType, send } from './answers.ts';
import { isData } from './application.ts';
import type { Fault } from './types.ts';

const stackTrace = `<pre>java.lang.NullPointerException: Cannot invoke "Monograph.sections()" because "monograph" is null
	at com.example.reference.MonographController.show(MonographController.java:118)
	at org.springframework.web.servlet.DispatcherServlet.doDispatch(DispatcherServlet.java:1089)
</pre>
`;

/** Failures under a good status. */
export const softErrors: readonly Fault[] = [
  {
    id: 'soft-500-trace',
    story: 'the application answers 200 with a stack trace',
    apply: (exchange) => send(exchange, 200, htmlType, stackTrace),
  },
  {
    id: 'soft-500-redirect',
    story: 'every failure is redirected (302) to a page that apologises under 200; lay it on /error/* too',
    apply: (exchange) =>
      exchange.path.startsWith('/error/')
        ? send(
            exchange,
            200,
            htmlType,
            plainPage('Something went wrong', 'We’re sorry', 'We are working on it. Please come back later.'),
          )
        : send(exchange, 302, { Location: '/error/500.html' }, ''),
  },
  {
    id: 'soft-500-json',
    story: 'data answers 200 and says "internal server error" in its JSON',
    concerns: isData,
    apply: (exchange) =>
      send(
        exchange,
        200,
        jsonType,
        '{"success":false,"error":{"code":"E1007","message":"Internal server error while reading pills"}}',
      ),
  },
  {
    id: 'soft-500-framework',
    story: "the framework's own error page (Spring's Whitelabel) under 200",
    apply: (exchange) =>
      send(
        exchange,
        200,
        htmlType,
        '<html><body><h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error, so you are seeing this as a fallback.</p><div>There was an unexpected error (type=Internal Server Error, status=500).</div></body></html>\n',
      ),
  },
  {
    id: 'soft-503-maintenance',
    story: 'a maintenance page under 200',
    apply: (exchange) =>
      send(
        exchange,
        200,
        htmlType,
        plainPage('Scheduled Maintenance', 'We’ll be back soon', 'Medscape is being worked on.'),
      ),
  },
];
