/** The HTML report in a real browser. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { htmlReporter } from '../src/reporters/html.js';
import { finding, locate, report } from './support/fakes.js';
import { phiScanHere } from './support/spawned.js';

const browserFile = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) => join(folder, name)))
  .find((file) => existsSync(file));
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const file = 'src/<img src=x onerror=alert(1)>.ts';
const text = 'function show(patient) {\n  console.log(`</script><script>alert(1)</script> ${patient.ssn} 123-45-6789`);\n}\n';
const one = finding({
  file,
  text,
  statement: text.split('\n')[1]!.trim().replace(/;$/, ''),
  culprit: 'patient.ssn',
  message: 'Patient data <b>bold</b> is logged',
  flow: [{ ...locate(file, text, 'patient'), what: 'parameter patient' }],
});
const page = htmlReporter(report({ findings: [one, { ...one, fingerprint: 'f'.repeat(32), suppressed: { reason: 'synthetic', at: one.location } }], sources: { [file]: text } }));

describe('the HTML report', () => {
  it('holds no markup and no value of the code', () => {
    expect(page).not.toContain('123-45-6789');
    expect(page).not.toContain('<b>bold');
    expect(page.match(/<script/g)).toHaveLength(2);
  });

  it('names nothing that would be loaded', () => {
    expect(page).not.toMatch(/<(?:link|img|iframe)\b|\bsrc=["']?(?!x onerror)|@import|url\(/);
    expect(page).toContain("default-src 'none'");
  });

  it('is the same each time', () => {
    expect(htmlReporter(report({ findings: [one], now: new Date(0) } as never))).toBe(htmlReporter(report({ findings: [one] })));
  });
});

describe.skipIf(browserFile === undefined)(browserFile === undefined ? 'in Chromium (skipped: no chromium is installed here)' : 'in Chromium', () => {
  let browser: Browser;
  let folder: string;
  const problems: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'phi-scan-html-'));
    // As root, in a container, Chromium has no sandbox of its own.
    browser = await chromium.launch({ executablePath: browserFile!, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
    const clinic = fileURLToPath(new URL('../../../fixtures/clinic', import.meta.url));
    await phiScanHere(clinic, ['--format', `html:${join(folder, 'clinic.html')}`]);
    writeFileSync(join(folder, 'odd.html'), page);
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(name: string, { hash = '', scheme = 'light' as 'light' | 'dark' } = {}): Promise<Page> {
    const opened = await browser.newPage({ colorScheme: scheme, viewport: { width: 1200, height: 900 } });
    opened.on('pageerror', (error) => problems.push(error.message));
    opened.on('console', (message) => problems.push(message.text()));
    opened.on('request', (request) => {
      if (request.url().split('#')[0] !== pathToFileURL(join(folder, name)).href) problems.push(`asks for ${request.url()}`);
    });
    await opened.goto(`${pathToFileURL(join(folder, name)).href}${hash}`);
    return opened;
  }

  const shown = (opened: Page) => opened.locator('#list .finding');

  async function violationsOf(opened: Page): Promise<string[]> {
    // The page's own policy lets no script in, so axe comes in by the debugger.
    await opened.context().newCDPSession(opened).then((session) => session.send('Page.setBypassCSP', { enabled: true }));
    await opened.reload();
    for (const summary of await opened.locator('#list .finding summary').all().then((all) => all.slice(0, 3))) await summary.click();
    await opened.addScriptTag({ path: axeFile });
    const { violations } = (await opened.evaluate('axe.run()')) as AxeResults;
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }

  it.each(['light', 'dark'] as const)('axe finds nothing, in %s', async (scheme) => {
    const opened = await open('clinic.html', { scheme });
    expect(await violationsOf(opened)).toEqual([]);
    await opened.close();
  }, 120_000);

  it('shows, searches, filters and sorts', async () => {
    const opened = await open('clinic.html');
    const all = await shown(opened).count();
    expect(all).toBeGreaterThan(50);
    expect(await opened.locator('#shown').textContent()).toContain(`${all} of ${all + 1} findings`);

    await opened.getByLabel('Search').fill('sentry');
    expect(await shown(opened).count()).toBeLessThan(all);
    await opened.getByRole('button', { name: 'Reset filters' }).click();
    expect(await shown(opened).count()).toBe(all);

    const first = opened.locator('#overview button').first();
    await first.click();
    expect(await first.getAttribute('aria-pressed')).toBe('true');
    expect(`${await shown(opened).count()}`).toBe(/(\d+) finding/.exec((await first.textContent()) ?? '')?.[1]);
    expect(opened.url()).toContain('#element=');
    await first.click();

    const risks = async () => (await shown(opened).locator('summary .risk').allTextContents()).map((each) => Number(each.replace('risk ', '')));
    expect(await risks()).toEqual((await risks()).sort((a, b) => b - a));
    await opened.getByLabel('Sort by').selectOption('place');
    const places = await shown(opened).locator('summary .place').allTextContents();
    expect(places.map((each) => each.replace(/:\d+$/, ''))).toEqual(places.map((each) => each.replace(/:\d+$/, '')).sort());

    await opened.getByLabel('State').selectOption('suppressed');
    expect(await shown(opened).count()).toBe(1);
    await opened.close();
  }, 60_000);

  it('opens what a link names, also where a filter hides it', async () => {
    const first = await open('clinic.html');
    const id = await shown(first).nth(40).getAttribute('id');
    await first.close();
    const opened = await open('clinic.html', { hash: `#${id}` });
    expect(await opened.locator(`#${id} details`).getAttribute('open')).not.toBeNull();
    expect(await opened.evaluate(() => document.activeElement?.closest('.finding')?.id)).toBe(id);
    expect(await opened.locator(`#${id}`).evaluate((item) => item.getBoundingClientRect().top)).toBeLessThan(900);
    const filtered = await open('clinic.html', { hash: '#rule=no-phi-literals' });
    expect(new Set(await shown(filtered).locator('summary .rule').allTextContents())).toEqual(new Set(['no-phi-literals']));
    await filtered.evaluate((hash) => (location.hash = hash), `${id}`);
    await filtered.locator(`#${id} details[open]`).waitFor();
    await Promise.all([opened.close(), filtered.close()]);
  }, 60_000);

  it('is usable by keyboard alone', async () => {
    const opened = await open('clinic.html');
    await opened.keyboard.press('Tab');
    expect(await opened.evaluate(() => document.activeElement?.textContent)).toBe('To the findings');
    await opened.locator('#choose-sort').focus();
    await opened.keyboard.press('Tab');
    await opened.keyboard.press('Tab');
    expect(await opened.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY');
    await opened.keyboard.press('Enter');
    await shown(opened).first().locator('.body').waitFor();
    await opened.close();
  }, 60_000);

  it('prints what is shown, opened', async () => {
    const opened = await open('clinic.html', { hash: '#rule=no-phi-literals' });
    await opened.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await opened.locator('#list details[open]').count()).toBe(await shown(opened).count());
    await opened.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await opened.locator('#list details[open]').count()).toBe(0);
    await opened.close();
  }, 60_000);

  it('shows texts of the code as text', async () => {
    const opened = await open('odd.html');
    await shown(opened).first().locator('summary').click();
    expect(await shown(opened).first().textContent()).toContain('</script><script>alert(1)</script>');
    expect(await opened.locator('#list b, #list img, #list script').count()).toBe(0);
    await opened.close();
  }, 60_000);

  it('stays smooth with 5,000 findings', async () => {
    const findings = Array.from({ length: 5000 }, (_, index) => ({
      ...one,
      message: `Patient data number ${index} is logged`,
      fingerprint: `${index}`.padStart(12, '0').padEnd(32, '0'),
      location: { ...one.location, file: `src/part${index % 40}/file${index % 500}.ts` },
    }));
    writeFileSync(join(folder, 'many.html'), htmlReporter(report({ findings, sources: Object.fromEntries(findings.map(({ location }) => [location.file, text])) })));
    const opened = await open('many.html');
    expect(await shown(opened).count()).toBe(5000);
    const frames = await opened.evaluate(async () => {
      const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
      const took: number[] = [];
      let before = await frame();
      for (let step = 0; step < 40; step++) {
        scrollBy(0, 900);
        const now = await frame();
        took.push(now - before);
        before = now;
      }
      return took.sort((a, b) => a - b);
    });
    // The middle one, and generously: other work on the machine must not make this fail.
    expect(frames[20]).toBeLessThan(100);
    const search = await opened.evaluate(async () => {
      const input = document.querySelector<HTMLInputElement>('#choose-q')!;
      const start = performance.now();
      input.value = 'number 4999';
      input.dispatchEvent(new Event('input'));
      await new Promise((done) => requestAnimationFrame(done));
      return performance.now() - start;
    });
    expect(await shown(opened).count()).toBe(1);
    expect(search).toBeLessThan(2000);
    await opened.close();
  }, 120_000);

  it('asked for nothing, and complained of nothing', () => {
    expect(problems).toEqual([]);
  });
});
