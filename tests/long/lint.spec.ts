import { ESLint } from 'eslint'
import { test } from '@japa/runner'
import { withoutDatabase } from '#tests/helpers/without_database'

/** What each fence must refuse, written into a file that is there. */
const REFUSED: [what: string, file: string, code: string][] = [
  ['a room that imports from above', 'app/values/nearest.ts', `import '#desk/edit_message'`],
  ['likewise by its folder', 'app/values/nearest.ts', `import '#app/desk/edit_message'`],
  ['a room that loads the emulator', 'app/desk/edit_message.ts', `import '#emulator/journal'`],
  ['a part that loads an entry', 'app/desk/edit_message.ts', `import '#start/routes'`],
  ['a part that knows HTTP', 'app/desk/edit_message.ts', `import '@adonisjs/core/http'`],
  ['a part with HTTP of its own', 'app/desk/edit_message.ts', `import 'axios'`],
  ['a gateway with storage', 'app/gateways/types.ts', `import '#storage/sql'`],
  ['an emulator with our code', 'app/emulator/journal.ts', `import '#gateways/types'`],
  ['a transaction of its own', 'app/desk/edit_message.ts', 'db.transaction()'],
  ['a raw statement', 'app/desk/edit_message.ts', `db.rawQuery('SELECT 1')`],
  ['a question which database it is', 'app/desk/edit_message.ts', 'isPostgres(db)'],
  ['a write as text', 'app/desk/edit_message.ts', 'query(`UPDATE patients SET x = 1`)'],
  ['a write after a WITH', 'app/desk/edit_message.ts', 'query(`WITH a AS (b) DELETE FROM c`)'],
  [
    'a move of its own',
    'app/desk/edit_message.ts',
    `updateRows({ table: 'sms_messages', set: "x = 1, status = 'sent'" })`,
  ],
  [
    'an event of its own',
    'app/desk/edit_message.ts',
    `import { appendMessageEvents } from '#messages/message_events'`,
  ],
  ['the time of the system', 'app/desk/edit_message.ts', 'Date.now()'],
  [
    'a migration with living code',
    'database/migrations/0001_create_facilities_table.ts',
    `import '#messages/priority'`,
  ],
  ['a promise that nobody watches', 'app/desk/edit_message.ts', 'Promise.resolve(1)'],
]

test.group('Lint refuses', (group) => {
  withoutDatabase(group)
  const eslint = new ESLint()

  for (const [what, filePath, code] of REFUSED) {
    test(what, async ({ assert }) => {
      const [{ messages }] = await eslint.lintText(`${code}\n`, { filePath })
      const rules = messages.map(({ ruleId }) => ruleId)
      assert.isTrue(
        rules.some((rule) => rule?.startsWith('no-restricted') || rule?.endsWith('promises')),
        `${rules}`
      )
    })
  }
})
