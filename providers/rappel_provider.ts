import type { ApplicationService } from '@adonisjs/core/types'
import { Emitter } from '@adonisjs/core/events'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import env from '#start/env'
import { Clock, SystemClock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { PhoneHash } from '#consents/phone_hash'
import { RetryPolicies } from '#delivery/retry/retry_policies'
import { SendingAccounts } from '#delivery/accounts/sending_accounts'
import { GatewayConfig } from '#gateways/define_config'
import type { SmsGateway } from '#gateways/sms_gateway'
import { SmsGateways } from '#gateways/sms_gateways'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { RetryPublisher } from '#schedules/jobs/retry_publisher'
import { ReceiveWebhook } from '#inbound/receive_webhook'
import { RunJob } from '#schedules/run/run_job'
import { RunOccurrences } from '#schedules/run/run_occurrences'
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
    this.app.container.singleton(SmsGateways, async (resolver) => {
      const { accounts } = await resolver.make(GatewayConfig)
      const { createGateway } = await import('#gateways/create_gateway')
      const parts = { clock: await resolver.make(Clock), logger: await resolver.make(Logger) }
      const doors: Record<string, SmsGateway> = {}
      for (const account of accounts) doors[account.name] = await createGateway(account, parts)
      return new SmsGateways(doors)
    })
    this.app.container.singleton(SendingAccounts, async (resolver) => {
      return new SendingAccounts(
        await resolver.make(GatewayConfig),
        await resolver.make(SmsSchedulerConfig),
        await resolver.make(SmsGateways),
        await resolver.make(Database),
        await resolver.make(Clock),
        await resolver.make(Logger),
        await resolver.make(Emitter)
      )
    })
    /** One for the process: an application registers its own policies here. */
    this.app.container.singleton(RetryPolicies, async (resolver) => {
      const { retry } = await resolver.make(SmsSchedulerConfig)
      return new RetryPolicies(retry, await resolver.make(Logger))
    })
    /** What a schedule may do, by `appName`: a line each (docs/schedules.md). */
    this.app.container.singleton(JobHandlers, async (resolver) => {
      const { SmsHandler } = await import('#schedules/jobs/sms_handler')
      const { SmsRetryHandler } = await import('#schedules/jobs/sms_retry_handler')
      const { CommandHandler } = await import('#schedules/jobs/command_handler')
      const config = await resolver.make(SmsSchedulerConfig)
      const clock = await resolver.make(Clock)
      const publisher = this.app.container.hasBinding(RetryPublisher)
        ? await resolver.make(RetryPublisher)
        : undefined
      return new JobHandlers([
        new SmsHandler(config, clock, env.get('DEFAULT_COUNTRY')),
        new SmsRetryHandler(publisher, clock, config.timezone),
        new CommandHandler(config, this.app.makePath()),
      ])
    })
    /** One for the process: it knows how many jobs are under way. */
    this.app.container.singleton(RunOccurrences, async (resolver) => {
      return new RunOccurrences(
        await resolver.make(Database),
        await resolver.make(Clock),
        await resolver.make(SmsSchedulerConfig),
        await resolver.make(JobHandlers),
        await resolver.make(RunJob),
        await resolver.make(Heartbeat)
      )
    })
    /** One for the process: calls that come at the same time share a commit. */
    this.app.container.singleton(ReceiveWebhook, async (resolver) => {
      return new ReceiveWebhook(await resolver.make(Database), await resolver.make(Clock))
    })
    this.app.container.singleton(PhoneHash, () => {
      const own = env.get('CONSENT_HASH_KEY')?.release()
      return PhoneHash.withKeys(own, env.get('APP_KEY').release())
    })
    this.app.container.singleton(RunningWork, () => new RunningWork())
    /** One identity a process. */
    this.app.container.singleton(Heartbeat, async (resolver) => {
      return new Heartbeat(await resolver.make(Database), await resolver.make(Clock))
    })
  }

  boot() {
    this.app.terminating(async () => {
      const work = await this.app.container.make(RunningWork)
      const logger = await this.app.container.make(Logger)
      const { processing } = await this.app.container.make(SmsSchedulerConfig)
      if (!(await work.drain(processing.drainSeconds * 1000))) {
        process.exitCode = 1
        logger.error(
          { seconds: processing.drainSeconds },
          'work did not end in time: what was in flight will be found as unknown'
        )
      }
      const heartbeat = await this.app.container.make(Heartbeat)
      /** A database that is away must not keep the process from ending. */
      await heartbeat.stop().catch((error) => logger.warn({ err: error }, 'end not written down'))
    })
  }
}
