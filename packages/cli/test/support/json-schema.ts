type Schema = Readonly<Record<string, unknown>>;

const checked = new Set([
  '$schema', '$id', '$defs', '$ref', 'title', 'description',
  'type', 'const', 'enum', 'required', 'properties', 'additionalProperties', 'propertyNames', 'items', 'minimum', 'maximum', 'pattern',
]);

/** The part of JSON Schema that our schemas use. A keyword that it does not know is a violation, so that none goes unchecked. */
export function violations(root: object, value: unknown): string[] {
  const found: string[] = [];

  function check(schema: Schema, value: unknown, at: string): void {
    const complain = (what: string): void => void found.push(`${at || '/'}: ${what}`);
    for (const keyword of Object.keys(schema)) if (!checked.has(keyword)) complain(`unknown keyword ${keyword}`);
    if (typeof schema['$ref'] === 'string') check(resolve(root as Schema, schema['$ref']), value, at);
    if ('const' in schema && value !== schema['const']) complain(`not ${String(schema['const'])}`);
    if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) complain(`${String(value)} is not allowed`);
    if (typeof schema['type'] === 'string' && !isOfType(value, schema['type'])) return complain(`no ${schema['type']}`);
    if (typeof value === 'number') {
      if (value < Number(schema['minimum'] ?? value)) complain('too small');
      if (value > Number(schema['maximum'] ?? value)) complain('too large');
    }
    if (typeof value === 'string' && typeof schema['pattern'] === 'string' && !new RegExp(schema['pattern'], 'u').test(value)) complain('wrong form');
    if (Array.isArray(value)) {
      const { items } = schema;
      if (isSchema(items)) value.forEach((item, index) => check(items, item, `${at}/${index}`));
    } else if (isSchema(value)) {
      checkObject(schema, value, at, complain);
    }
  }

  function checkObject(schema: Schema, value: Schema, at: string, complain: (what: string) => void): void {
    const properties = isSchema(schema['properties']) ? schema['properties'] : {};
    const required = Array.isArray(schema['required']) ? (schema['required'] as string[]) : [];
    for (const name of required) if (!(name in value)) complain(`${name} is missing`);
    for (const [name, each] of Object.entries(value)) {
      const property = properties[name] ?? schema['additionalProperties'];
      if (property === false) complain(`${name} is unknown`);
      if (isSchema(property)) check(property, each, `${at}/${name}`);
      if (isSchema(schema['propertyNames'])) check(schema['propertyNames'], name, `${at}/${name}`);
    }
  }

  check(root as Schema, value, '');
  return found;
}

function resolve(root: Schema, reference: string): Schema {
  let at: unknown = root;
  for (const name of reference.replace('#/', '').split('/')) at = isSchema(at) ? at[name] : undefined;
  if (!isSchema(at)) throw new Error(`nothing at ${reference}`);
  return at;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return isSchema(value);
  return typeof value === type;
}
