import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Clock } from '#app/clock'
import { inBackground } from '#promises/in_background'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { Heartbeat } from '#timetable/heartbeat'

const BEAT_EVERY_MS = 10_000

/** The heartbeat of a worker, from its start until it has drained. */
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
    draining.addEventListener('abort', () =>
      inBackground(
        () => this.heartbeat.drain(),
        (error) => this.#report(error)
      )
    )
    const [result] = await Promise.all([
      work().finally(() => ended.abort()),
      this.#keepBeating(concurrency, ended.signal),
    ])
    return result
  }

  async #keepBeating(concurrency: number, ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await this.heartbeat.beat('worker', concurrency).catch((error) => this.#report(error))
      await this.clock.sleep(BEAT_EVERY_MS, ended)
    }
  }

  /** An unreachable database stops the heartbeat, not the worker. */
  #report(error: unknown): void {
    this.logger.warn({ err: error }, 'no heartbeat')
  }
}
