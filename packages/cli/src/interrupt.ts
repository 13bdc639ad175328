import { exitCodes } from './exit-code.js';
import { product } from './product.js';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** A run that is stopped has not done its job: it says so, and its exit status is that of every other failure. */
export function endCleanly(): void {
  for (const signal of signals) process.once(signal, stopBeforeEnd);
}

function stopBeforeEnd(): void {
  process.stderr.write(`\n${product.name}: stopped before the end\n`);
  process.exit(exitCodes.failed);
}

/** Where being stopped is the only end there is; settles when that happens. */
export function endNormally(): Promise<void> {
  return new Promise((stopped) => {
    for (const signal of signals) {
      process.off(signal, stopBeforeEnd);
      process.once(signal, () => stopped());
    }
  });
}
