/** A pattern of a project is matched against every text that the code writes: one that backtracks without end would stop the scan. */
import { RegExpParser, visitRegExpAST, type AST } from '@eslint-community/regexpp';
import { analyse } from 'scslre';

/** Why the regular expression is refused, in words that help to repair it; undefined where it is fine. It must be valid. */
export function whyUnsafe(pattern: string): string | undefined {
  const { reports } = analyse({ source: pattern, flags: 'u' });
  const [report] = [...reports].sort((a, b) => Number(b.exponential) - Number(a.exponential));
  if (report !== undefined) {
    const parts = report.type === 'Trade' ? `${report.startQuant.raw} and ${report.endQuant.raw} can match the same characters` : `${report.quant.raw} can match the same characters in many ways`;
    const cost = report.exponential ? 'doubles with every further' : 'grows with the square, or more, of the number of';
    return `this pattern can take forever: ${parts}, so that the time ${cost} ${report.character.literal.source}. Give each repetition a bound, like {1,12}, and let no two that stand beside or inside each other match the same`;
  }
  const nested = mostWays(pattern);
  return nested > mostNestedRepetitions ? `this pattern can take forever: repetitions inside repetitions can match in ${nested.toLocaleString('en-US')} ways` : undefined;
}

/** `(?:\d{1,3}\.){3}` has nine ways at most; `(?:a{1,50}){1,50}` has 2,500 in each step, and their product in all. */
const mostNestedRepetitions = 1000;

/** The largest product of bounds of repetitions that stand inside each other and can each be more or less. */
function mostWays(pattern: string): number {
  let most = 1;
  const open: number[] = [];
  const isLoose = ({ min, max }: AST.Quantifier): boolean => min !== max;
  visitRegExpAST(new RegExpParser().parsePattern(pattern, 0, pattern.length, { unicode: true, unicodeSets: false }), {
    onQuantifierEnter(quantifier) {
      open.push(isLoose(quantifier) && Number.isFinite(quantifier.max) ? quantifier.max : 1);
      if (open.filter((each) => each > 1).length > 1) most = Math.max(most, open.reduce((product, each) => product * each, 1));
    },
    onQuantifierLeave() {
      open.pop();
    },
  });
  return most;
}
