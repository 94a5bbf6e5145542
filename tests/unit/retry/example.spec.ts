import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { findRetryFaults } from '#settings/find_retry_faults'
import { RetryPolicies } from '#retry/retry_policies'

const EXAMPLE = 'tests/unit/retry/example.ts'

/** The blocks of a language in the manual. */
async function blocks(language: string): Promise<string[]> {
  const manual = await readFile(app.makePath('docs/retry_strategies.md'), 'utf8')
  const found = manual.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'gm'))
  return [...found].map(([, code]) => code)
}

test.group('docs/retry_strategies.md', () => {
  test('shows the example that runs here', async ({ assert }) => {
    const example = await readFile(app.makePath(EXAMPLE), 'utf8')
    const shown = await blocks('ts')
    assert.equal(shown.join('\n'), example.replaceAll(/^export /gm, ''))
  })

  test('says what comes of it', async ({ assert }) => {
    const { waits, oneMore, retried, givenUp, failure, now } =
      await import('#tests/unit/retry/example')

    assert.deepEqual(waits, [60_000, 300_000, 900_000])
    assert.isFalse(oneMore)
    assert.deepEqual(retried, {
      retry: true,
      deadLetter: false,
      delayMs: 300_000,
      nextAttemptAt: now.plus({ minutes: 5 }),
      retryCount: 2,
      retryingSince: now.minus({ minutes: 1 }),
      reason: 'request_timeout',
    })
    assert.deepEqual(givenUp, {
      retry: false,
      deadLetter: true,
      delayMs: null,
      nextAttemptAt: null,
      retryCount: 1,
      retryingSince: now.minus({ minutes: 1 }),
      reason: 'no_retry_before_deadline',
    })

    const policies = await app.container.make(RetryPolicies)
    assert.equal(policies.getDelay('visit_summary', 1, failure), 60_000)
    assert.equal(policies.getDelay('visit_summary', 1), 600_000)
  })

  test('shows settings that are taken', async ({ assert }) => {
    const [settings] = await blocks('js')
    const module = `export default { ${settings} }`
    const shown = await import(`data:text/javascript,${encodeURIComponent(module)}`)
    assert.deepEqual(Object.keys(shown.default.byType), ['1_day_reminder', 'overdue_reminder'])
    assert.deepEqual(findRetryFaults(shown.default.byType), [])
  })
})
