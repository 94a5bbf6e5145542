import { indexEntities } from '@adonisjs/core'
import { defineConfig } from '@adonisjs/core/app'

export default defineConfig({
  /*
  |--------------------------------------------------------------------------
  | Commands
  |--------------------------------------------------------------------------
  */
  commands: [
    () => import('@adonisjs/core/commands'),
    () => import('@adonisjs/lucid/commands'),
    () => import('./commands/_scheduler_commands.js'),
  ],

  /*
  |--------------------------------------------------------------------------
  | Service providers
  |--------------------------------------------------------------------------
  */
  providers: [
    () => import('@adonisjs/core/providers/app_provider'),
    {
      file: () => import('@adonisjs/core/providers/repl_provider'),
      environment: ['repl'],
    },
    () => import('@adonisjs/core/providers/hash_provider'),
    () => import('@adonisjs/core/providers/vinejs_provider'),
    () => import('@adonisjs/lucid/database_provider'),
    () => import('@adonisjs/auth/auth_provider'),
    () => import('@adonisjs/limiter/limiter_provider'),
    {
      file: () => import('adonisjs-scheduler/scheduler_provider'),
      environment: ['console'],
    },
    {
      file: () => import('@adonisjs/core/providers/edge_provider'),
      environment: ['web', 'test'],
    },
    { file: () => import('@adonisjs/i18n/i18n_provider'), environment: ['web', 'test'] },
    { file: () => import('@adonisjs/session/session_provider'), environment: ['web', 'test'] },
    { file: () => import('@adonisjs/shield/shield_provider'), environment: ['web', 'test'] },
    () => import('#providers/rappel_provider'),
    { file: () => import('#providers/pages_provider'), environment: ['web', 'test'] },
    { file: () => import('#providers/web_provider'), environment: ['web'] },
  ],

  /*
  |--------------------------------------------------------------------------
  | Preloads
  |--------------------------------------------------------------------------
  */
  preloads: [
    { file: () => import('#start/routes'), environment: ['web', 'test'] },
    { file: () => import('#start/kernel'), environment: ['web', 'test'] },
    { file: () => import('#start/scheduler'), environment: ['console'] },
  ],

  /*
  |--------------------------------------------------------------------------
  | Tests
  |--------------------------------------------------------------------------
  */
  tests: {
    suites: [
      { name: 'unit', files: ['tests/unit/**/*.spec.ts'], timeout: 240_000 },
      { name: 'functional', files: ['tests/functional/**/*.spec.ts'], timeout: 240_000 },
      { name: 'long', files: ['tests/long/**/*.spec.ts'], timeout: 300_000 },
      { name: 'browser', files: ['tests/browser/**/*.spec.ts'], timeout: 600_000 },
      { name: 'kafka', files: ['tests/kafka/**/*.spec.ts'], timeout: 240_000 },
      { name: 'reliability', files: ['tests/reliability/**/*.spec.ts'], timeout: 600_000 },
    ],
    forceExit: true,
  },

  metaFiles: [
    { pattern: 'ace.js', reloadServer: false },
    { pattern: 'server.js', reloadServer: false },
    { pattern: '.npmrc', reloadServer: false },
    { pattern: 'resources/**/*', reloadServer: false },
  ],

  hooks: {
    init: [
      indexEntities({
        transformers: { enabled: false },
      }),
    ],
  },
})
