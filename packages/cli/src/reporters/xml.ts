/** What XML cannot hold at all, not even escaped. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' };

/** For an attribute: line breaks would become blanks. */
function attribute(text: string): string {
  return text.replace(forbidden, '\ufffd').replace(/[&<>"\n\r\t]/g, (character) => entities[character] ?? character);
}

export function content(text: string): string {
  return text.replace(forbidden, '\ufffd').replace(/[&<>]/g, (character) => entities[character] ?? character);
}

/** An element; attributes without a value are left out. */
export function element(name: string, attributes: Readonly<Record<string, string | number | undefined>>, inside = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${attribute(String(value))}"`]));
  return inside === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${inside}</${name}>`;
}
