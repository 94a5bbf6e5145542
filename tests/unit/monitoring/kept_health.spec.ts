import { test } from '@japa/runner'
import { KeptHealth } from '#monitoring/kept_health'
import type { HealthReport } from '#monitoring/check_health'

const report = (checkedAt: string): HealthReport => ({ status: 'pass', checkedAt, checks: [] })

test.group('A kept health report', () => {
  test('answers those who ask while it is made and for a second after', async ({ assert }) => {
    let now = 0
    let made = 0
    const kept = new KeptHealth(() => now)
    const ask = (name = '') => kept.get(name, 1_000, async () => report(String(++made)))

    const together = await Promise.all([ask(), ask(), ask()])
    assert.deepEqual(
      together.map(({ checkedAt }) => checkedAt),
      ['1', '1', '1']
    )
    now = 999
    assert.equal((await ask()).checkedAt, '1')
    assert.equal((await ask('database')).checkedAt, '2', 'another report')
    now = 1_000
    assert.equal((await ask()).checkedAt, '3')
  })

  test('is not kept where it could not be made', async ({ assert }) => {
    const kept = new KeptHealth(() => 0)
    const fault = () => kept.get('', 1_000, () => Promise.reject(new Error('away')))
    await assert.rejects(fault, 'away')
    assert.equal((await kept.get('', 1_000, async () => report('now'))).checkedAt, 'now')
  })
})
