/** What Lombok's annotations write into a class: a logger's field, and `toString`. */
import type { DecoratorFacts, TextForm } from '../../facts/facts.js';
import { hasAnnotation } from './annotations.js';

/** The type of the field `log` by the annotation that declares it. */
const LOGGERS: Readonly<Record<string, string | undefined>> = {
  Slf4j: 'org.slf4j.Logger',
  XSlf4j: 'org.slf4j.ext.XLogger',
  Log4j2: 'org.apache.logging.log4j.Logger',
  Log4j: 'org.apache.log4j.Logger',
  CommonsLog: 'org.apache.commons.logging.Log',
  Log: 'java.util.logging.Logger',
  JBossLog: 'org.jboss.logging.Logger',
  Flogger: 'com.google.common.flogger.FluentLogger',
  CustomLog: 'org.slf4j.Logger',
};

export const loggerField = 'log';

/** The full name of the logger's type; undefined where no annotation declares one. */
export function loggerTypeOf(decorators: readonly DecoratorFacts[] | null): string | undefined {
  for (const { name } of decorators ?? []) if (Object.hasOwn(LOGGERS, name)) return LOGGERS[name];
  return undefined;
}

interface FieldNotes {
  readonly name: string;
  readonly static?: boolean;
  readonly decorators?: readonly DecoratorFacts[];
}

/** The `toString` that @Data, @Value or @ToString writes; undefined where none of them stands. */
export function lombokText(decorators: readonly DecoratorFacts[] | null, fields: readonly FieldNotes[]): TextForm | undefined {
  const own = decorators?.find(({ name }) => name === 'ToString' || name === 'lombok.ToString');
  if (own === undefined && !hasAnnotation(decorators, ['Data', 'Value', 'lombok.Data', 'lombok.Value'])) return undefined;
  const excluded = textsOf(own, 'exclude=');
  const included = new Set(textsOf(own, 'of='));
  const chosen = own?.args.includes('onlyExplicitlyIncluded=true') ?? false;
  const omits = fields.filter((field) => {
    if (field.static === true || excluded.includes(field.name) || hasAnnotation(field.decorators, ['ToString.Exclude', 'Exclude'])) return true;
    const isIncluded = included.has(field.name) || hasAnnotation(field.decorators, ['ToString.Include']);
    return (included.size > 0 || chosen) && !isIncluded;
  });
  return { kind: 'fields', omits: omits.map((field) => field.name) };
}

function textsOf(decorator: DecoratorFacts | undefined, key: string): string[] {
  return decorator?.args.filter((text) => text.startsWith(key)).map((text) => text.slice(key.length)) ?? [];
}
