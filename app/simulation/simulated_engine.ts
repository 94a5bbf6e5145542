import type { ApplicationService } from '@adonisjs/core/types'
import type { Database } from '@adonisjs/lucid/database'
import type { FrozenClock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { DueMessages } from '#delivery/claim/due_messages'
import { SendingJournal } from '#delivery/restore/sending_journal'
import { EditMessage } from '#desk/edit_message'
import { RequeueMessages } from '#desk/requeue_messages'
import { RetryPolicies } from '#retry/retry_policies'
import { ProcessDueMessages } from '#delivery/sweep/process_due_messages'
import { TidyUp } from '#delivery/sweep/tidy_up'
import type { GatewayConfig } from '#gateways/define_config'
import { FakeGateway } from '#gateways/fake_gateway'
import { engineOf } from '#services/engine'
import { SIMULATED_RETRIES, SIMULATED_UNKNOWN } from '#simulation/simulated_messages'

export type SimulatedEngine = Awaited<ReturnType<typeof makeSimulatedEngine>>

/** The real sending engine on its own database; only the gateway and the clock are simulated. */
export async function makeSimulatedEngine(
  app: ApplicationService,
  db: Database,
  clock: FrozenClock
) {
  const config = simulatedSettings(app.config.get('sms_scheduler'))
  const [account] = app.config.get<GatewayConfig>('sms_gateways').accounts
  const gateway = new FakeGateway()
  const resolver = await engineOf(app.container, {
    db,
    clock,
    config,
    accounts: [{ ...account, prefixes: [], ratePerSecond: 5, countedIn: 'messages' }],
    gateways: { [account.name]: gateway },
    /** Nothing outlives this database, so it cannot be older than what was sent. */
    journal: new SendingJournal(null),
  })
  return {
    db,
    clock,
    config,
    gateway,
    policies: await resolver.make(RetryPolicies),
    due: await resolver.make(DueMessages),
    sweep: await resolver.make(ProcessDueMessages),
    tidyUp: await resolver.make(TidyUp),
    edit: await resolver.make(EditMessage),
    requeue: await resolver.make(RequeueMessages),
  }
}

/** The simulation must not depend on the configuration: caps or another policy could stop it. */
function simulatedSettings(settings: SmsSchedulerConfig): SmsSchedulerConfig {
  return new SmsSchedulerConfig({
    ...settings,
    retry: SIMULATED_RETRIES,
    unknown: SIMULATED_UNKNOWN,
    caps: {
      allowedPrefixes: [],
      messagesPerNumberPerDay: null,
      segmentsPerDay: null,
      whenOver: 'delay',
    },
    consent: { ...settings.consent, policy: 'opt_out' },
  })
}
