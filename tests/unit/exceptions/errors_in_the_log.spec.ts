import { test } from '@japa/runner'
import { Writable } from 'node:stream'
import { Logger } from '@adonisjs/core/logger'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { withCleanDatabase } from '#tests/helpers/database'

const PHONE = '+237699887766'
const TEXT = 'Bonjour Zulmira Kanari'

test.group('An error in the log', (group) => {
  withCleanDatabase(group)

  function aLog() {
    const lines: string[] = []
    const destination = new Writable({
      write(chunk, _, done) {
        lines.push(String(chunk))
        done()
      },
    })
    const { transport, ...settings } = app.config.get<any>('logger').loggers.app
    return { logger: new Logger({ ...settings, level: 'trace', destination }), lines }
  }

  test('says where it came from, and not what the database quoted of the row', async ({
    assert,
  }) => {
    const { logger, lines } = aLog()
    const row = { phone_number: PHONE, body: TEXT, status: 'pending', source: 'test' }
    const error = await db
      .table('sms_messages')
      .insert(row)
      .then(() => assert.fail('the row is not complete'))
      .catch((failure) => failure)
    logger.error({ err: error }, 'refused by the database')

    const wrapped = new Error('not written', { cause: error })
    logger.warn({ err: Object.assign(wrapped, { where: `JSON data, line 1: ${TEXT}` }) }, 'again')
    assert.lengthOf(lines, 2)
    for (const line of lines) assert.notMatch(line, /99887766|Zulmira|Kanari/)
    assert.match(lines[0], /NOT NULL|not-null/i)
    assert.match(JSON.parse(lines[1]).err.stack, /errors_in_the_log/)
  })
})
