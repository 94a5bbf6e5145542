import { join, resolve } from 'node:path'
import type { ApplicationService, ConfigProvider } from '@adonisjs/core/types'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { I18nManagerConfig as I18nConfig } from '@adonisjs/i18n/types'
import env from '#start/env'
import { Clock, SystemClock } from '#app/clock'
import { AlertChannels } from '#alerts/alert_channel'
import { AlertWords } from '#alerts/alert_words'
import { AlertsConfig } from '#settings/alerts_config'
import { refuseUnsafeProduction } from '#settings/unsafe_production'
import { refuseUnknownKeys } from '#settings/config_files'
import { EventsConfig } from '#settings/events_config'
import { KafkaConfig } from '#settings/kafka_config'
import { OpenTelemetryConfig } from '#settings/open_telemetry_config'
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
import { UploadFolder } from '#imports/uploads/upload_folder'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { RetryPublisher } from '#schedules/jobs/retry_publisher'
import { Denials } from '#monitoring/denials/denials'
import { Destinations, type Destination } from '#outgoing/destination'
import { inBackground } from '#promises/in_background'
import { onWrittenMoves } from '#messages/written_moves'
import { ReceiveWebhook } from '#inbound/receive_webhook'
import { KeptHealth } from '#monitoring/kept_health'
import { KeptMetrics } from '#monitoring/metrics/kept_metrics'
import { ExportLog } from '#monitoring/open_telemetry/export_log'
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

  /** What is closed once no work is under way. */
  readonly #afterWork: (() => Promise<unknown>)[] = []

  register() {
    this.app.container.singleton(Clock, () => new SystemClock(env.get('APP_CLOCK_OFFSET_MS')))
    this.app.container.singleton(SmsSchedulerConfig, () => {
      const { accounts } = this.app.config.get<GatewayConfig>('sms_gateways')
      const countries = new AccountCountries(accounts, env.get('DEFAULT_COUNTRY'))
      return this.app.config
        .get<SmsSchedulerConfig>('sms_scheduler')
        .withPrefixes(countries.prefixes())
    })
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
    this.app.container.singleton(UploadFolder, () => {
      const state = this.#stateFolder() ?? this.app.tmpPath('state')
      return new UploadFolder(join(state, 'uploads'))
    })
    bindEngine(this.app.container)
    this.app.container.singleton(KafkaConfig, () => this.app.config.get<KafkaConfig>('kafka'))
    this.#bindRetryPublisher()
    this.#bindDestinations()
    this.#bindAlerts()
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
    this.app.container.singleton(KeptMetrics, () => new KeptMetrics())
    this.app.container.singleton(OpenTelemetryConfig, () =>
      this.app.config.get<OpenTelemetryConfig>('open_telemetry')
    )
    this.app.container.singleton(ExportLog, async (resolver) => {
      return new ExportLog(await resolver.make(Logger))
    })
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

  /** Only with brokers: without them a retry is refused when it is asked for. */
  #bindRetryPublisher() {
    if (env.get('KAFKA_BROKERS').length === 0) return
    this.app.container.singleton(RetryPublisher, async (resolver) => {
      const { PublishRetries } = await import('#ingest/publish_retries')
      const { settings } = await resolver.make(KafkaConfig)
      const publisher = new PublishRetries(settings)
      this.#afterWork.push(() => publisher.close())
      return publisher
    })
  }

  /** Where events are told; none unless it is configured. */
  #bindDestinations() {
    this.app.container.singleton(EventsConfig, () => this.app.config.get<EventsConfig>('events'))
    this.app.container.singleton(Destinations, async (resolver) => {
      const { settings: events } = await resolver.make(EventsConfig)
      const { settings: kafka } = await resolver.make(KafkaConfig)
      const all: Destination[] = []
      if (events.url) {
        const { PostEvents } = await import('#outgoing/post_events')
        all.push(new PostEvents(events.url, events, await resolver.make(Clock)))
      }
      if (kafka.eventsTopic) {
        const { PublishEvents } = await import('#outgoing/publish_events')
        all.push(new PublishEvents(kafka))
      }
      for (const destination of all) this.#afterWork.push(() => destination.close())
      return new Destinations(all)
    })
  }

  /** How people are told what health finds; nothing is loaded before there is something to tell. */
  #bindAlerts() {
    this.app.container.singleton(AlertsConfig, () => this.app.config.get<AlertsConfig>('alerts'))
    this.app.container.singleton(AlertWords, () => {
      return new AlertWords(async () => {
        const { I18nManager } = await import('@adonisjs/i18n')
        const provider = this.app.config.get<ConfigProvider<I18nConfig>>('i18n')
        const emitter = await this.app.container.make('emitter')
        return new I18nManager(emitter, await provider.resolver(this.app))
      })
    })
    this.app.container.singleton(AlertChannels, async (resolver) => {
      const { settings } = await resolver.make(AlertsConfig)
      const channels: ConstructorParameters<typeof AlertChannels>[0] = {}
      if (settings.smtp) {
        const { SendMail } = await import('#alerts/send_mail')
        channels.mail = new SendMail(settings.smtp.release(), settings)
      }
      if (settings.webhookUrl) {
        const { PostAlert } = await import('#alerts/post_alert')
        channels.webhook = new PostAlert(settings.webhookUrl, settings, await resolver.make(Clock))
      }
      const all = new AlertChannels(channels)
      this.#afterWork.push(() => all.close())
      return all
    })
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
    await this.#logMoves()
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

  /** Each message has its history in the database; here it is for whoever debugs. */
  async #logMoves() {
    const logger = await this.app.container.make(Logger)
    if (!logger.isLevelEnabled('debug')) return
    this.app.terminating(onWrittenMoves((moves) => logger.debug(moves, 'messages moved')))
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
      for (const close of this.#afterWork)
        await close().catch((error) => logger.warn({ err: error }, 'not closed cleanly'))
      const age = await this.app.container.make(DatabaseAge)
      await age.journal.close()
      const heartbeat = await this.app.container.make(Heartbeat)
      await heartbeat.stop().catch((error) => logger.warn({ err: error }, 'end not recorded'))
    })
  }
}
