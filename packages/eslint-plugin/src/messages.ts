/** What the rules say. */
export const messages = {
  leak: '{{ what }} (risk {{ risk }}; {{ law }}).',
  failure: 'phi-scan could not read this file: {{ reason }}.',
  useId: 'Write {{ replacement }} instead.',
  useKeys: 'Write only which fields there are: {{ replacement }}.',
  useCount: 'Write only how many there are: {{ replacement }}.',
  useErrorName: 'Write only the kind of the error: {{ replacement }}.',
  drop: 'Leave out {{ dropped }}.',
  redact: 'Wrap it in {{ redactor }}().',
  mask: 'Replace the value in the text.',
} as const;

export type MessageId = keyof typeof messages;
