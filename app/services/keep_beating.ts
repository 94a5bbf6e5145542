import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { Heartbeat } from '#timetable/heartbeat'

const BEAT_EVERY_MS = 10_000

/** The heartbeat of a worker: from its first moment until it has drained. */
@inject()
export class KeepBeating {
  constructor(
    private readonly heartbeat: Heartbeat,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  async during<Result>(
    work: () => Promise<Result>,
    { concurrency = this.config.processing.lanes }: { concurrency?: number },
    draining: AbortSignal
  ): Promise<Result> {
    const ended = new AbortController()
    draining.addEventListener('abort', () => void this.#try(() => this.heartbeat.drain()))
    const beating = this.#keepBeating(concurrency, ended.signal)
    try {
      return await work()
    } finally {
      ended.abort()
      await beating
    }
  }

  async #keepBeating(concurrency: number, ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await this.#try(() => this.heartbeat.beat('worker', concurrency))
      await this.clock.sleepUntil(this.clock.nowMs() + BEAT_EVERY_MS, ended)
    }
  }

  /** A database that is away stops the heartbeat, not the worker. */
  async #try(beat: () => Promise<void>): Promise<void> {
    await beat().catch((error) => this.logger.warn({ err: error }, 'no heartbeat'))
  }
}
