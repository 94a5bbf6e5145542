import 'reflect-metadata'
import RappelProvider from '#providers/rappel_provider'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'

/**
 * Loaded before the application: a process that is told to end has DRAIN_SECONDS,
 * so that a trial does not wait for half a minute.
 */
const register = RappelProvider.prototype.register

RappelProvider.prototype.register = function (this: RappelProvider) {
  const settings = this.app.config.get<SmsSchedulerConfig>('sms_scheduler')
  const drainSeconds = Number(process.env.DRAIN_SECONDS)
  this.app.config.set(
    'sms_scheduler',
    new SmsSchedulerConfig({ ...settings, processing: { ...settings.processing, drainSeconds } })
  )
  register.call(this)
}
