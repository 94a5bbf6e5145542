import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import { CheckHealth } from '#monitoring/check_health'
import { aFacility, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { anOrdinaryWeek, outcomes, type OutcomeValues } from '#tests/helpers/outcome_rows'
import { TEST_NOW } from '#tests/helpers/test_clock'

async function ask(instant = TEST_NOW) {
  const health = await make(CheckHealth, new FrozenClock(instant))
  const { checks } = await health.run({ only: 'outcomes' })
  return checks[0]
}

const ALARMS: {
  title: string
  bad: [number, OutcomeValues][]
  says: RegExp
}[] = [
  ...[60, 51].map((count) => ({
    title: `${count} of ${count} that failed for a misspelt placeholder`,
    bad: [[count, { status: 'failed', reason: 'missing_placeholder' }]] as [
      number,
      OutcomeValues,
    ][],
    says: new RegExp(
      `${count} of ${count} messages "7_day_reminder" failed \\(missing_placeholder\\).*template`
    ),
  })),
  {
    title: '40 of 40 that the operator could not deliver',
    bad: [[40, { status: 'undelivered', reason: 'undelivered' }]],
    says: /40 of 40 .*not delivered, as the operator reports.*ask the operator/,
  },
  {
    title: '40 of 40 that a prefix list suppressed',
    bad: [[40, { status: 'suppressed', reason: 'country_not_allowed' }]],
    says: /40 of 40 .*suppressed by the settings.*allowedPrefixes/,
  },
  {
    title: '30 of 30 that became too old',
    bad: [[30, { status: 'expired', reason: 'deadline_passed' }]],
    says: /30 of 30 .*too old/,
  },
  {
    title: '30 of 30 dead letters',
    bad: [[30, { status: 'dead_letter', reason: 'retries_used_up' }]],
    says: /30 of 30 .*failed \(retries_used_up\)/,
  },
  {
    title: '30 of 30 with an unknown outcome',
    bad: [[30, { status: 'unknown', reason: 'worker_lost' }]],
    says: /30 of 30 .*unknown outcome/,
  },
  {
    title: '30 of 30 that a daily cap holds back',
    bad: [[30, { status: 'pending', reason: 'day_cap' }]],
    says: /30 of 30 .*daily cap.*caps/,
  },
]

test.group('Health of outcomes', (group) => {
  withCleanDatabase(group)

  for (const { title, bad, says } of ALARMS) {
    test(`fails for ${title}, without any history`, async ({ assert }) => {
      for (const [count, values] of bad) await outcomes(count, values)
      const { status, observedValue, output } = await ask()
      assert.equal(status, 'fail')
      assert.equal(observedValue, 1)
      assert.match(output, says)
    })

    test(`fails for ${title}, after an ordinary week`, async ({ assert }) => {
      await anOrdinaryWeek()
      for (const [count, values] of bad) await outcomes(count, values)
      assert.equal((await ask()).status, 'fail')
    })
  }

  test('warns of a sudden share, and fails from half on', async ({ assert }) => {
    await anOrdinaryWeek()
    await outcomes(60, { status: 'delivered' })
    await outcomes(20, { status: 'failed', reason: 'invalid_number' })
    assert.include(await ask(), { status: 'warn', observedValue: 0.25 })
    await outcomes(40, { status: 'failed', reason: 'invalid_number' })
    assert.include(await ask(), { status: 'fail', observedValue: 0.5 })
  })

  test('names the facility, the account or the type that it is about', async ({ assert }) => {
    const facility = await aFacility({ code: 'Garoua' })
    const patient = await aPatient({ facilityId: facility.id })
    await outcomes(200, { status: 'delivered' })
    await outcomes(12, { status: 'failed', reason: 'no_route', patientId: patient.id })
    assert.match((await ask()).output, /12 of 12 messages of facility "Garoua" failed \(no_route\)/)

    await outcomes(15, { status: 'undelivered', account: 'orange-sn' })
    assert.match(
      (await ask()).output,
      /15 of 15 messages of account "orange-sn" were not delivered/
    )
    await outcomes(14, { status: 'failed', reason: 'template_missing', type: 'overdue_reminder' })
    assert.match(
      (await ask()).output,
      /14 of 14 messages "overdue_reminder" failed \(template_missing\)/
    )
  })

  test('names the type if the cause hits it nearly as a whole, in many facilities', async ({
    assert,
  }) => {
    const bad = { status: 'failed', reason: 'missing_placeholder' }
    for (let n = 0; n < 6; n++) {
      const { id: patientId } = await aPatient()
      await outcomes(20, { ...bad, patientId })
      await outcomes(5, { status: 'delivered', type: 'overdue_reminder', patientId })
    }
    await outcomes(1, { status: 'delivered' })
    const { id: patientId } = await aPatient()
    await outcomes(12, { ...bad, patientId })
    assert.match((await ask()).output, /132 of 133 messages "7_day_reminder" failed/)
  })

  test('says nothing of small numbers, of consent, visits, or of a time long ago', async ({
    assert,
  }) => {
    assert.equal((await ask()).status, 'pass', 'nothing at all')
    await outcomes(1, { status: 'failed', reason: 'missing_placeholder' })
    assert.equal((await ask()).status, 'pass', '1 of 1')
    await outcomes(60, { status: 'suppressed', reason: 'opted_out' })
    await outcomes(60, { status: 'suppressed', reason: 'no_consent' })
    await outcomes(60, { status: 'suppressed', reason: 'late' })
    await outcomes(60, { status: 'suppressed', reason: 'patient_inactive' })
    await outcomes(60, { status: 'cancelled', reason: 'visit_recorded' })
    await outcomes(60, { status: 'pending', reason: 'outside_window' })
    await outcomes(60, { status: 'failed', reason: 'missing_placeholder', hoursAgo: 31 })
    assert.equal((await ask()).status, 'pass')
  })

  test('does not warn of a share that is usual, but of more', async ({ assert }) => {
    for (let day = 2; day <= 8; day++) {
      await outcomes(70, { status: 'delivered', hoursAgo: day * 24 })
      await outcomes(30, { status: 'undelivered', hoursAgo: day * 24 })
    }
    await outcomes(68, { status: 'delivered' })
    await outcomes(32, { status: 'undelivered' })
    assert.equal((await ask()).status, 'pass')
    await outcomes(30, { status: 'failed', reason: 'invalid_number' })
    assert.equal((await ask()).status, 'warn')
  })

  test('stays silent through a healthy fortnight with ordinary noise', async ({ assert }) => {
    let seed = 7
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
    const patients = []
    for (let n = 0; n < 4; n++) patients.push(await aPatient())
    for (let day = 0; day < 14; day++) {
      for (const { id: patientId } of patients) {
        const counts = new Map<string, number>()
        const size = 5 + Math.floor(random() * 60)
        for (let n = 0; n < size; n++) {
          const r = random()
          const status =
            r < 0.82
              ? 'delivered'
              : r < 0.88
                ? 'undelivered'
                : r < 0.95
                  ? 'sent'
                  : r < 0.98
                    ? 'failed'
                    : 'unknown'
          counts.set(status, (counts.get(status) ?? 0) + 1)
        }
        for (const [status, count] of counts)
          await outcomes(count, { status, patientId, hoursAgo: (13 - day) * 24 })
      }
    }
    for (let day = 0; day < 14; day++) {
      for (const hours of [1, 7, 13, 19]) {
        const instant = new FrozenClock(TEST_NOW)
          .now()
          .minus({ days: 13 - day })
          .plus({ hours })
        const { status, output } = await ask(instant.toISO()!)
        assert.equal(status, 'pass', `day ${day}, ${hours} h: ${output}`)
      }
    }
  })
})
