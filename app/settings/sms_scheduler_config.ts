import { Exception } from '@adonisjs/core/exceptions'
import { findConfigFaults } from './find_config_faults.js'
import { isOn, namedRules } from './reminder_rules.js'
import type { ReminderRule, SmsSchedulerSettings, TimeOfDay } from './sms_scheduler_settings.js'

export type {
  AlertSeverity,
  ReminderRule,
  RuleScope,
  RetryLimit,
  RetryPolicySettings,
  RetryWaits,
  SmsSchedulerSettings,
  TimeOfDay,
} from './sms_scheduler_settings.js'

/**
 * The validated timing and processing settings of the application: the injection token for
 * `config/sms_scheduler.ts`.
 */
export class SmsSchedulerConfig implements SmsSchedulerSettings {
  readonly timezone
  readonly processing
  readonly timetable
  readonly reminders
  readonly text
  readonly retry
  readonly unknown
  readonly window
  readonly caps
  readonly frequency
  readonly receipts
  readonly consent
  readonly balance
  readonly schedules
  readonly imports
  readonly cleanup
  readonly monitoring
  readonly evaluation
  readonly alerts

  constructor(settings: SmsSchedulerSettings) {
    const faults = findConfigFaults(settings)
    if (faults.length > 0) throw new InvalidSmsSchedulerConfig(faults)
    this.timezone = settings.timezone
    this.processing = settings.processing
    this.timetable = settings.timetable
    this.reminders = settings.reminders
    this.text = settings.text
    this.retry = settings.retry
    this.unknown = settings.unknown
    this.window = settings.window
    this.caps = settings.caps
    this.frequency = settings.frequency
    this.receipts = settings.receipts
    this.consent = settings.consent
    this.balance = settings.balance
    this.schedules = settings.schedules
    this.imports = settings.imports
    this.cleanup = settings.cleanup
    this.monitoring = settings.monitoring
    this.evaluation = settings.evaluation
    this.alerts = settings.alerts
  }

  /** The same settings, where they leave the countries to the accounts with these prefixes. */
  withPrefixes(ofAccounts: string[]): SmsSchedulerConfig {
    const allowedPrefixes = this.caps.allowedPrefixes ?? ofAccounts
    return new SmsSchedulerConfig({ ...this, caps: { ...this.caps, allowedPrefixes } })
  }

  /** The rules that are switched on, the shipped ones first. */
  get rules(): ReminderRule[] {
    return namedRules(this.reminders)
      .filter(isOn)
      .map(({ rule }) => rule)
  }

  /** The rules that are switched off as well. */
  get everyRule(): ReminderRule[] {
    return namedRules(this.reminders).map(({ rule }) => rule)
  }

  /** The local times between which messages of a type may leave. */
  windowOf(messageType: string): { start: TimeOfDay; end: TimeOfDay } {
    return this.rules.find(({ type }) => type === messageType)?.window ?? this.window
  }
}

export function defineSmsScheduler(settings: SmsSchedulerSettings): SmsSchedulerConfig {
  return new SmsSchedulerConfig(settings)
}

/** All faults of config/sms_scheduler.ts at once, each with key, value and what is allowed. */
export class InvalidSmsSchedulerConfig extends Exception {
  static code = 'E_INVALID_SMS_SCHEDULER_CONFIG'
  static status = 500

  constructor(readonly faults: string[]) {
    super(
      `config/sms_scheduler.ts cannot be used:\n${faults.map((fault) => `- ${fault}`).join('\n')}`
    )
  }
}
