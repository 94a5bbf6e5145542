import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import { figureRows, moreRows, PART_HEAD, partRow } from './_statistics_in_words.js'
import type { FiguresSummary } from '#monitoring/figures_summary'
import type { Statistics, StatisticsRequest, Timeframe } from '#monitoring/statistics'

/** The parts that can be shown one by one. */
const PARTS = {
  type: 'byType',
  facility: 'byFacility',
  language: 'byLanguage',
  account: 'byAccount',
} as const

const isPart = (by: string): by is keyof typeof PARTS => Object.hasOwn(PARTS, by)

export default class SmsStats extends RappelCommand {
  static commandName = 'sms:stats'
  static description = 'Count what was sent, and what became of it'
  static help = [
    'Counts what happened in the last hour, day or week, on one day, or between two moments.',
    'Finished days come from their records, which outlive the messages (docs/metrics.md).',
    'Exit codes: 0 done · 1 failed.',
    '  {{ binaryName }} sms:stats',
    '  {{ binaryName }} sms:stats --timeframe=week --by=facility',
    '  {{ binaryName }} sms:stats --day=2026-03-09 --json',
    '  {{ binaryName }} sms:stats --from=2026-03-01 --to=2026-03-31',
  ]

  @flags.string({ description: 'hour, day or week', default: 'day' })
  declare timeframe: string

  @flags.string({ description: 'One day, for example 2026-03-09' })
  declare day?: string

  @flags.string({ description: 'From this day (YYYY-MM-DD) or ISO 8601 instant on' })
  declare from?: string

  @flags.string({ description: 'Until the end of this day, or this instant; default: now' })
  declare to?: string

  @flags.string({ description: 'Show one line for each: type, facility, language or account' })
  declare by?: string

  async run() {
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    const { PeriodNotUsable, UnknownTimeframe } = await import('#monitoring/statistics')
    const service = await this.app.container.make(SmsSchedulerService)
    const { by } = this
    if (by !== undefined && !isPart(by))
      return this.refuse(`--by is "${by}", allowed: ${Object.keys(PARTS).join(', ')}`)
    const collect = async () => {
      const statistics = await service.getStatistics(this.#period())
      await this.print(statistics, () => this.#show(statistics, by))
    }
    const orUnknown = () =>
      this.refuseOn(UnknownTimeframe, collect, ({ message }) => `--${message}`)
    await this.refuseOn(PeriodNotUsable, orUnknown, ({ message }) => `This period: ${message}`)
  }

  #period(): StatisticsRequest {
    const { day, from, to } = this
    const isGiven = [day, from, to].some((flag) => flag !== undefined)
    return isGiven ? { day, from, to } : (this.timeframe as Timeframe)
  }

  #show(statistics: Statistics, by?: keyof typeof PARTS) {
    const { timeframe, from, to, total } = statistics
    const [begin, end] = [from, to].map((instant) => `${instant.slice(0, 16)}Z`)
    this.logger.info(
      timeframe === 'period' ? `From ${begin} until ${end}` : `The last ${timeframe}, until ${end}`
    )
    if (by) this.#showParts(by, Object.entries(statistics[PARTS[by]]))
    else this.#showOutcomes(statistics.messages)
    this.printTable(['Figure', 'Value'], [...figureRows(total), ...moreRows(statistics)])
  }

  #showOutcomes({ byType }: Statistics['messages']) {
    const rows = Object.entries(byType).flatMap(([type, outcomes]) =>
      Object.entries(outcomes).map(([outcome, count]) => [type, outcome, String(count)])
    )
    if (rows.length > 0) this.printTable(['Message type', 'Status', 'Messages'], rows)
  }

  #showParts(by: string, parts: [string, FiguresSummary][]) {
    const rows = parts.map(([name, figures]) => partRow(name, figures))
    if (rows.length > 0) this.printTable([by, ...PART_HEAD], rows, [by])
  }
}
