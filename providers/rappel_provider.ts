import { resolve } from 'node:path'
import type { ApplicationService } from '@adonisjs/core/types'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import env from '#start/env'
import { Clock, SystemClock } from '#app/clock'
import { refuseUnsafeProduction } from '#settings/unsafe_production'
import { refuseUnknownKeys } from '#settings/config_files'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { KnownKeys } from '#consents/known_keys'
import { PhoneHash } from '#consents/phone_hash'
import { DatabaseAge } from '#delivery/restore/database_age'
import { SendingJournal } from '#delivery/restore/sending_journal'
import { MessagesInFlight } from '#delivery/send/messages_in_flight'
import { AccountCountries } from '#gateways/account_countries'
import { GatewayConfig } from '#gateways/define_config'
import type { SmsGateway } from '#gateways/sms_gateway'
import { SmsGateways } from '#gateways/sms_gateways'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { RetryPublisher } from '#schedules/jobs/retry_publisher'
import { Denials } from '#monitoring/denials/denials'
import { inBackground } from '#promises/in_background'
import { ReceiveWebhook } from '#inbound/receive_webhook'
import { KeptHealth } from '#monitoring/kept_health'
import { bindEngine } from '#services/engine'
import { AuditService } from '#services/audit_service'
import { RunningWork } from '#services/running_work'
import { Heartbeat } from '#timetable/heartbeat'

/** Milliseconds between two checks whether the SQLite file was replaced. */
const FILE_LOOKED_AT_EVERY_MS = 1_000

/**
 * Binds the classes that the parts inject, and lets running work finish before the process ends.
 */
export default class RappelProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    this.app.container.singleton(Clock, () => new SystemClock(env.get('APP_CLOCK_OFFSET_MS')))
    this.app.container.singleton(SmsSchedulerConfig, () =>
      this.app.config.get<SmsSchedulerConfig>('sms_scheduler')
    )
    this.app.container.singleton(GatewayConfig, () =>
      this.app.config.get<GatewayConfig>('sms_gateways')
    )
    /** Not one for the process: an engine may have accounts of its own. */
    this.app.container.bind(AccountCountries, async (resolver) => {
      const { accounts } = await resolver.make(GatewayConfig)
      return new AccountCountries(accounts, env.get('DEFAULT_COUNTRY'))
    })
    this.app.container.singleton(SmsGateways, async (resolver) => {
      const { accounts } = await resolver.make(GatewayConfig)
      const { createGateway } = await import('#gateways/create_gateway')
      const parts = { clock: await resolver.make(Clock), logger: await resolver.make(Logger) }
      const doors: Record<string, SmsGateway> = {}
      for (const account of accounts) doors[account.name] = await createGateway(account, parts)
      return new SmsGateways(doors)
    })
    this.app.container.singleton(SendingJournal, () => new SendingJournal(this.#stateFolder()))
    bindEngine(this.app.container)
    /** What a schedule may do, by `appName`: one line each (docs/schedules.md). */
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
    /** One per process: calls that arrive at the same time share a commit. */
    this.app.container.singleton(ReceiveWebhook, async (resolver) => {
      return new ReceiveWebhook(
        await resolver.make(Database),
        await resolver.make(Clock),
        await resolver.make(AccountCountries)
      )
    })
    this.app.container.singleton(PhoneHash, () => {
      return PhoneHash.withKeys({
        own: env.get('CONSENT_HASH_KEY')?.release(),
        appKey: env.get('APP_KEY').release(),
        earlierAppKeys: env.get('APP_KEY_PREVIOUS')?.release(),
      })
    })
    this.app.container.singleton(KnownKeys, async (resolver) => {
      return new KnownKeys(await resolver.make(PhoneHash))
    })
    this.app.container.singleton(KeptHealth, () => new KeptHealth())
    this.app.container.singleton(RunningWork, () => new RunningWork())
    this.app.container.singleton(Denials, async (resolver) => {
      const audit = await resolver.make(AuditService)
      return new Denials((event) => audit.append(event), await resolver.make(Logger))
    })
    this.app.container.singleton(MessagesInFlight, () => new MessagesInFlight())
    /** One identity per process. */
    this.app.container.singleton(Heartbeat, async (resolver) => {
      return new Heartbeat(await resolver.make(Database), await resolver.make(Clock))
    })
  }

  start() {
    if (this.app.inProduction) refuseUnsafeProduction(process.env)
  }

  /** Outside the database, so that restoring the database does not change it. */
  #stateFolder(): string | null {
    const chosen = env.get('RAPPEL_STATE_DIR')
    const { connection, connections } = this.app.config.get<any>('database')
    const file: string | undefined = connections[connection].connection.filename
    if (file === ':memory:') return null
    if (chosen) return resolve(this.app.makePath(), chosen)
    return file ? `${file}.state` : this.app.tmpPath('state')
  }

  /**
   * A process ends if its SQLite file is replaced; the journal has its messages in flight. An error
   * thrown here ends the process like any uncaught error (bin/process_end.ts).
   */
  async ready() {
    /** The suites delete their file at the end. */
    if (this.app.getEnvironment() === 'test') return
    const { sqliteFiles } = await import('#storage/sqlite_file')
    const timer = setInterval(() => {
      try {
        sqliteFiles.ensureSame()
      } catch (error) {
        clearInterval(timer)
        console.error(error.message)
        throw error
      }
    }, FILE_LOOKED_AT_EVERY_MS)
    timer.unref()
  }

  boot() {
    refuseUnknownKeys((file) => this.app.config.get(file))
    this.app.terminating(async () => {
      const work = await this.app.container.make(RunningWork)
      const logger = await this.app.container.make(Logger)
      const denials = await this.app.container.make(Denials)
      inBackground(
        () => work.run(() => denials.flush(), 'denials'),
        (error) => logger.error({ err: error }, 'denied requests were not written')
      )
      const { processing } = await this.app.container.make(SmsSchedulerConfig)
      if (!(await work.drain(processing.drainSeconds * 1000))) {
        /** Overrides the exit code of a command that ends after all. */
        process.once('exit', () => (process.exitCode = 1))
        logger.error(
          { seconds: processing.drainSeconds, underWay: work.underWay },
          'work did not end in time'
        )
        return
      }
      const age = await this.app.container.make(DatabaseAge)
      await age.journal.close()
      const heartbeat = await this.app.container.make(Heartbeat)
      await heartbeat.stop().catch((error) => logger.warn({ err: error }, 'end not recorded'))
    })
  }
}
