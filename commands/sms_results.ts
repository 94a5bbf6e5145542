import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { Estimate } from '#evaluation/intervals'
import type { GroupResult, Results } from '#evaluation/read_results'

const HEAD = ['reminded', 'came', 'share (95 %)', 'held out', 'came', 'share (95 %)', 'difference']

export default class SmsResults extends RappelCommand {
  static commandName = 'sms:results'
  static description = 'Count the doses given after reminders: did it work?'
  static help = [
    'A dose counts if it was given within evaluation.visitWithinDays of its reminder. Days whose time',
    'is not over are not counted yet. Intervals are of 95 % (docs/results.md).',
    'Exit codes: 0 done · 1 failed · 3 no day is counted yet.',
    '  {{ binaryName }} sms:results',
    '  {{ binaryName }} sms:results --by=dose --from=2026-01-01 --to=2026-03-31',
    '  {{ binaryName }} sms:results --by=facility --json',
  ]

  @flags.string({ description: 'type, facility, vaccine or dose', default: 'type' })
  declare by: string

  @flags.string({ description: 'Reminders from this day on (YYYY-MM-DD); default: 90 days ago' })
  declare from?: string

  @flags.string({ description: 'Until this day; default: today' })
  declare to?: string

  async run() {
    const { ResultsService } = await import('#services/results_service')
    const { ResultsNotReadable } = await import('#evaluation/results_request')
    const service = await this.app.container.make(ResultsService)
    const { by, from, to } = this
    await this.refuseOn(
      ResultsNotReadable,
      async () => {
        const results = await service.read({ by, from, to })
        if (results.groups.length === 0) this.exitCode = 3
        await this.print(results, () => this.#show(results))
      },
      ({ message }) => `--${message}`
    )
  }

  #show({ from, to, withinDays, total, groups }: Results) {
    if (groups.length === 0)
      return this.logger.info(
        `No reminders are counted from ${from} to ${to}: a day is counted when its ${withinDays} days are over`
      )
    this.logger.info(
      `Reminders from ${from} to ${to}, doses given within ${withinDays} days (95 % intervals)`
    )
    this.printTable([this.by, ...HEAD], [...groups, { ...total, name: 'all' }].map(rowOf), [
      this.by,
    ])
  }
}

function rowOf({ name, reminded, heldOut, difference }: GroupResult): string[] {
  const arms = [reminded, heldOut].flatMap(({ reminders, visits, estimate }) => [
    String(reminders),
    String(visits),
    inPercent(estimate),
  ])
  return [name, ...arms, inPercent(difference)]
}

function inPercent(estimate: Estimate | null): string {
  if (!estimate) return '–'
  const [share, low, high] = [estimate.share, estimate.low, estimate.high].map((part) =>
    (part * 100).toFixed(1)
  )
  return `${share} (${low} to ${high})`
}
