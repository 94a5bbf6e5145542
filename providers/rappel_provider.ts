import type { ApplicationService } from '@adonisjs/core/types'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import env from '#start/env'
import { Clock, SystemClock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { RateLimit } from '#delivery/rate_limit'
import { GatewayConfig } from '#gateways/define_config'
import { SmsGateway } from '#gateways/sms_gateway'
import { RunningWork } from '#services/running_work'
import { Heartbeat } from '#timetable/heartbeat'

/** Binds what the parts ask for by class, and lets running work finish before the process ends. */
export default class RappelProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    this.app.container.singleton(Clock, () => {
      const offsetMs = env.get('APP_CLOCK_OFFSET_MS')
      if (offsetMs !== 0 && this.app.inProduction) {
        throw new Error(
          `APP_CLOCK_OFFSET_MS is ${offsetMs}: a production clock cannot be moved. Remove the variable.`
        )
      }
      return new SystemClock(offsetMs)
    })
    this.app.container.singleton(SmsSchedulerConfig, () =>
      this.app.config.get<SmsSchedulerConfig>('sms_scheduler')
    )
    this.app.container.singleton(GatewayConfig, () =>
      this.app.config.get<GatewayConfig>('sms_gateways')
    )
    /** One for all sweeps of the process: it remembers when requests left. */
    this.app.container.singleton(RateLimit, async (resolver) => {
      return new RateLimit(
        await resolver.make(Database),
        await resolver.make(Clock),
        await resolver.make(GatewayConfig)
      )
    })
    this.app.container.singleton(RunningWork, () => new RunningWork())
    /** One identity a process. */
    this.app.container.singleton(Heartbeat, async (resolver) => {
      return new Heartbeat(await resolver.make(Database), await resolver.make(Clock))
    })
    this.app.container.singleton(SmsGateway, async (resolver) => {
      const config = await resolver.make(GatewayConfig)
      const { createGateway } = await import('#gateways/create_gateway')
      return createGateway(config, {
        clock: await resolver.make(Clock),
        logger: await resolver.make(Logger),
      })
    })
  }

  boot() {
    this.app.terminating(async () => {
      const work = await this.app.container.make(RunningWork)
      await work.drain()
      const heartbeat = await this.app.container.make(Heartbeat)
      const logger = await this.app.container.make(Logger)
      /** A database that is away must not keep the process from ending. */
      await heartbeat.stop().catch((error) => logger.warn({ err: error }, 'end not written down'))
    })
  }
}
