/** What must hold for every line of code, however odd: no line leaves the terminal, and the marks stay below the code. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFrame } from '../../src/reporters/code-frame.js';
import { displayWidth } from '../../src/reporters/display-width.js';
import { createMaskedSources } from '../../src/reporters/masked-sources.js';
import { wrap } from '../../src/reporters/wrap.js';
import { finding, locate } from '../support/fakes.js';

const file = 'a.ts';
const piece = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('\t', '123-45-6789', '患者', '👩‍⚕️', '\u001b[31m', '  '));
const line = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('').replace(/[\n\r\u2028\u2029]/g, ''));
const mask = (text: string): string => text.replace(/\d{3}-\d{2}-\d{4}/g, '[ssn]');

describe('codeFrame', () => {
  it('stays within the width, and marks nothing behind the code', () => {
    fc.assert(
      fc.property(line, line, line, line, fc.integer({ min: 12, max: 120 }), (above, before, culprit, after, width) => {
        const text = `${above}\nlog(${before}\u0000${culprit}\u0000${after})`;
        const location = locate(file, text, text.slice(above.length + 1));
        const marked = locate(file, text, `\u0000${culprit}\u0000`);
        const source = createMaskedSources(() => text, mask, [])(file, finding({ text, statement: 'log', culprit: 'log' }));
        if (source === undefined) throw new Error('there is a source');
        const frame = codeFrame(source, location, marked, width);
        const codeWidth = displayWidth(frame.find(({ kind }) => kind === 'code')?.text ?? '');
        for (const shown of frame) {
          expect(displayWidth(shown.text)).toBeLessThanOrEqual(width);
          expect(shown.text).not.toMatch(/[\u0000-\u001f\u007f]|\d{3}-\d{2}-\d{4}/);
          if (shown.kind === 'marks') expect(shown.text.length).toBeLessThanOrEqual(Math.max(codeWidth, shown.text.indexOf('~') + 1));
        }
      }),
    );
  });
});

describe('wrap', () => {
  it('loses no word, and breaks only lines that are too long', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 1, max: 80 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.join(' ').trim()).toBe(text.trim().split(/\s+/).join(' '));
        for (const each of lines) if (displayWidth(each) > width) expect(each).not.toMatch(/\s/);
      }),
    );
  });
});
