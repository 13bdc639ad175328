#!/usr/bin/env node
import module from 'node:module';
import v8 from 'node:v8';

// Where Node can keep compiled code, the parsers are compiled once and not at every start.
module.enableCompileCache?.();
// Left to itself, Node lets the heap grow to twice of what lives in it before it looks for garbage.
v8.setFlagsFromString('--heap-growing-percent=40');

const { endCleanly } = await import('../dist/interrupt.js');
endCleanly();

const { main } = await import('../dist/main.js');
process.exitCode = await main(process.argv.slice(2));
