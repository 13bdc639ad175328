#!/usr/bin/env node
import module from 'node:module';

// Where Node can keep compiled code, the parsers are compiled once and not at every start.
module.enableCompileCache?.();
const { endCleanly } = await import('../dist/interrupt.js');
endCleanly();

const { main } = await import('../dist/main.js');
process.exitCode = await main(process.argv.slice(2));
