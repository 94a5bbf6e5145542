import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { FrozenClock } from '#app/clock'
import { EventsConfig } from '#settings/events_config'
import { KafkaConfig } from '#settings/kafka_config'
import { type SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { type GatewayConfig } from '#gateways/define_config'
import type { HealthContext } from '#monitoring/health/health_check'
import { HEALTH_CHECKS } from '#monitoring/health/registry'
import { PhoneHash } from '#consents/phone_hash'
import { DatabaseAge } from '#delivery/restore/database_age'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { plannedCheck } from '#monitoring/health/planned_check'
import { readOutcomes, readUsualOutcomes } from '#monitoring/outcomes/read_outcomes'
import { BEFORE_RR_2, configWith } from '#tests/helpers/reminders'
import { listeningClient, planOf, plansOf } from '#tests/helpers/query_plans'
import { TEST_NOW } from '#tests/helpers/test_clock'

const LARGE =
  /sms_messages|sms_attempts|FROM schedules|FROM schedule_occurrences|outgoing_events|alert_notices/

test.group('The cost of health', () => {
  test('does not grow with the tables of messages, attempts and schedules', async ({ assert }) => {
    const { client, statements } = listeningClient()
    for (const check of HEALTH_CHECKS) {
      await check.run({
        client,
        clock: new FrozenClock(TEST_NOW),
        config: app.config.get<SmsSchedulerConfig>('sms_scheduler'),
        gateways: app.config.get<GatewayConfig>('sms_gateways'),
        age: await app.container.make(DatabaseAge),
        hash: await app.container.make(PhoneHash),
        jobs: await app.container.make(JobHandlers),
        kafka: await app.container.make(KafkaConfig),
        events: await app.container.make(EventsConfig),
      })
    }

    const large = statements.filter(({ sql }) => LARGE.test(sql))
    assert.lengthOf(large, 26)
    for (const statement of large) {
      const plan = await planOf(statement)
      assert.notMatch(
        plan,
        /SCAN sms_|SCAN alert_|SCAN schedule\w*$|SCAN (?:outgoing_events|e)$|Seq Scan on (?!event_destinations)/m,
        statement.sql
      )
      assert.match(statement.sql, /LIMIT|MIN\(e\.next_attempt_at\)/)
    }
  })

  test('walks messages by age for what became of them, and doses by due date', async ({
    assert,
  }) => {
    const { client, statements } = listeningClient()
    const clock = new FrozenClock(TEST_NOW)
    const period = { now: clock.now(), windowHours: 30, receiptHours: 6 }
    await readOutcomes(client, period)
    await readUsualOutcomes(client, period)
    const config = configWith({}, { beforeRr2: BEFORE_RR_2 })
    await plannedCheck.run({ client, clock, config } as unknown as HealthContext)

    const plans = await plansOf(statements)
    assert.lengthOf(plans, 6)
    for (const plan of plans) assert.notMatch(plan, /SCAN (sms_|imm|patients|p\b|i\b)|Seq Scan/)
    for (const plan of plans.slice(0, 2)) assert.include(plan, 'sms_messages_by_age')
    for (const plan of plans.slice(2)) {
      assert.include(plan, 'immunizations_open_by_due_date')
      assert.include(plan, 'sms_messages_of_immunization')
    }
  })
})
