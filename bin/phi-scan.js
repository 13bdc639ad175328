#!/usr/bin/env node
// The entry point from a checkout: node bin/phi-scan.js [paths…]. Published packages start at packages/cli/bin.
import '../packages/cli/bin/phi-scan.js';
