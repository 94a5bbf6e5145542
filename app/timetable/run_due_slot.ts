import { randomBytes } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ClaimSlot, type ClaimedSlot } from '#timetable/claim_slot'
import { dueSlot, localSlot } from '#timetable/due_slots'
import { FinishSlot, type SlotEnd } from '#timetable/finish_slot'
import { Heartbeat } from '#timetable/heartbeat'
import { HoldSlot } from '#timetable/hold_slot'
import { RUN_OUTCOMES, type RunOutcome } from '#timetable/slot_run'
import { timetableOf, type TimetableJob } from '#timetable/timetable'
import { inLogContext } from '#values/log_context'

export interface SlotReport {
  /** False if the work was told to stop before its end. */
  complete: boolean
  stats: object
}

export type SlotWork = (signal: AbortSignal) => Promise<SlotReport>

/**
 * Runs the due slot of a job if it has not run. However often it is called, by however many
 * schedulers, each slot runs once; a failing slot runs at most three times.
 */
@inject()
export class RunDueSlot {
  constructor(
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly heartbeat: Heartbeat,
    private readonly claim: ClaimSlot,
    private readonly hold: HoldSlot,
    private readonly finish: FinishSlot,
    private readonly logger: Logger
  ) {}

  /** Returns how the slot ended, or null if there was none to run. */
  async run(job: TimetableJob, work: SlotWork, signal: AbortSignal): Promise<RunOutcome | null> {
    if (signal.aborted) return null
    const claim = await this.#claimDueSlot(job)
    if (!claim) return null
    return inLogContext({ run: claim.id }, () => this.#runClaimed(claim, work, signal))
  }

  async #claimDueSlot(job: TimetableJob): Promise<ClaimedSlot | null> {
    const { when } = timetableOf(this.config)[job]
    const { timezone } = this.config
    const slot = dueSlot(when, this.clock.now(), {
      timezone,
      catchUpHours: this.config.timetable.catchUpHours,
    })
    if (!slot) return null
    /**
     * Fresh for every claim: the holder of an older one has lost the slot, even if it is this
     * process.
     */
    const claimedBy = `${this.heartbeat.id}#${randomBytes(4).toString('hex')}`
    return this.claim.run({ job, slot, localSlot: localSlot(when, slot, timezone), claimedBy })
  }

  async #runClaimed(claim: ClaimedSlot, work: SlotWork, signal: AbortSignal): Promise<RunOutcome> {
    const hold = this.hold.start(claim)
    const begun = this.clock.elapsedMs()
    try {
      const end = await this.#work(claim, work, AbortSignal.any([signal, hold.lost]))
      await this.finish.run(claim, end)
      const { job, slot } = claim
      const durationMs = Math.round(this.clock.elapsedMs() - begun)
      this.logger.info(
        { job, slot, outcome: end.outcome, durationMs },
        'slot of the timetable ended'
      )
      return end.outcome
    } finally {
      hold.release()
    }
  }

  async #work({ job, slot }: ClaimedSlot, work: SlotWork, signal: AbortSignal): Promise<SlotEnd> {
    try {
      const { complete, stats } = await work(signal)
      return { outcome: complete ? RUN_OUTCOMES.ok : RUN_OUTCOMES.stopped, stats }
    } catch (error) {
      this.logger.error({ job, slot, err: error }, 'slot of the timetable failed')
      return { outcome: RUN_OUTCOMES.failed, error: describe(error) }
    }
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
