import type { SmsSchedulerSettings } from '#settings/sms_scheduler_settings'
import type { FakeAnswer } from '#gateways/fake_gateway'

/** One message of the simulation, and the operator's answers before it accepts. */
export interface SimulatedMessage {
  type: string
  phoneNumber: string
  answers: FakeAnswer[]
  /** The number that a person enters after the operator has refused the first one. */
  mendedNumber?: string
}

const TIMEOUT: FakeAnswer = {
  outcome: 'transient',
  reason: 'request_timeout',
  httpStatus: 408,
  errorCode: '63',
}

/** Five messages, each with its own fault. Their numbers are unused, and nothing is sent. */
export const SIMULATED_MESSAGES: SimulatedMessage[] = [
  { type: '7_day_reminder', phoneNumber: '+237690000001', answers: [TIMEOUT, TIMEOUT] },
  {
    type: '1_day_reminder',
    phoneNumber: '+237690000002',
    answers: [
      { outcome: 'throttled', reason: 'too_many_requests', httpStatus: 429, errorCode: '53' },
    ],
  },
  {
    type: 'overdue_reminder',
    phoneNumber: '+237690000003',
    answers: [{ outcome: 'provider_down', reason: 'service_unavailable', httpStatus: 503 }],
  },
  {
    type: 'custom',
    phoneNumber: '+237690000004',
    answers: [{ outcome: 'ambiguous', reason: 'gateway_timeout', httpStatus: 504 }],
  },
  {
    type: 'campaign',
    phoneNumber: '+237600000005',
    answers: [
      { outcome: 'refused', reason: 'invalid_number', httpStatus: 400, errorCode: 'SVC0004' },
      TIMEOUT,
      TIMEOUT,
      TIMEOUT,
    ],
    mendedNumber: '+237690000005',
  },
]

/** The defaults of config/sms_scheduler.ts, and a type with its own policy. */
export const SIMULATED_RETRIES: SmsSchedulerSettings['retry'] = {
  maxRetries: 3,
  delayMinutes: 5,
  multiplier: 2,
  maxDelayMinutes: 240,
  jitter: 0,
  byType: { campaign: { kind: 'steps', minutes: [1, 5], maxRetries: 2 } },
  deadLetterThreshold: 5,
  outageDelaySeconds: 30,
  circuitThreshold: 5,
  circuitProbeSeconds: 60,
}

export const SIMULATED_UNKNOWN: SmsSchedulerSettings['unknown'] = {
  default: 'hold',
  byType: { custom: 'resend_once' },
  settleAfterMinutes: 10,
}
