import { describe, expect, it } from 'vitest';
import { createProgressLine } from '../src/progress.js';

function start(isTTY: boolean, env: Record<string, string> = {}) {
  const terminal = { text: '', time: 0 };
  const stderr = {
    isTTY,
    columns: 30,
    write: (text: string) => {
      terminal.text += text;
    },
  };
  return { terminal, line: createProgressLine({ stderr, env }, () => terminal.time) };
}

describe('the progress line', () => {
  it('shows after a second, and is gone at the end', () => {
    const { terminal, line } = start(true);
    terminal.time = 900;
    line.update({ stage: 'lower', done: 1, total: 2000 });
    expect(terminal.text).toBe('');
    terminal.time = 1100;
    line.update({ stage: 'lower', done: 1500, total: 2000 });
    terminal.time = 1110;
    line.update({ stage: 'lower', done: 1501, total: 2000 });
    expect(terminal.text).toBe('\r\u001b[2Kphi-scan: reading files 1,500');
    line.stop();
    expect(terminal.text.endsWith('\r\u001b[2K')).toBe(true);
  });

  it('writes nothing for a short run', () => {
    const { terminal, line } = start(true);
    line.update({ stage: 'discover', done: 0, total: 0 });
    line.stop();
    expect(terminal.text).toBe('');
  });

  it.each([
    ['in a pipe', false, {}],
    ['on a dumb terminal', true, { TERM: 'dumb' }],
  ])('writes nothing %s', (_, isTTY, env) => {
    const { terminal, line } = start(isTTY, env);
    terminal.time = 5000;
    line.update({ stage: 'solve', done: 0, total: 1 });
    line.stop();
    expect(terminal.text).toBe('');
  });
});
