import { test } from '@japa/runner'
import fc from 'fast-check'
import config from '@adonisjs/core/services/config'
import limiter from '@adonisjs/limiter/services/main'
import { anyText } from '#tests/helpers/any_text'
import { anApiToken } from '#tests/helpers/api_tokens'
import { withCleanDatabase } from '#tests/helpers/database'

const STATUS = '/api/v1/scheduler/status'
const CHANGES = ['/api/v1/scheduler/pause', '/api/v1/scheduler/resume']

const baseUrl = () => `http://${process.env.HOST}:${process.env.PORT}`

/** Never a fault of ours; and every refusal is a problem. */
async function isAnswered(path: string, options: RequestInit): Promise<boolean> {
  const answer = await fetch(baseUrl() + path, options)
  await answer.text()
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json')
  return answer.status < 500 && (answer.ok || isProblem === true)
}

test.group('Whatever is sent to the API', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())
  group.each.setup(() => {
    const before = config.get('api')
    config.set('api', { requestsPerMinute: 100_000, failedAuthenticationsPerMinute: 100_000 })
    return () => config.set('api', before)
  })

  const text = anyText()
  const likely = fc.record(
    { reason: fc.anything(), facility: text, type: text, until: text },
    { requiredKeys: [] }
  )

  test('bodies are taken or refused', async () => {
    const token = await anApiToken('scheduler:write')
    const headers = { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' }
    const bodies = fc.oneof(
      likely.map((body) => JSON.stringify(body) ?? ''),
      fc.json(),
      fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
      fc.integer({ min: 1, max: 100_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
      fc.constantFrom(
        '{"reason":"a\\u0000b"}',
        '{"reason":"a\\ud800b"}',
        '{"facility":"\\u0000"}',
        '{"__proto__":{"type":1}}'
      )
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...CHANGES), bodies, (path, body) =>
        isAnswered(path, { method: 'POST', body, headers })
      ),
      { numRuns: 300 }
    )
  })

  test('tokens and queries are taken or refused', async () => {
    const valid = await anApiToken('scheduler:read')
    const visible = fc.string({ unit: 'grapheme-ascii' }).map((value) => value.trim())
    const tokens = fc.oneof(
      fc.constant(valid),
      visible,
      fc
        .tuple(text, text)
        .map((parts) => parts.map((part) => Buffer.from(part).toString('base64url')).join('.'))
        .map((value) => `rappel_${value}`)
    )
    await fc.assert(
      fc.asyncProperty(tokens, text, text, (token, name, value) => {
        const query = `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`
        return isAnswered(`${STATUS}?${query}`, { headers: { authorization: `Bearer ${token}` } })
      }),
      { numRuns: 300 }
    )
  })
})
