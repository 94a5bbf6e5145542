import app from '@adonisjs/core/services/app'
import { SmsSchedulerConfig, type SmsSchedulerSettings } from '#settings/sms_scheduler_config'

/** What a test sets: a value, or some of the values of a section. */
export type ChangedSettings = {
  [Name in keyof SmsSchedulerSettings]?: SmsSchedulerSettings[Name] extends object
    ? Partial<SmsSchedulerSettings[Name]>
    : SmsSchedulerSettings[Name]
}

/** The settings of the application, but for what the test changes. */
export function settingsWith(changes: ChangedSettings = {}): SmsSchedulerConfig {
  const shipped = app.config.get<SmsSchedulerConfig>('sms_scheduler')
  const changed = Object.entries(changes).map(([name, value]) => {
    const section = shipped[name as keyof SmsSchedulerSettings]
    return [name, typeof section === 'object' ? { ...section, ...(value as object) } : value]
  })
  return new SmsSchedulerConfig({ ...shipped, ...Object.fromEntries(changed) })
}
