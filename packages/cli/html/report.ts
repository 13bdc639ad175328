/** The page of the HTML report: overview, filters and the list of findings. */
import type { PageData, PageFinding, PageLine } from '../src/reporters/html-data.js';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as PageData;

// ── building elements ────────────────────────────────────────────────────────────────────────────────────────────────────

type Child = Node | string;

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Readonly<Record<string, string>> = {}, ...children: readonly Child[]): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
}

// ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Facet {
  readonly key: string;
  readonly title: string;
  valuesOf(finding: PageFinding): readonly string[];
  /** What is shown for a value; the value itself where nothing is said. */
  label?(value: string): string;
}

const titles = new Map(data.findings.flatMap(({ law }) => law.map(({ citation, title }) => [citation, title] as const)));

const facets: readonly Facet[] = [
  { key: 'element', title: 'Data element', valuesOf: ({ elements }) => elements },
  { key: 'rule', title: 'Rule', valuesOf: ({ rule }) => [rule] },
  { key: 'folder', title: 'Folder', valuesOf: ({ folder }) => [folder] },
  { key: 'law', title: 'Law', valuesOf: ({ law }) => [...new Set(law.map(({ citation }) => citation))], label: (citation) => `${citation}: ${titles.get(citation)}` },
];
const choices: readonly Facet[] = [
  { key: 'level', title: 'Level', valuesOf: ({ level }) => [level] },
  { key: 'confidence', title: 'Confidence', valuesOf: ({ confidence }) => [confidence] },
  { key: 'state', title: 'State', valuesOf: ({ suppressed }) => [suppressed === undefined ? 'open' : 'suppressed'] },
];
const everyFacet = [...facets, ...choices];

type Order = (a: PageFinding, b: PageFinding) => number;
const byPlace: Order = (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column);
const orders: Readonly<Record<string, { readonly label: string; readonly compare: Order }>> = {
  risk: { label: 'highest risk first', compare: (a, b) => b.score - a.score || byPlace(a, b) },
  place: { label: 'file and line', compare: byPlace },
  rule: { label: 'rule', compare: (a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : b.score - a.score || byPlace(a, b)) },
};

/** What was chosen, by key: the search, one value of each facet, the order. It stands in the address, so that it can be passed on. */
const chosen = new Map<string, string>();

interface Row {
  readonly finding: PageFinding;
  readonly item: HTMLElement;
  readonly words: string;
}

const rows: Row[] = data.findings.map((finding) => ({ finding, item: rowItem(finding), words: wordsOf(finding) }));

function wordsOf({ message, file, rule, sink, elements, why, advice }: PageFinding): string {
  return [message, file, rule, sink, ...elements, ...why, advice].join('\n').toLowerCase();
}

// ── a finding ────────────────────────────────────────────────────────────────────────────────────────────────────────────

function rowItem(finding: PageFinding): HTMLElement {
  const { id, level, score, message, file, line, rule, suppressed } = finding;
  const summary = element(
    'summary',
    {},
    element('span', { class: `level ${level}` }, level),
    element('span', { class: 'risk' }, element('span', { class: 'unseen' }, 'risk '), String(score)),
    element('span', { class: 'message' }, message),
    element('span', { class: 'place' }, `${file}:${line}`),
    element('span', { class: 'rule' }, rule),
    ...(suppressed === undefined ? [] : [element('span', { class: 'state' }, 'suppressed')]),
  );
  const details = element('details', {}, summary);
  details.addEventListener('toggle', () => {
    if (details.open) fill(details, finding);
  });
  return element('div', { id: `f-${id}`, class: 'finding', role: 'listitem' }, details);
}

/** Most findings are never opened: what they say in full waits for it. */
function fill(details: HTMLDetailsElement, finding: PageFinding): void {
  if (details.childElementCount > 1) return;
  const { id, code, flow, why, arithmetic, law, advice, confidence, rule, suppressed } = finding;
  const list = (title: string, entries: readonly Child[]): Child[] => (entries.length === 0 ? [] : [element('h3', {}, title), element('ul', {}, ...entries.map((entry) => element('li', {}, entry)))]);
  details.append(
    element(
      'div',
      { class: 'body' },
      ...(code.length === 0 ? [] : [codeBlock(code, `code at ${finding.file}:${finding.line}, ${id}`)]),
      ...(flow.length === 0
        ? []
        : [
            element('h3', {}, 'How it gets there'),
            element(
              'ol',
              { class: 'flow' },
              ...flow.map((step) =>
                element('li', {}, element('span', { class: 'place' }, `${step.file}:${step.line}`), ` ${step.what}`, ...(step.code === '' ? [] : [element('code', {}, step.code)])),
              ),
            ),
          ]),
      ...list('Why', [...why, `confidence: ${confidence}`]),
      ...list('Risk', [arithmetic]),
      ...list('Law', law.map(({ citation, title }) => `${citation}: ${title}`)),
      element('h3', {}, 'Write instead'),
      element('p', {}, ...withCode(advice)),
      ...(suppressed === undefined ? [] : list('Suppressed by a comment', [suppressed === '' ? 'without a reason' : suppressed])),
      element('p', { class: 'links' }, element('a', { href: `#f-${id}` }, 'Link to this finding'), ' ', element('a', { href: `${data.documentation}/rules/${rule}.md`, rel: 'noreferrer' }, `About ${rule}`)),
    ),
  );
}

/** Our own advice marks code by backticks. */
function withCode(text: string): Child[] {
  return text.split(/`([^`]+)`/).map((piece, index) => (index % 2 === 1 ? element('code', {}, piece) : piece));
}

function codeBlock(lines: readonly PageLine[], label: string): HTMLElement {
  const block = element('pre', { tabindex: '0', role: 'region', 'aria-label': label });
  for (const { number, text, mark } of lines) {
    const parts: readonly Child[] = mark === undefined ? [text] : [text.slice(0, mark[0]), element('mark', {}, text.slice(...mark)), text.slice(mark[1])];
    block.append(element('span', { class: 'number', 'aria-hidden': 'true' }, String(number).padStart(5)), '  ', ...parts, '\n');
  }
  return block;
}

// ── overview and filters ─────────────────────────────────────────────────────────────────────────────────────────────────

interface Count {
  readonly value: string;
  readonly findings: number;
  readonly highest: number;
}

const shownValues = 5;

function countsOf({ valuesOf }: Facet): Count[] {
  const counts = new Map<string, Count>();
  for (const finding of data.findings) {
    if (finding.suppressed !== undefined) continue;
    for (const value of valuesOf(finding)) {
      const before = counts.get(value);
      counts.set(value, { value, findings: (before?.findings ?? 0) + 1, highest: Math.max(before?.highest ?? 0, finding.score) });
    }
  }
  return [...counts.values()].sort((a, b) => b.findings - a.findings || (a.value < b.value ? -1 : 1));
}

function overviewOf(facet: Facet): HTMLElement {
  const counts = countsOf(facet);
  const most = Math.max(1, ...counts.map(({ findings }) => findings));
  const entry = ({ value, findings, highest }: Count): HTMLElement => {
    const label = facet.label?.(value) ?? value;
    const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
    bar.style.width = `${(findings / most) * 100}%`;
    const counted = `${findings} ${findings === 1 ? 'finding' : 'findings'}, risk up to ${highest}`;
    const button = element('button', { type: 'button', 'aria-pressed': 'false', 'data-facet': facet.key, 'data-value': value }, bar, element('span', { class: 'name' }, label), element('span', { class: 'count' }, counted));
    button.addEventListener('click', () => choose(facet.key, chosen.get(facet.key) === value ? '' : value));
    return element('li', {}, button);
  };
  const list = element('ul', { class: 'counts' }, ...counts.slice(0, shownValues).map(entry));
  const rest = counts.slice(shownValues);
  const more = rest.length === 0 ? [] : [element('details', { class: 'more' }, element('summary', {}, `${rest.length} more`), element('ul', { class: 'counts' }, ...rest.map(entry)))];
  return element('div', { class: 'facet' }, element('h3', {}, facet.title), list, ...more);
}

function selectOf(key: string, title: string, options: readonly (readonly [string, string])[]): HTMLElement {
  const select = element('select', { id: `choose-${key}` }, ...options.map(([value, label]) => element('option', { value }, label)));
  select.addEventListener('change', () => choose(key, select.value));
  return element('div', {}, element('label', { for: `choose-${key}` }, title), select);
}

function buildPage(): void {
  part('facts').textContent = `${data.facts.join('; ')}. phi-scan ${data.version}`;
  part('overview').append(element('h2', { id: 'overview-title' }, 'Overview'), element('div', { class: 'facets' }, ...facets.map(overviewOf)));
  if (data.notes.length > 0) {
    part('notes').append(element('h2', {}, 'What else there is to know'), element('ul', {}, ...data.notes.map(({ level, message }) => element('li', {}, element('span', { class: `level ${level}` }, level), ` ${message}`))));
  }
  const search = element('input', { type: 'search', id: 'choose-q', autocomplete: 'off' });
  search.addEventListener('input', () => choose('q', search.value));
  const valuesOf = (facet: Facet): (readonly [string, string])[] => [...new Set(data.findings.flatMap((finding) => facet.valuesOf(finding)))].sort().map((value) => [value, facet.label?.(value) ?? value]);
  const clear = element('button', { type: 'button' }, 'Reset filters');
  clear.addEventListener('click', () => {
    chosen.clear();
    show();
  });
  part('findings').append(
    element('h2', { id: 'findings-title' }, 'Findings'),
    element(
      'form',
      { role: 'search', 'aria-label': 'findings' },
      element('div', {}, element('label', { for: 'choose-q' }, 'Search'), search),
      ...everyFacet.map((facet) => selectOf(facet.key, facet.title, [['', 'all'], ...valuesOf(facet)])),
      selectOf('sort', 'Sort by', Object.entries(orders).map(([key, { label }]) => [key, label])),
      clear,
    ),
    element('p', { id: 'shown', role: 'status' }),
    element('div', { id: 'list', role: 'list' }),
  );
  part('findings').querySelector('form')?.addEventListener('submit', (event) => event.preventDefault());
}

// ── choosing ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

function choose(key: string, value: string): void {
  if (value === '') chosen.delete(key);
  else chosen.set(key, value);
  show();
}

function isShown({ finding, words }: Row): boolean {
  const search = chosen.get('q')?.toLowerCase().split(/\s+/) ?? [];
  if (!search.every((word) => words.includes(word))) return false;
  return everyFacet.every(({ key, valuesOf }) => {
    const value = chosen.get(key) ?? (key === 'state' ? 'open' : undefined);
    return value === undefined || value === 'every' || valuesOf(finding).includes(value);
  });
}

/** Of the browser's work, what is in a part that is far from the window is left out: fewer parts than rows, so that asking which are near costs little. */
const rowsOfPart = 50;

function partsOf(items: readonly HTMLElement[]): HTMLElement[] {
  const parts: HTMLElement[] = [];
  for (let from = 0; from < items.length; from += rowsOfPart) parts.push(element('div', { class: 'part' }, ...items.slice(from, from + rowsOfPart)));
  return parts;
}

let shownBefore: readonly HTMLElement[] = [];

function show(): void {
  const { compare } = orders[chosen.get('sort') ?? ''] ?? orders['risk']!;
  const items = rows.filter(isShown).sort((a, b) => compare(a.finding, b.finding)).map(({ item }) => item);
  if (items.length !== shownBefore.length || items.some((item, index) => item !== shownBefore[index])) part('list').replaceChildren(...partsOf(items));
  shownBefore = items;
  part('shown').textContent = items.length === rows.length ? `${items.length} findings` : `${items.length} of ${rows.length} findings`;
  for (const key of ['q', 'sort', ...everyFacet.map((facet) => facet.key)]) {
    const control = part(`choose-${key}`) as HTMLInputElement | HTMLSelectElement;
    const value = chosen.get(key) ?? (key === 'sort' ? 'risk' : key === 'state' ? 'open' : '');
    if (control.value !== value) control.value = value;
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-facet]')) {
    button.setAttribute('aria-pressed', String(chosen.get(button.dataset['facet'] ?? '') === button.dataset['value']));
  }
  history.replaceState(null, '', chosen.size === 0 ? '#' : `#${new URLSearchParams([...chosen])}`);
}

/** A link leads to a finding (#f-0123), or to a choice (#rule=no-phi-in-logs). */
function follow(): void {
  const hash = decodeURIComponent(location.hash.slice(1));
  const row = rows.find(({ finding }) => `f-${finding.id}` === hash);
  if (hash.startsWith('f-')) {
    if (row === undefined) return;
    if (!isShown(row)) {
      chosen.clear();
      if (row.finding.suppressed !== undefined) chosen.set('state', 'suppressed');
      show();
      history.replaceState(null, '', `#${hash}`);
    }
    const details = row.item.querySelector('details');
    if (details !== null) details.open = true;
    row.item.scrollIntoView({ block: 'start' });
    row.item.querySelector('summary')?.focus();
  } else if (hash.includes('=')) {
    chosen.clear();
    for (const [key, value] of new URLSearchParams(location.hash.slice(1))) if (key === 'q' || key === 'sort' || everyFacet.some((facet) => facet.key === key)) chosen.set(key, value);
    show();
  }
}

// Paper has nothing to click on.
addEventListener('beforeprint', () => {
  for (const { item, finding } of rows) {
    const details = item.querySelector('details');
    if (!item.isConnected || details === null || details.open) continue;
    fill(details, finding);
    details.open = true;
    details.dataset['printed'] = '';
  }
});
addEventListener('afterprint', () => {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('details[data-printed]')) {
    details.open = false;
    delete details.dataset['printed'];
  }
});
addEventListener('hashchange', follow);

const link = location.hash;
buildPage();
show();
if (link.length > 1) {
  history.replaceState(null, '', link);
  // The browser goes to a link's target once the page is loaded, and takes the focus from what had it.
  addEventListener('load', follow);
}
