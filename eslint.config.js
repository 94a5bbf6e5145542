import { configApp } from '@adonisjs/eslint-config'

/**
 * The direction of imports: controllers, commands and cron entries → services →
 * parts → models and gateways. A part knows no HTTP of ours, nobody imports
 * monitoring, and only the gateways and the emulator know HTTP to the operator.
 */
const OUTER = {
  group: ['#controllers/*', '#middleware/*', '#services/*', '#start/*', '#config/*', '#providers/*', '@adonisjs/core/http', '@adonisjs/core/services/*'],
  message: 'Parts do not know who calls them: take what is needed as a constructor argument.',
}
const MONITORING = { group: ['#monitoring/*'], message: 'Monitoring listens and reads; no part imports it.' }
const EMULATOR = { group: ['#emulator/*'], message: 'The emulator is for commands and tests; production code never loads it.' }
const PROVIDER_HTTP = { group: ['axios'], message: 'Only app/gateways speaks HTTP to an operator.' }

const forbid = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
})

const PARTS = ['reminders', 'schedules', 'imports', 'inbound', 'consents', 'people', 'delivery', 'timetable', 'storage', 'models']

export default configApp(
  { ignores: ['.adonisjs/**', 'build/**', 'database/schema.ts', 'tmp/**'] },
  forbid(PARTS.map((part) => `app/${part}/**/*.ts`), [OUTER, MONITORING, EMULATOR, PROVIDER_HTTP]),
  forbid(['app/gateways/**/*.ts'], [
    OUTER,
    MONITORING,
    EMULATOR,
    { group: ['#delivery/*', '#reminders/*', '#models/*', '#storage/*'], message: 'A gateway knows the operator and nothing else.' },
  ]),
  forbid(['app/emulator/**/*.ts'], [
    OUTER,
    { group: ['#gateways/*', '#delivery/*', '#reminders/*', '#models/*', '#storage/*'], message: 'The emulator is the other side: it shares no code with ours, or a mistake would agree with itself.' },
  ]),
  forbid(['app/monitoring/**/*.ts'], [OUTER, EMULATOR, PROVIDER_HTTP]),
  forbid(['app/services/**/*.ts'], [
    { group: ['#controllers/*', '#middleware/*', '@adonisjs/core/http'], message: 'Services do not know HTTP.' },
    EMULATOR,
    PROVIDER_HTTP,
  ]),
  forbid(['app/controllers/**/*.ts'], [EMULATOR, PROVIDER_HTTP]),
  { files: ['tests/**/*.ts'], rules: { '@unicorn/no-await-expression-member': 'off' } }
)
