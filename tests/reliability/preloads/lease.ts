import 'reflect-metadata'
import RappelProvider from '#providers/rappel_provider'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'

/**
 * Loaded into `node ace …` before the application: a claim holds for LEASE_SECONDS, so that a trial
 * does not wait a minute and a half for what the dead have left, or is not hurried by it.
 */
const register = RappelProvider.prototype.register

RappelProvider.prototype.register = function (this: RappelProvider) {
  register.call(this)
  const settings = this.app.config.get<SmsSchedulerConfig>('sms_scheduler')
  const leaseSeconds = Number(process.env.LEASE_SECONDS)
  this.app.container.bindValue(
    SmsSchedulerConfig,
    new SmsSchedulerConfig({ ...settings, processing: { ...settings.processing, leaseSeconds } })
  )
}
