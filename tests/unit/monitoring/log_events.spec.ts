import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { Logger } from '@adonisjs/core/logger'
import app from '@adonisjs/core/services/app'
import { inLogContext } from '#values/log_context'
import { logEvent } from '#values/log_event'

const FOLDERS = ['app', 'bin', 'providers']

/** A call of a logger whose last argument is a text, as prettier writes it. */
const CALL = /logger\.(?:debug|info|warn|error|fatal)\((?:[^`;]*?,\s*)?'([^'\n]+)'\s*\)/g

function loggedEvents(): Set<string> {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(app.makePath(folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('demo'))
      .map((name) => join(app.makePath(folder), name))
  )
  const texts = files.map((file) => readFileSync(file, 'utf8'))
  return new Set(texts.flatMap((text) => [...text.matchAll(CALL)].map(([, say]) => logEvent(say))))
}

function aLog() {
  const lines: string[] = []
  const { transport, ...settings } = app.config.get<any>('logger').loggers.app
  const destination = { write: (line: string) => void lines.push(line) }
  const logger = new Logger({ ...settings, level: 'trace', destination })
  return { logger, last: () => JSON.parse(lines.at(-1)!) }
}

test.group('The log', () => {
  test('docs/logs.md has every event', ({ assert }) => {
    const [, list] = readFileSync(app.makePath('docs/logs.md'), 'utf8').split('## Events')
    const documented = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name)
    const logged = loggedEvents()
    assert.isAbove(logged.size, 80)
    assert.deepEqual(
      [...logged].filter((name) => !documented.includes(name)),
      []
    )
    assert.lengthOf(documented, new Set(documented).size, 'each once')
  })

  test('names each line by its message up to the first punctuation mark', ({ assert }) => {
    const { logger, last } = aLog()
    logger.info({ sent: 3 }, 'sweep finished')
    assert.containSubset(last(), { event: 'sweep_finished', sent: 3, msg: 'sweep finished' })
    logger.warn('sending is paused for review: node ace sms:restore-review')
    assert.equal(last().event, 'sending_is_paused_for_review')
    logger.error({ event: 'rule_without_text' }, 'rule "x" has no text')
    assert.equal(last().event, 'rule_without_text')
  })

  test('says which request, run, sweep and batch a line belongs to', async ({ assert }) => {
    const { logger, last } = aLog()
    await inLogContext({ run: 7 }, () =>
      inLogContext({ sweep: '9f3c' }, async () => {
        await Promise.resolve()
        logger.info('sweep finished')
      })
    )
    assert.containSubset(last(), { run: 7, sweep: '9f3c' })
    inLogContext({ request_id: 'abc' }, () => logger.info('records registered'))
    assert.equal(last().request_id, 'abc')
    logger.info('sweep finished')
    assert.notProperty(last(), 'run')
  })
})
