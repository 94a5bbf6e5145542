import { flags } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import type { SweepResult } from '#delivery/sweep/process_due_messages'
import type { SweepStatistics } from '#delivery/sweep/sweep_statistics'

/** sysexits.h: a temporary failure, worth trying again later. */
const EX_TEMPFAIL = 75

export default class SmsProcess extends RappelCommand {
  static commandName = 'sms:process'
  static description = 'Send the messages that are due now: one sweep'
  static help = [
    'Sends until nothing is due, the time is up, or sending is paused.',
    'Exit codes: 0 done · 75 paused, or another run holds everything due, and nothing was done · 1 failed.',
    '  {{ binaryName }} sms:process --dry-run',
    '  {{ binaryName }} sms:process --type=7_day_reminder --limit=100 --max-time=60',
  ]

  @flags.number({ description: 'Send at most this many messages' })
  declare limit?: number

  @flags.string({ description: 'Only messages of this type, for example 7_day_reminder' })
  declare type?: string

  @flags.number({ description: 'Seconds after which nothing more is claimed' })
  declare maxTime?: number

  @flags.boolean({
    description: 'Decide about everything due without sending or changing anything',
  })
  declare dryRun: boolean

  async run() {
    const { SmsSchedulerService } = await import('#services/sms_scheduler_service')
    if (!this.#flagsAreUsable()) return

    const service = await this.app.container.make(SmsSchedulerService)
    const result = await service.processPendingMessages({
      limit: this.limit,
      type: this.type,
      maxSeconds: this.maxTime,
      dryRun: this.dryRun,
      onProgress: this.json ? undefined : (statistics) => this.#showProgress(statistics),
    })
    if (this.json) this.printJson({ dryRun: this.dryRun ?? false, ...result })
    else this.#show(result)

    const nothingDone = result.statistics.processed === 0
    const heldUp = result.outcome === 'paused' || result.outcome === 'held_by_another'
    this.exitCode = heldUp && nothingDone ? EX_TEMPFAIL : 0
  }

  #flagsAreUsable(): boolean {
    for (const [flag, value] of [
      ['--limit', this.limit],
      ['--max-time', this.maxTime],
    ] as const) {
      if (value === undefined || (Number.isInteger(value) && value > 0)) continue
      this.refuse(`${flag} must be a whole number above 0, got "${value}"`)
      return false
    }
    return true
  }

  #lastShown = 0

  /** At most one line a second; a terminal overwrites it. */
  #showProgress({ processed, sent }: SweepStatistics) {
    if (!process.stderr.isTTY || performance.now() - this.#lastShown < 1_000) return
    this.#lastShown = performance.now()
    process.stderr.write(`\r${processed} processed, ${sent} sent `)
  }

  #show({ outcome, pauseReason, heldFor, statistics }: SweepResult) {
    if (process.stderr.isTTY && this.#lastShown > 0) process.stderr.write('\r\u001B[K')
    const table = this.ui.table()
    table.head([this.dryRun ? 'Would be' : 'Messages', 'Count'])
    for (const [name, label] of LABELS) {
      if (name === 'sms' && statistics.sms === statistics.sent) continue
      if (statistics[name] > 0 || name === 'processed' || name === 'sent')
        table.row([label, String(statistics[name])])
    }
    table.render()
    const seconds = (statistics.processingTime / 1000).toFixed(1)
    this.logger.info(`${ENDINGS[outcome](pauseReason, heldFor)} (${seconds} s)`)
  }
}

const LABELS: [keyof SweepStatistics, string][] = [
  ['processed', 'processed'],
  ['sent', 'sent'],
  ['sms', 'SMS in which those left'],
  ['failed', 'failed: refused for good'],
  ['retried', 'will be retried'],
  ['deadLettered', 'dead letters: wait for a person'],
  ['unknown', 'unknown: the operator may have them'],
  ['released', 'back to pending, no retry counted'],
  ['deferred', 'wait for the sending window, or for the caps of another day'],
  ['heldBack', 'wait: their facility or type is paused'],
  ['expired', 'expired: too late to be useful'],
  ['suppressed', 'suppressed'],
  ['cancelled', 'cancelled'],
]

const ENDINGS: Record<
  SweepResult['outcome'],
  (reason?: string, heldFor?: SweepResult['heldFor']) => string
> = {
  done: () => 'Nothing more is due',
  stopped: () => 'Stopped as asked; what was in flight is recorded, the rest is pending',
  time_up: () => 'The time is up; the next sweep continues',
  paused: (reason, heldFor) =>
    heldFor
      ? `Nothing is sent: ${reason}`
      : `Nothing is sent: ${reason}. See "node ace sms:health"; once it is fixed, run "node ace sms:resume"`,
  held_by_another: () => 'Another run is sending everything due',
}
