/**
 * The TypeScript compiler, loaded as the CommonJS module that it is: imported as a module, Node first searches its nine megabytes for
 * the names that it exports, which takes longer than to run it.
 */
import ts = require('typescript');

export default ts;
