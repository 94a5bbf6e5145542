import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { Clock } from '#app/clock'
import { Reader } from '#app/pages/reader'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'

/** Makes the reader of a request. */
@inject()
export class Readers {
  constructor(
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  of({ i18n }: HttpContext): Reader {
    const { timezone, everyRule } = this.config
    return new Reader(
      i18n.locale,
      (key, data, fallback) => i18n.t(key, data, fallback),
      timezone,
      this.clock.now(),
      everyRule
    )
  }
}
