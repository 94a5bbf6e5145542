import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import { DateTime } from 'luxon'
import { ABILITY_NAMES } from '#access/api_abilities'
import {
  differences,
  examplesIn,
  shiftDates,
  withIds,
} from '#tests/functional/api/openapi/documented_examples'
import { anApiToken } from '#tests/helpers/api_tokens'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'

/** Pages, and how many examples each has at least. */
const PAGES: [page: string, least: number][] = [
  ['docs/api.md', 7],
  ['docs/api_messages.md', 5],
]

/** The day of the pages. */
const DAY = '2026-12-01'

test.group('The examples of', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  for (const [page, least] of PAGES) {
    test(`${page} are answered as the page states`, async ({ assert }) => {
      await installDefaultTemplates()
      const token = await anApiToken(...ABILITY_NAMES)
      const today = DateTime.utc().startOf('day')
      const days = Math.round(today.diff(DateTime.fromISO(DAY, { zone: 'utc' })).as('days'))
      const examples = examplesIn(await readFile(app.makePath(page), 'utf8'))
      assert.isAtLeast(examples.length, least)
      const ids = new Map<number, number>()
      for (const { line, method, path, headers, body, ...stated } of examples) {
        const url = `http://${process.env.HOST}:${process.env.PORT}${withIds(path, ids)}`
        const answer = await fetch(url, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            ...(body && { 'content-type': 'application/json' }),
            ...headers,
          },
          body: body && shiftDates(body, days),
        })
        const text = shiftDates(await answer.text(), -days)
        const where = `${page}:${line}`
        assert.equal(answer.status, stated.status, `${where}: ${text}`)
        const found = differences(stated.answer, JSON.parse(text), ids)
        assert.deepEqual(found, [], `${where}: ${text}`)
        for (const [name, value] of Object.entries(stated.answerHeaders))
          assert.equal(answer.headers.get(name), withIds(value, ids), `${where}: ${name}`)
      }
    })
  }
})

test.group('An example of a page', () => {
  test('differs where a field is missing, has another value, or names another id', ({ assert }) => {
    const ids = new Map<number, number>()
    const stated = { id: 7, state: 'sent', list: [{ schedule_id: 3 }], at: '2026-12-01T08:00:00Z' }
    const actual = { id: 9, state: 'sent', list: [{ schedule_id: 4 }], at: '2026-01-01T00:00:00Z' }
    assert.deepEqual(differences(stated, { ...actual, more: 1 }, ids), [])
    assert.equal(withIds('/messages/7/retry', ids), '/messages/9/retry')
    for (const other of [
      { ...actual, id: 10 },
      { ...actual, state: 'failed' },
      { ...actual, list: [] },
      { ...actual, at: null },
      { id: 9 },
    ])
      assert.isNotEmpty(differences(stated, other, ids))
  })
})
