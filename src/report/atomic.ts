export { makeFolder, ReportError, writeWhole } from '../target/atomic.ts';
