import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { AccountOutlook } from '#monitoring/forecast/account_outlook'
import type { Forecast } from '#monitoring/forecast/forecast'

const PARTS = ['day', 'hour', 'facility', 'account'] as const

export default class SmsForecast extends RappelCommand {
  static commandName = 'sms:forecast'
  static description = 'Count what is planned for the next seven days: do units and rate last?'
  static help = [
    'Counts messages that wait, and reminders as the rules would plan them: at most so many leave,',
    'since consents and limits are not asked. Health and the pages show the latest forecast, which',
    'the scheduler makes every balance.pollMinutes.',
    'Exit codes: 0 everything fits · 1 failed or it does not fit: units are missing, or a day is too full.',
    '  {{ binaryName }} sms:forecast',
    '  {{ binaryName }} sms:forecast --by=facility',
    '  {{ binaryName }} sms:forecast --json',
  ]

  @flags.string({ description: 'day, hour, facility or account', default: 'day' })
  declare by: string

  async run() {
    const { by } = this
    if (!isPart(by)) return this.refuse(`--by is "${by}", allowed: ${PARTS.join(', ')}`)
    const { OverviewService } = await import('#services/overview_service')
    const service = await this.app.container.make(OverviewService)
    const forecast = await service.forecast({ anew: true })
    if (!forecast.accounts.every(fits)) this.exitCode = 1
    await this.print(forecast, () => this.#show(forecast, by))
  }

  #show(forecast: Forecast, by: (typeof PARTS)[number]) {
    const { total, timezone, accounts, unrouted } = forecast
    this.logger.info(`${total} messages until the end of the seventh day, by ${timezone}`)
    const [head, rows] = tableOf(forecast, by)
    if (rows.length > 0) this.printTable(head, rows, [head[0]])
    for (const account of accounts.filter((one) => !fits(one)))
      this.logger.warning(inWords(account))
    if (unrouted > 0) this.logger.warning(`${unrouted} are to numbers that no account takes`)
  }
}

function isPart(by: string): by is (typeof PARTS)[number] {
  return (PARTS as readonly string[]).includes(by)
}

function fits({ endsOn, overfull }: AccountOutlook): boolean {
  return endsOn === null && overfull.length === 0
}

function tableOf(
  { days, facilities, accounts }: Forecast,
  by: (typeof PARTS)[number]
): [head: string[], rows: string[][]] {
  switch (by) {
    case 'day':
      return [['day', 'SMS'], days.map(({ date, sms }) => [date, String(sms)])]
    case 'hour':
      return [
        ['hour', 'SMS'],
        days.flatMap(({ date, hours }) =>
          hours.map(({ hour, sms }) => [`${date} ${String(hour).padStart(2, '0')}:00`, String(sms)])
        ),
      ]
    case 'facility':
      return [['facility', 'SMS'], facilities.map(({ code, sms }) => [code, String(sms)])]
    case 'account':
      return [
        ['account', 'SMS', 'units needed', 'left', 'busiest day', 'minutes'],
        accounts.map(({ account, sms, needed, units, busiest }) => [
          account,
          ...[sms, needed].map(String),
          units === null ? 'not known' : String(units),
          ...(busiest ? [busiest.date, String(busiest.minutes)] : ['–', '–']),
        ]),
      ]
  }
}

function inWords({ account, endsOn, missing, needed, overfull }: AccountOutlook): string {
  const units = endsOn && `units are missing from ${endsOn} on (${missing} of ${needed})`
  const days = overfull.length > 0 && `too much for one day on ${overfull.join(', ')}`
  return `Account "${account}": ${[units, days].filter(Boolean).join('; ')}`
}
