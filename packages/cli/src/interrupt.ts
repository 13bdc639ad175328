import { exitCodes } from './exit-code.js';
import { product } from './product.js';

/** A run that is stopped has not done its job: it says so, and its exit status is that of every other failure. */
export function endCleanly(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stderr.write(`\n${product.name}: stopped before the end\n`);
      process.exit(exitCodes.failed);
    });
  }
}
