export { commandSource, type CommandOptions } from './log-command.ts';
export { fileSource } from './log-files.ts';
