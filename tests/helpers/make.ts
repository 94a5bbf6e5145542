import app from '@adonisjs/core/services/app'
import type { Constructor } from '@adonisjs/core/types/common'
import { Clock, FrozenClock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { settingsWith, type ChangedSettings } from '#tests/helpers/settings'
import { TEST_NOW } from '#tests/helpers/test_clock'

/** The class as the container makes it, but with a clock that stands still and settings of the test's own. */
export async function make<Instance>(
  type: Constructor<Instance>,
  clock: FrozenClock = new FrozenClock(TEST_NOW),
  settings: ChangedSettings = {}
): Promise<Instance> {
  const resolver = app.container.createResolver()
  resolver.bindValue(Clock, clock)
  resolver.bindValue(SmsSchedulerConfig, settingsWith({ timezone: 'UTC', ...settings }))
  return resolver.make(type) as Promise<Instance>
}
