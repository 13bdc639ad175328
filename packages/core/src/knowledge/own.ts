/** Finds what a project's configuration says of its own functions and models. */
import type { OwnKnowledge, OwnModel, OwnSink, OwnSource } from './knowledge.js';

export interface OwnIndex {
  /** Each by the name that a call is written with: `auditTrail.record` meets `this.auditTrail.record(…)` too. */
  sink(written: string): OwnSink | undefined;
  source(written: string): OwnSource | undefined;
  isSanitizer(written: string): boolean;
  model(name: string): OwnModel | undefined;
  /** Nothing is said of any call, so none need be looked up. */
  readonly saysNothing: boolean;
}

export function indexOwn(own: OwnKnowledge | undefined): OwnIndex {
  const sinks = byWrittenName(own?.sinks ?? []);
  const sources = byWrittenName(own?.sources ?? []);
  const sanitizers = byWrittenName((own?.sanitizers ?? []).map((name) => ({ name })));
  const models = new Map((own?.models ?? []).map((model) => [model.name, model]));
  return {
    sink: sinks,
    source: sources,
    isSanitizer: (written) => sanitizers(written) !== undefined,
    model: (name) => models.get(name) ?? models.get(name.slice(name.lastIndexOf('.') + 1)),
    saysNothing: own === undefined || own.sinks.length + own.sources.length + own.sanitizers.length === 0,
  };
}

/** The entry that spells out the most of the name goes first. */
function byWrittenName<Entry extends { readonly name: string }>(entries: readonly Entry[]): (written: string) => Entry | undefined {
  const longestFirst = entries.toSorted((a, b) => b.name.length - a.name.length);
  return (written) => longestFirst.find(({ name }) => written === name || written.endsWith(`.${name}`));
}
