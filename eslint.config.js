import { configApp } from '@adonisjs/eslint-config'
import regexp from 'eslint-plugin-regexp'
import { noUnwatchedPromise } from './lint/no_unwatched_promise.js'

/**
 * The rooms of app/, from the ground up: each imports from the rooms before it
 * alone. What a room needs from above it is given as a constructor argument, or
 * heard as an event.
 */
const FLOORS = [
  'promises',
  'values',
  'guarded_http',
  'storage',
  'texts',
  'settings',
  'gateways',
  'messages',
  'models',
  'events',
  'retry',
  'registry',
  'reminders',
  'timetable',
  'access',
  'schedules',
  'consents',
  'imports',
  'records',
  'inbound',
  'evaluation',
  'delivery',
  'desk',
  'erasure',
  'retention',
  'ingest',
  'outgoing',
  'monitoring',
  'alerts',
  'services',
  'faces',
  'dashboard',
  'exceptions',
  'api',
  'validators',
  'openapi',
  'webhooks',
  'pages',
  'middleware',
  'controllers',
]

/** Rooms that the others never load: the other side, and what shows or tries ours. */
const APART = ['emulator', 'simulation', 'demo']

/** From here on rooms know HTTP, and that there is one application. */
const FIRST_WITH_HTTP = FLOORS.indexOf('dashboard')

/** Like them, services are made by the application. */
const FIRST_WITH_APPLICATION = FLOORS.indexOf('services')

/** As a `regex`: a `group` is written as in .gitignore, where # begins a comment. */
const modulesOf = (rooms) => `^#(app/)?(${rooms.join('|')})/`

const ENTRIES = {
  regex: modulesOf(['start', 'config', 'providers', 'bin']),
  message: 'The entries of the application load the rooms, not the other way round.',
}
const HTTP = {
  group: ['@adonisjs/core/http'],
  message: 'Only the faces of the application know HTTP.',
}
const APPLICATION = {
  group: ['@adonisjs/core/services/*'],
  message: 'Parts do not know who calls them: take what is needed as a constructor argument.',
}
const PROVIDER_HTTP = { group: ['axios'], message: 'Only app/gateways speaks HTTP to an operator.' }
const KAFKA = { group: ['@platformatic/kafka'], message: 'Only app/ingest/broker knows Kafka.' }
const NO_STORAGE = {
  regex: modulesOf(['storage']),
  message: 'A gateway knows the operator and nothing else.',
}
const MOVES = {
  regex: '^#messages/message_events$',
  importNames: ['appendMessageEvents'],
  message: 'Messages are moved by #messages/move_messages, which says so in their history.',
}
const NOTHING_OF_OURS = {
  regex: modulesOf(FLOORS.slice(FLOORS.indexOf('storage'))),
  message:
    'The emulator is the other side: it shares no code with ours, or a mistake would agree with itself.',
}

const forbid = (room, ...patterns) => ({
  files: [`app/${room}/**/*.ts`],
  rules: { 'no-restricted-imports': ['error', { patterns: patterns.filter(Boolean) }] },
})

const rooms = FLOORS.map((room, floor) =>
  forbid(
    room,
    {
      regex: modulesOf([...FLOORS.slice(floor + 1), ...APART]),
      message: `Rooms import from below alone: see FLOORS in eslint.config.js, where "${room}" is ${floor + 1} of ${FLOORS.length}.`,
    },
    room === 'gateways' ? NO_STORAGE : PROVIDER_HTTP,
    room !== 'messages' && MOVES,
    room !== 'ingest' && KAFKA,
    ENTRIES,
    floor < FIRST_WITH_HTTP && HTTP,
    floor < FIRST_WITH_APPLICATION && APPLICATION
  )
)

const TRANSACTION = {
  selector: 'CallExpression[callee.property.name=/^(transaction|beginGlobalTransaction)$/]',
  message: 'Lucid takes a failed COMMIT for a success: use transaction() of #storage/transaction.',
}
const RAW_QUERY = {
  /** A request has a raw body. */
  selector: 'MemberExpression[property.name=/^(rawQuery|raw)$/][object.name!="request"]',
  message: 'Statements go through query() of #storage/sql.',
}
const DIALECT = {
  selector:
    'MemberExpression[property.name="dialect"], ImportSpecifier[imported.name="isPostgres"], Identifier[name="isPostgres"]',
  message: 'app/storage alone knows which database it is: ask dialectOf(client) for the words.',
}
/** At the start, on a line of its own or after the queries of a WITH. */
const WRITE = '/(^|\\n|\\))\\s*(UPDATE|INSERT INTO|DELETE FROM)\\s/'
const WRITE_AS_TEXT = {
  selector: `Literal[value=${WRITE}], TemplateElement[value.raw=${WRITE}]`,
  message: 'Writes are given as parts: use updateRows() and the others of #storage/write_rows.',
}
/** A state that an update of messages sets. */
const STATE = '/(^|,)\\s*status =/'
const MOVE = {
  selector: `ObjectExpression:has(> Property[key.name="table"][value.value="sms_messages"]) > Property[key.name="set"] :matches(Literal[value=${STATE}], TemplateElement[value.raw=${STATE}])`,
  message: 'Messages are moved by #messages/move_messages alone.',
}
const SYSTEM_TIME = {
  selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
  message: 'The engine asks Clock what time it is.',
}

const fence = (folders, ...patterns) => ({
  files: folders.map((folder) => `${folder}/**/*.ts`),
  rules: { 'no-restricted-syntax': ['error', ...patterns] },
})

export default configApp(
  { ignores: ['.adonisjs/**', 'build/**', 'database/schema.ts', 'tmp/**'] },
  ...rooms,
  forbid('emulator', ENTRIES, HTTP, APPLICATION, NOTHING_OF_OURS),
  fence(
    ['app', 'commands', 'providers', 'start'],
    TRANSACTION,
    RAW_QUERY,
    DIALECT,
    WRITE_AS_TEXT,
    MOVE,
    SYSTEM_TIME
  ),
  fence(['app/storage'], TRANSACTION, SYSTEM_TIME),
  fence(['app/emulator', 'app/simulation', 'app/demo'], TRANSACTION, WRITE_AS_TEXT),
  {
    /** Input of 100 kB must not take longer than a hundred times 1 kB. */
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
  {
    files: ['app/storage/transaction.ts', 'app/clock.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    /** A promise without a handler ends the process with the first lost connection (docs/adr/0014). */
    files: ['app', 'bin', 'commands', 'config', 'providers', 'start'].map(
      (folder) => `${folder}/**/*.ts`
    ),
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { rappel: { rules: { 'no-unwatched-promise': noUnwatchedPromise } } },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/no-misused-promises': 'error',
      'rappel/no-unwatched-promise': 'error',
    },
  },
  {
    /** A migration that ran on one day must do the same on another, whatever the code has become since. */
    files: ['database/migrations/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!@adonisjs/lucid/|node:)',
              message: 'Migrations are frozen: write the value itself into the file.',
            },
          ],
        },
      ],
    },
  },
  { files: ['tests/**/*.ts'], rules: { '@unicorn/no-await-expression-member': 'off' } }
)
