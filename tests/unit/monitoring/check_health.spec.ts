import { HEALTH_CHECKS } from '#monitoring/health/registry'
import { test } from '@japa/runner'
import { CheckHealth, UnknownHealthCheck } from '#monitoring/check_health'
import type { HealthCheck } from '#monitoring/health/health_check'
import { healthJson } from '#monitoring/health/health_json'
import { troublesOf } from '#monitoring/health/health_report'
import { nagiosLine } from '#monitoring/health/nagios_line'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { make } from '#tests/helpers/make'
import { aWorker, aRun } from '#tests/helpers/operation_rows'
import { ago } from '#tests/helpers/test_clock'

const passing: HealthCheck = {
  key: 'test:passing',
  name: 'passing',
  run: async () => ({ status: 'pass', observedValue: 1, observedUnit: 's', output: 'fine' }),
}
const warning: HealthCheck = {
  key: 'test:warning',
  name: 'warning',
  run: async () => ({
    status: 'warn',
    observedValue: 214,
    observedUnit: 'messages',
    thresholds: { warn: 100, fail: 500 },
    output: 'too | many\nof them',
  }),
}
const failing: HealthCheck = {
  key: 'test:failing',
  name: 'failing',
  run: async () => ({
    status: 'fail',
    observedValue: 'paused',
    observedUnit: 'state',
    output: 'no',
  }),
}
const throwing: HealthCheck = {
  key: 'test:throwing',
  name: 'throwing',
  run: async () => {
    throw new Error('SELECT secret - connection refused')
  },
}
const hanging: HealthCheck = { ...passing, name: 'hanging', run: () => new Promise(() => {}) }

test.group('Health', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => installDefaultTemplates())

  test('is well when nothing is to be sent and the scheduler is alive', async ({ assert }) => {
    await aWorker('a')
    await aRun(ago({ hours: 3 }))
    const report = await (await make(CheckHealth)).run()
    assert.equal(report.status, 'pass')
    assert.lengthOf(report.checks, HEALTH_CHECKS.filter(({ isOn }) => !isOn).length)
    assert.deepEqual(troublesOf(report), [])
    for (const { key, name, output } of report.checks) {
      assert.match(key, /^[a-z]+:[a-zA-Z]+$/)
      assert.isNotEmpty(name)
      assert.isNotEmpty(output)
    }
  })

  test('of a new installation is a warning that says how to start', async ({ assert }) => {
    const report = await (await make(CheckHealth)).run()
    assert.equal(report.status, 'warn')
    const [trouble] = troublesOf(report)
    assert.deepEqual(trouble.names, ['scheduler'])
    assert.include(trouble.output, 'node ace scheduler:run')
  })

  test('asks one check, and names the possible ones when there is no such check', async ({
    assert,
  }) => {
    const health = await make(CheckHealth)
    const { checks } = await health.run({ only: 'due' })
    assert.deepEqual(
      checks.map(({ name }) => name),
      ['due']
    )
    await assert.rejects(() => health.run({ only: 'nope' }), UnknownHealthCheck)
    await assert.rejects(() => health.run({ only: 'nope' }), /"nope".*database.*account.*stuck/)
  })

  test('is as bad as the worst check, a certain failure before what is not known', async ({
    assert,
  }) => {
    const health = await make(CheckHealth)
    const statusOf = async (...checks: HealthCheck[]) => (await health.run({}, checks)).status
    assert.equal(await statusOf(passing, warning), 'warn')
    assert.equal(await statusOf(passing, warning, throwing), 'unknown')
    assert.equal(await statusOf(passing, throwing, failing), 'fail')
  })

  test('does not hang with a check that hangs', async ({ assert }) => {
    const health = await make(CheckHealth)
    const { status, checks } = await health.run({}, [passing, hanging, throwing], 50)
    assert.equal(status, 'unknown')
    assert.deepEqual(
      checks.map((check) => check.status),
      ['pass', 'unknown', 'unknown']
    )
    assert.include(checks[1].output, 'no answer within 0.05 seconds')
    assert.equal(checks[2].output, 'Could not find out: connection refused', 'without the SQL')
  })

  test('does not ask the others when the database is away', async ({ assert }) => {
    const health = await make(CheckHealth)
    const report = await health.run({}, [throwing, passing, warning])
    assert.deepEqual(
      troublesOf(report).map(({ names }) => names),
      [['throwing'], ['passing', 'warning']]
    )
  })

  test('is one line for Nagios, the worst first, with figures', async ({ assert }) => {
    const health = await make(CheckHealth)
    assert.equal(
      nagiosLine(await health.run({}, [passing, warning, failing])),
      'SMS CRITICAL - failing: no; warning: too many of them | passing=1s;;;0 warning=214;100;500;0'
    )
    assert.equal(
      nagiosLine(await health.run({}, [passing])),
      'SMS OK - everything works | passing=1s;;;0'
    )
  })

  test('is health+json: checks by key, what is not known counts as failed', async ({ assert }) => {
    const health = await make(CheckHealth)
    const json = healthJson(await health.run({}, [passing, throwing]), '1.2.3')
    assert.equal(json.status, 'fail')
    assert.equal(json.version, '1.2.3')
    assert.deepInclude(json.checks['test:passing'][0], { status: 'pass', observedValue: 1 })
    assert.isUndefined(json.checks['test:passing'][0].output)
    assert.deepInclude(json.checks['test:throwing'][0], { status: 'fail' })
  })
})
