import { expect, it } from 'vitest';
import { createResolver } from '../../../src/languages/python/resolve.js';

const resolve = createResolver([
  'app/__init__.py',
  'app/models.py',
  'app/visits/__init__.py',
  'app/visits/views.py',
  'app/logging.py',
  'services/billing/src/billing/claims.py',
  'services/billing/src/run.py',
  'main.py',
]);

it.each<[from: string, module: string, name: string | undefined, paths: string[]]>([
  ['main.py', 'app', undefined, ['app/__init__.py']],
  ['main.py', 'app.models', undefined, ['app/models.py']],
  ['main.py', 'app', 'models', ['app/models.py']],
  ['app/visits/views.py', '.', 'views', ['app/visits/views.py']],
  ['app/visits/views.py', '..models', undefined, ['app/models.py']],
  ['app/visits/views.py', '..', 'models', ['app/models.py']],
  ['app/visits/views.py', 'app.models', undefined, ['app/models.py']],
  // A package is no place where names begin: this is the standard library's.
  ['app/models.py', 'logging', undefined, []],
  ['services/billing/src/run.py', 'billing.claims', undefined, ['services/billing/src/billing/claims.py']],
  // A root that only the one who runs it knows.
  ['main.py', 'billing.claims', undefined, ['services/billing/src/billing/claims.py']],
  ['main.py', 'claims', undefined, []],
  ['main.py', '....app', undefined, ['app/__init__.py']],
])('from %s: %s %s', (from, module, name, paths) => expect(resolve(from, module, name)).toEqual(paths));
