import { Writable } from 'node:stream'
import { Logger } from '@adonisjs/core/logger'
import { test } from '@japa/runner'
import loggerConfig from '#config/logger'

/** What the application's logger writes about an error, whoever logs it. */
function logged(error: unknown): string {
  const lines: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const { transport, ...settings } = loggerConfig.loggers.app
  const logger = new Logger({ ...settings, level: 'info', destination })
  logger.error({ err: error, messageId: 7 }, 'something failed')
  return lines.join('')
}

test.group('An error in the log', () => {
  test('says what and where it was, without what PostgreSQL quotes of the row', ({ assert }) => {
    const error = Object.assign(new Error('null value in column "body" violates not-null'), {
      code: '23502',
      detail: 'Failing row contains (7, +237690000001, Bonjour Zulmira).',
      where: 'unnamed portal parameter $1 = +237690000001',
    })
    const line = logged(error)

    assert.include(line, '23502')
    assert.include(line, 'violates not-null')
    assert.include(line, 'logging.spec.ts')
    assert.include(line, '"messageId":7')
    for (const quoted of ['690000001', 'Zulmira']) assert.notInclude(line, quoted)
  })

  test('has no number from its message, its stack or its cause', ({ assert }) => {
    const cause = Object.assign(new Error('for +237 690 00 00 02'), { detail: '690000002' })
    const line = logged(new Error('not sent to +237690000001', { cause }))

    assert.include(line, 'not sent to [number]')
    assert.notMatch(line, /69\s?0\s?00/)
  })
})
